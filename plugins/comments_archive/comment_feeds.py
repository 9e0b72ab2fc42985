"""Feeds of comments: one an article and one of the whole site, as lists of entries for `plugins.feeds`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from plugins.comments_archive.clean import excerpt
from plugins.comments_archive.record import Comment
from plugins.comments_archive.shown import ANONYMOUS, safe_body
from plugins.feeds.entry import Entry, Person

SHOWN = 20  # entries in a feed of comments


@dataclass(frozen=True)
class Commented:
    """An article as its comments' feed needs it. `address` and `site` are whole, `where` tells each record's page."""

    id: str
    title: str
    address: str


def newest(records: Iterable[Comment], with_mentions: bool) -> list[Comment]:
    """What a feed may hold, the newest first: approved, and with a time."""
    shown = (one for one in records if one.time and not one.is_deleted and (with_mentions or not one.is_mention))
    return sorted(shown, key=lambda record: (record.time or datetime.min.replace(tzinfo=UTC), record.id), reverse=True)


def entries(records: Iterable[Comment], about: Commented, authority: str, pages: dict[str, str]) -> Iterator[Entry]:
    """The entries of records of one article; `pages` gives the address of each record's page, where it is another."""
    for record in records:
        if record.time is None:
            continue
        name = record.author_name or ANONYMOUS
        body = str(safe_body(record))
        yield Entry(
            id=f"tag:{authority}:{about.id}/{record.id}",
            title=f"{name} on “{about.title}”",
            address=f"{pages.get(record.id, about.address)}#{record.id}",
            published=record.time,
            updated=record.time,
            summary=excerpt(body),
            content=body,
            authors=(Person(name, record.author_link),),
        )
