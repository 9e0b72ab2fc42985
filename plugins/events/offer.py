"""When an offer is live: from the beginning of its first day to the end of its last, in the publication's zone."""

from __future__ import annotations

from datetime import date, datetime


def is_live(first: date, last: date, now: datetime) -> bool:
    """Whether an offer that holds from `first` to `last`, both whole days in `now`'s zone, holds at `now`."""
    return first <= now.date() <= last


def is_over(last: date, now: datetime) -> bool:
    """Whether the last day of an offer has passed at `now`."""
    return last < now.date()
