"""A subscriber, and how their status changes.

    pending → confirmed → unsubscribed
    and from any of them: bounced (mail comes back), complained (reported as spam), suppressed (by the owner)

What anybody could do in another person's name, sending a form, changes no status: only the mailbox's owner, who has the
link of a mail, can confirm or leave. Who complained or was suppressed stays so, and gets no mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

INTERESTS = ("content", "webinars", "offers")
LONGEST_NAME = 100
MAIL_EVERY = timedelta(days=1)  # what a form can make us mail to one address: one message


class Status(StrEnum):
    """Where a subscriber stands; the digest goes to `CONFIRMED` alone."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    SUPPRESSED = "suppressed"


class Event(StrEnum):
    """What happens to a subscriber."""

    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    BOUNCE = "bounce"
    COMPLAIN = "complain"
    SUPPRESS = "suppress"


NEVER_MAILED = frozenset({Status.COMPLAINED, Status.SUPPRESSED})
_LEADS_TO = {
    Event.CONFIRM: (Status.CONFIRMED, set(Status) - NEVER_MAILED),
    Event.UNSUBSCRIBE: (Status.UNSUBSCRIBED, {Status.PENDING, Status.CONFIRMED, Status.BOUNCED}),
    Event.BOUNCE: (Status.BOUNCED, {Status.PENDING, Status.CONFIRMED}),
    Event.COMPLAIN: (Status.COMPLAINED, set(Status) - {Status.SUPPRESSED}),
    Event.SUPPRESS: (Status.SUPPRESSED, set(Status)),
}


def after(status: Status, event: Event) -> Status:
    """The status after an event; the same one where the event means nothing to it."""
    target, sources = _LEADS_TO[event]
    return target if status in sources else status


class Answer(StrEnum):
    """The mail that answers a form; the page that answers it is the same for all."""

    CONFIRM = "confirm"  # the link that confirms
    KNOWN = "known"  # "you are on the list already", with the link to the preferences
    NONE = "none"


def answer_to_form(status: Status | None, mailed_at: datetime | None, now: datetime) -> Answer:
    """Which mail a sign-up by form is answered with; `status` is None for an address that is not known."""
    if status in NEVER_MAILED or (mailed_at and now - mailed_at < MAIL_EVERY):
        return Answer.NONE
    return Answer.KNOWN if status is Status.CONFIRMED else Answer.CONFIRM


@dataclass(frozen=True)
class Subscriber:
    """One row of the list; times are aware UTC."""

    id: int
    address: str
    name: str
    interests: tuple[str, ...]
    status: Status
    status_at: datetime
    created_at: datetime
    confirmed_at: datetime | None = None


def choose_interests(chosen: Iterable[str]) -> tuple[str, ...]:
    """The interests among what was chosen, in their order; all of them when there are none."""
    wanted = set(chosen)
    return tuple(name for name in INTERESTS if name in wanted) or INTERESTS


def clean_name(text: str) -> str:
    """A name in one line, without control and direction characters, cut where it is too long; may be empty."""
    visible = "".join(letter for letter in text if unicodedata.category(letter)[0] != "C" or letter.isspace())
    return re.sub(r"\s+", " ", visible).strip()[:LONGEST_NAME].strip()
