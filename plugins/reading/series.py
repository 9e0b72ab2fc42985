"""Series: articles that belong together, in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.publication.values import slugify
from plugins.reading.entry import Entry, newest_first


@dataclass(frozen=True)
class Series:
    """A series; `articles` begins with the first one."""

    name: str
    slug: str
    entries: tuple[Entry, ...]

    @property
    def address(self) -> str:
        """The address of its page, such as `series/your-first-ninety-days/`."""
        return f"series/{self.slug}/"

    @property
    def articles(self) -> list[Any]:
        """The articles, the first one first."""
        return [entry.article for entry in self.entries]


@dataclass(frozen=True)
class SeriesEntry:
    """A line of the series box; `current` on the page of the article itself."""

    article: Any
    current: bool


@dataclass(frozen=True)
class SeriesBox:
    """The box on an article's page: which part of what it is, counted from 1."""

    name: str
    address: str
    position: int
    total: int
    entries: tuple[SeriesEntry, ...]


def all_series(entries: Iterable[Entry]) -> list[Series]:
    """The series of a publication, by name; spellings that differ in case alone are the same series."""
    found: dict[str, list[Entry]] = {}
    for entry in reversed(newest_first(entries)):
        if entry.series:
            found.setdefault(slugify(entry.series), []).append(entry)
    made = (Series(parts[0].series, slug, tuple(parts)) for slug, parts in found.items())
    return sorted(made, key=lambda series: (series.name.casefold(), series.slug))


def series_box(series: Series, entry: Entry) -> SeriesBox | None:
    """The box for `entry`, a part of `series`; None while it is the only part."""
    if len(series.entries) < 2:
        return None
    lines = tuple(SeriesEntry(other.article, other.slug == entry.slug) for other in series.entries)
    position = [line.current for line in lines].index(True) + 1
    return SeriesBox(series.name, series.address, position, len(lines), lines)
