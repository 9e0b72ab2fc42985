"""Pages of a list, numbered from the oldest: a new article never shifts what an older page holds.

Page 1 holds the oldest articles, page 2 the next, and so on; each is full. What is newer than the last full page stands
on the list's own address: once there are enough, at least one page full and less than two. See
docs/adr/0010-pagination-from-the-oldest.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pager:
    """Where a page stands among the others. `urls` are those of all pages, that of page 1, the oldest, first."""

    number: int
    total: int
    newer_url: str | None
    older_url: str | None
    urls: tuple[str, ...]


@dataclass(frozen=True)
class ListPage:
    """One page of a list; `object_list` begins with the newest, `address` has no leading slash."""

    address: str
    object_list: Sequence[Any]
    pager: Pager

    @property
    def save_as(self) -> str:
        """The file of this page, below the output folder."""
        return f"{self.address}index.html"


def paginate(items: Sequence[Any], address: str, size: int, prefix: str = "/") -> list[ListPage]:
    """The pages of a list of `items`, newest first; the first page is the one at the list's own `address`.

    `address` is such as `category/career-advice/`, or empty for the front page. An empty list has one empty page.
    The pager's addresses begin with `prefix`.
    """
    full = max(0, len(items) // size - 1)  # pages behind the first
    addresses = [*(f"{address}page/{number}/" for number in range(1, full + 1)), address]
    urls = tuple(prefix + one for one in addresses)
    pages = []
    for number in range(full + 1, 0, -1):
        end = len(items) - (number - 1) * size
        start = 0 if number == full + 1 else end - size
        newer, older = urls[number] if number <= full else None, urls[number - 2] if number > 1 else None
        pager = Pager(number, full + 1, newer, older, urls)
        pages.append(ListPage(addresses[number - 1], items[start:end], pager))
    return pages
