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


def is_open(published: datetime, days: int | None, now: datetime) -> bool:
    """Whether comments are taken at `now`."""
    return days is None or now < published + timedelta(days=days)
