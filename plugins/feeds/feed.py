"""A feed: a list of entries with a title and an address, in three formats; and its archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from plugins.feeds.entry import Entry, Person

# The formats by their file suffix: media type (RFC 4287, JSON Feed 1.1; RSS has no registered one) and name.
FORMATS = {
    ".rss.xml": ("application/rss+xml", "RSS"),
    ".atom.xml": ("application/atom+xml", "Atom"),
    ".json": ("application/feed+json", "JSON Feed"),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed must have a date, and it must not be the clock's


@dataclass(frozen=True)
class Feed:
    """A feed document without its format. Addresses are absolute and lack the format's suffix.

    `current` is the subscription document of an archive page, `previous` and `following` its neighbours (RFC 5005);
    the subscription document itself has only `previous`: the newest archive page.
    """

    title: str
    description: str
    home: str
    address: str
    language: str
    entries: Sequence[Entry]
    author: Person
    hub: str = ""
    style: str = ""
    icon: str = ""
    current: str = ""
    previous: str = ""
    following: str = ""

    @property
    def updated(self) -> datetime:
        """When the newest change of an entry was made; never the clock, so that equal content gives equal bytes."""
        return max((entry.updated for entry in self.entries), default=EPOCH)

    @property
    def is_archive(self) -> bool:
        """Whether this is a page of the archive, which is complete and changes no more."""
        return bool(self.current)


def with_archive(feed: Feed, shown: int, page_size: int) -> list[Feed]:
    """The subscription document with the newest `shown` entries, then its archive pages (RFC 5005, section 4).

    `feed.entries` are all entries, newest first. Pages are counted from the oldest entry and hold `page_size` each,
    so that a new entry changes the subscription document alone until a page is full. What is not in a full page yet
    is in the subscription document: nothing falls between the two.
    """
    full = len(feed.entries) // page_size
    oldest_first = list(reversed(feed.entries))
    pages = [oldest_first[number * page_size : (number + 1) * page_size] for number in range(full)]

    def address(number: int) -> str:
        return f"{feed.address}/archive/{number}" if 1 <= number <= full else ""

    archive = [
        replace(
            feed,
            entries=page[::-1],
            address=address(number),
            current=feed.address,
            previous=address(number - 1),
            following=address(number + 1),
        )
        for number, page in enumerate(pages, start=1)
    ]
    newest = feed.entries[: max(shown, len(feed.entries) - full * page_size)]
    return [replace(feed, entries=newest, previous=address(full)), *archive]
