"""Related articles: up to three for each, and in a few words why.

The next part of the same series comes first. The others share tags or the section; a rare tag says more than a common
one, readers in common and a later date add a little. To stay quick with thousands of articles, only those close in
time, and the newest, are weighed against each other, for each tag and for the section: the work grows with the number
of articles, never with its square, and a new article changes the pages of few old ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

from plugins.reading.entry import Entry, newest_first
from plugins.reading.series import Series

LIMIT = 3
REACH = 6  # how many on each side in time, and how many of the newest, are weighed for each tag and for the section
SECTION_WEIGHT = 1.0
AUDIENCE_WEIGHT = 0.5
YEAR_WEIGHT = 0.05  # for each year later; the same between two articles for ever, so that order does not drift
_SECONDS = 365.25 * 24 * 3600


@dataclass(frozen=True)
class Related:
    """A related article, and why it is related, as a short sentence."""

    article: Any
    why: str


def related_articles(entries: Iterable[Entry], series: Iterable[Series]) -> dict[str, tuple[Related, ...]]:
    """The related articles of every entry, by its slug."""
    index = _Index(newest_first(entries))
    following = {
        entry.slug: (one, after) for one in series for entry, after in zip(one.entries, one.entries[1:], strict=False)
    }
    return {entry.slug: tuple(_related(entry, index, following.get(entry.slug))) for entry in index.entries}


class _Index:
    """The entries of each tag and section, newest first, and where in these lists each entry stands."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.lists: dict[tuple[str, str], list[Entry]] = {}
        self.places: dict[tuple[str, tuple[str, str]], int] = {}
        for entry in entries:
            for key in _keys(entry):
                listed = self.lists.setdefault(key, [])
                self.places[entry.slug, key] = len(listed)
                listed.append(entry)

    def candidates(self, entry: Entry) -> dict[str, Entry]:
        """The entries worth weighing for `entry`, by slug."""
        found = {}
        for key in _keys(entry):
            listed, place = self.lists[key], self.places[entry.slug, key]
            near = listed[max(0, place - REACH) : place + REACH + 1]
            found.update({other.slug: other for other in [*listed[:REACH], *near]})
        found.pop(entry.slug, None)
        return found

    @cached_property
    def weights(self) -> dict[str, float]:
        """What sharing each tag counts; more where few articles have it."""
        tags = {name: len(listed) for (kind, name), listed in self.lists.items() if kind == "tag"}
        return {tag: 1 + log(len(self.entries) / count) for tag, count in tags.items()}


def _keys(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from (("tag", tag) for tag in sorted(entry.tag_keys))
    if entry.section:
        yield "section", entry.section.casefold()


def _related(entry: Entry, index: _Index, following: tuple[Series, Entry] | None) -> Iterator[Related]:
    if following:
        series, after = following
        yield Related(after.article, f"Next in “{series.name}”")
    candidates = [
        other
        for other in index.candidates(entry).values()
        if not (entry.series and other.series.casefold() == entry.series.casefold())
    ]
    candidates.sort(key=lambda other: (-weigh(entry, other, index.weights), other.slug))
    for other in candidates[: LIMIT - bool(following)]:
        yield Related(other.article, _why(entry, other, index.lists))


def weigh(entry: Entry, other: Entry, weights: Mapping[str, float]) -> float:
    """How much `other` has to say to a reader of `entry`; `weights` is what each shared tag counts."""
    total = sum(weights[tag] for tag in _shared(entry, other))
    total += SECTION_WEIGHT * (entry.section.casefold() == other.section.casefold())
    readers, others = set(entry.audience), set(other.audience)
    total += AUDIENCE_WEIGHT * len(readers & others) / (len(readers | others) or 1)
    return float(total + YEAR_WEIGHT * other.date.timestamp() / _SECONDS)


def _shared(entry: Entry, other: Entry) -> list[str]:
    return sorted(entry.tag_keys & other.tag_keys)


def _why(entry: Entry, other: Entry, lists: Mapping[tuple[str, str], Sequence[Entry]]) -> str:
    shared = _shared(entry, other)
    if not shared:
        return f"More on {entry.section}"
    rarest = min(shared, key=lambda tag: (len(lists["tag", tag]), tag))
    return f"Also about {next(tag for tag in entry.tags if tag.casefold() == rarest)}"
