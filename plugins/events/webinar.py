"""When a webinar is: coming, running or past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def end(start: datetime, length: int) -> datetime:
    """When a webinar of `length` minutes that begins at `start` ends."""
    # In UTC, as an hour on the clock is none in the night when the clocks change.
    return (start.astimezone(UTC) + timedelta(minutes=length)).astimezone(start.tzinfo)


def is_past(start: datetime, length: int, now: datetime) -> bool:
    """Whether a webinar is over at `now`; one that runs still counts as coming."""
    return end(start, length) <= now
