"""What becomes of an address when an export tells of it: who has left is not brought back, nobody comes twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugins.subscribers.exchange.incoming import Incoming
from plugins.subscribers.subscriber import NEVER_MAILED, Event, Status, after


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_BEFORE = "left before"  # is not on the list any more, and an export does not bring them back
    CONFIRMED_SINCE = "confirmed since"  # came back to us after they had left there


@dataclass(frozen=True)
class Known:
    """What our list knows of an address; with no status it has no row. `is_refused`: only a hash is left.

    `confirmed_here_at` is when they confirmed on a form of ours; what another export said does not count.
    """

    status: Status | None = None
    confirmed_here_at: datetime | None = None
    is_refused: bool = False


_EVENTS = {
    Status.CONFIRMED: Event.CONFIRM,
    Status.UNSUBSCRIBED: Event.UNSUBSCRIBE,
    Status.BOUNCED: Event.BOUNCE,
    Status.COMPLAINED: Event.COMPLAIN,
    Status.SUPPRESSED: Event.SUPPRESS,
}


def merge(known: Known, told: Incoming) -> tuple[Fate, Status]:
    """The fate of a row, and the status that the address has afterwards."""
    if known.is_refused:
        return Fate.LEFT_BEFORE, told.status
    if known.status is None:
        return Fate.NEW, told.status
    if told.status in {known.status, Status.PENDING}:
        return Fate.UNCHANGED, known.status
    if told.status is Status.CONFIRMED:
        is_waiting = known.status is Status.PENDING
        return (Fate.CHANGED, told.status) if is_waiting else (Fate.LEFT_BEFORE, known.status)
    if _came_back(known, told):
        return Fate.CONFIRMED_SINCE, known.status
    status = after(known.status, _EVENTS[told.status])
    return (Fate.UNCHANGED if status is known.status else Fate.CHANGED), status


def _came_back(known: Known, told: Incoming) -> bool:
    """Whether somebody who unsubscribed, or whose mail bounced, there has confirmed to us later."""
    if told.status in NEVER_MAILED or known.status is not Status.CONFIRMED:
        return False
    return bool(told.status_at and known.confirmed_here_at and known.confirmed_here_at > told.status_at)
