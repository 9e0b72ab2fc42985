"""An entry: what lists, series and related articles need to know of an article, and which comes before which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A listed article. `article` is what templates are given; nothing in this package looks into it."""

    slug: str
    date: datetime
    section: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    audience: tuple[str, ...] = ()
    article: Any = field(default=None, compare=False)

    @cached_property
    def tag_keys(self) -> frozenset[str]:
        """The tags as they are compared: case does not count."""
        return frozenset(tag.casefold() for tag in self.tags)


@dataclass(frozen=True)
class Neighbours:
    """The articles next to one in time; None at either end."""

    newer: Any = None
    older: Any = None


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order of lists; the slug decides between articles of the same minute."""
    return sorted(entries, key=lambda entry: (entry.date, entry.slug), reverse=True)


def neighbours(entries: Iterable[Entry]) -> dict[str, Neighbours]:
    """What comes before and after each entry, by its slug."""
    ordered = newest_first(entries)
    articles = [None, *(entry.article for entry in ordered), None]
    return {
        entry.slug: Neighbours(newer, older)
        for entry, newer, older in zip(ordered, articles[:-2], articles[2:], strict=True)
    }
