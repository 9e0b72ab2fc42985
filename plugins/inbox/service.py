"""What the routes of the inbox work with: one value, put together once by `server.py` or by a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from plugins.inbox.discussion import Discussion
from plugins.inbox.forms import Forms
from plugins.inbox.limit import Limit
from plugins.inbox.page import Pages
from plugins.inbox.settings import UNSUBSCRIBE, InboxSettings
from plugins.inbox.writer import Writer
from plugins.subscribers.token import Purpose, Tokens

CONFIRM, PREFERENCES = "/inbox/confirm/", "/inbox/preferences/"
COMMENT, REPLIES, STOP_REPLIES = "/inbox/comment/", "/inbox/replies/", "/u/r/"
MODERATE = "/inbox/moderate"


@dataclass(frozen=True)
class Inbox:
    """`now` gives the time; `wake` tells the mail's worker that there is something to send."""

    settings: InboxSettings
    engine: Engine
    tokens: Tokens
    forms: Forms
    pages: Pages
    writer: Writer
    by_network: Limit
    by_all: Limit
    discussion: Discussion
    now: Callable[[], datetime]
    wake: Callable[[], None]

    def confirm_path(self, consent_id: int) -> str:
        """The path that confirms a sign-up."""
        return CONFIRM + self.tokens.make(Purpose.CONFIRM, consent_id)

    def preferences_path(self, subscriber_id: int) -> str:
        """The path of a subscriber's preferences."""
        return PREFERENCES + self.tokens.make(Purpose.PREFERENCES, subscriber_id)

    def unsubscribe_path(self, subscriber_id: int) -> str:
        """The path that unsubscribes, at one POST."""
        return UNSUBSCRIBE + self.tokens.make(Purpose.UNSUBSCRIBE, subscriber_id)

    def change_comment_path(self, comment_id: int) -> str:
        """The path at which its writer changes a comment."""
        return COMMENT + self.tokens.make(Purpose.CHANGE_COMMENT, comment_id)

    def follow_path(self, follower_id: int) -> str:
        """The path that confirms that somebody wants to hear of replies."""
        return REPLIES + self.tokens.make(Purpose.FOLLOW, follower_id)

    def stop_path(self, follower_id: int) -> str:
        """The path that ends mail on a thread, at one POST."""
        return STOP_REPLIES + self.tokens.make(Purpose.STOP_FOLLOWING, follower_id)

    def moderate_path(self, comment_id: int) -> str:
        """The path at which whoever has the mail decides on one comment."""
        return f"{MODERATE}/comment/{self.tokens.make(Purpose.MODERATE, comment_id)}"

    def log_in_path(self, link_id: int) -> str:
        """The path that lets an editor in, once."""
        return f"{MODERATE}/login/{self.tokens.make(Purpose.LOG_IN, link_id)}"
