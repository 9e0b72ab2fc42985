"""Entries for tests, in a line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from plugins.reading.entry import Entry

FIRST = datetime(2026, 1, 1, 9, tzinfo=UTC)


def entry(slug: str, day: int = 0, **values: object) -> Entry:
    """An entry `day` days after the first; its article is the text `article SLUG`."""
    return Entry(slug, FIRST + timedelta(days=day), article=f"article {slug}", **values)
