"""When a thread takes no more comments: so many days after the article, or as its front matter says."""

from __future__ import annotations

from datetime import datetime, timedelta

OPEN, CLOSED = "open", "closed"
REMEDY = "write open, closed, or the days after which they close, such as 90"


def days_open(written: str, default: int) -> int | None:
    """For how many days comments are taken; None is for ever.

    `written` is the article's own `comments:`, empty where it has none; `default` is the publication's, where 0 is
    for ever. Raises ValueError when `written` means nothing.
    """
    if written == CLOSED:
        return 0
    if written == OPEN:
        return None
    if written:
        if not written.isascii() or not written.isdigit() or len(written) > 5:
            raise ValueError(f"'{written}' does not say when comments close")
        return int(written)
    return default or None


def closes_at(published: datetime, days: int | None) -> datetime | None:
    """From when on comments are not taken any more; None for never."""
    return None if days is None else published + timedelta(days=days)


def is_open(published: datetime, days: int | None, now: datetime) -> bool:
    """Whether comments are taken at `now`."""
    end = closes_at(published, days)
    return end is None or now < end
