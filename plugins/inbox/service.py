"""What the routes of the inbox work with: one value, put together once by `server.py` or by a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from plugins.inbox.forms import Forms
from plugins.inbox.limit import Limit
from plugins.inbox.page import Pages
from plugins.inbox.settings import UNSUBSCRIBE, InboxSettings
from plugins.inbox.writer import Writer
from plugins.subscribers.token import Purpose, Tokens

CONFIRM, PREFERENCES = "/inbox/confirm/", "/inbox/preferences/"


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
