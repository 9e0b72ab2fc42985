"""Somebody who wants to hear of replies to their comments on one article, and which mail that causes.

    asked → confirmed → stopped

Anybody can type another person's address into a form. So nothing but the question goes to an address before its owner
has followed the link in it, and the question only after an editor has approved the comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ASK_AGAIN = timedelta(days=1)
ASKED, REPLY = "replies", "reply"  # kinds of mail: the question, and the news of a reply
KEPT_FOR = timedelta(days=30)  # who was asked and never answered


class State(StrEnum):
    """Where a follower stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Follower:
    """One row: an address in one thread."""

    id: int
    article: str
    address: str
    state: State
    mailed_at: datetime | None = None

    def is_to_be_asked(self, now: datetime) -> bool:
        """Whether a published comment of theirs, with the box ticked, is answered with the question."""
        return self.state is not State.CONFIRMED and (self.mailed_at is None or now - self.mailed_at >= ASK_AGAIN)
