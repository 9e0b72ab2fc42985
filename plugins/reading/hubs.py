"""Hubs, the ways in: sections with their intro, kinds of reader, the archive by year, the topics from A to Z."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from plugins.publication.values import slugify
from plugins.reading.entry import Entry, newest_first
from plugins.reading.series import Series


@dataclass(frozen=True)
class Section:
    """A section with its intro; `articles` begins with the newest."""

    name: str
    description: str
    address: str
    articles: tuple[Any, ...]

    @property
    def title(self) -> str:
        """The name with a capital at its beginning."""
        return self.name[:1].upper() + self.name[1:]


@dataclass(frozen=True)
class Audience:
    """A kind of reader, and the articles for them, the newest first."""

    name: str
    slug: str
    articles: tuple[Any, ...]


@dataclass(frozen=True)
class Month:
    """A month that has articles, the newest first; `name` is such as `November`."""

    name: str
    articles: tuple[Any, ...]


@dataclass(frozen=True)
class Year:
    """A year of the archive, its newest month first."""

    year: int
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Topic:
    """A line of the topic index: a tag, section or series."""

    name: str
    kind: str
    address: str
    articles: tuple[Any, ...]


@dataclass(frozen=True)
class Letter:
    """A letter of the topic index, with its topics in order."""

    letter: str
    topics: tuple[Topic, ...]


Address = Callable[[str], str]


def section_hubs(entries: Iterable[Entry], sections: Mapping[str, str], address: Address) -> list[Section]:
    """All sections in the order of `sections`, which maps name to description, also those without an article."""
    ordered = newest_first(entries)
    return [
        Section(name, description, address(name), tuple(entry.article for entry in ordered if entry.section == name))
        for name, description in sections.items()
    ]


def audiences(entries: Iterable[Entry], names: Iterable[str]) -> list[Audience]:
    """All kinds of reader in the order of `names`."""
    ordered = newest_first(entries)
    return [
        Audience(name, slugify(name), tuple(entry.article for entry in ordered if name in entry.audience))
        for name in names
    ]


def archive_years(entries: Iterable[Entry], month_name: Callable[[Any], str]) -> list[Year]:
    """The archive, the newest year first; `month_name` says a date's month."""
    years = []
    for year, of_year in groupby(newest_first(entries), lambda entry: entry.date.year):
        months = []
        for _, of_month in groupby(of_year, lambda entry: entry.date.month):
            group = list(of_month)
            months.append(Month(month_name(group[0].date), tuple(entry.article for entry in group)))
        years.append(Year(year, tuple(months)))
    return years


def tag_topics(entries: Iterable[Entry], address: Address) -> list[Topic]:
    """The tags; the spelling of the newest article counts."""
    found: dict[str, tuple[str, list[Any]]] = {}
    for entry in newest_first(entries):
        for tag in entry.tags:
            found.setdefault(slugify(tag), (tag, []))[1].append(entry.article)
    return [Topic(name, "tag", address(name), tuple(articles)) for name, articles in found.values()]


def topic_index(tags: Iterable[Topic], sections: Iterable[Section], series: Iterable[Series]) -> list[Letter]:
    """Everything that one can look for, from A to Z; what begins with no Latin letter comes last, under `#`."""
    topics = [
        *tags,
        *(Topic(section.title, "section", section.address, section.articles) for section in sections),
        *(Topic(one.name, "series", one.address, tuple(one.articles)) for one in series),
    ]
    topics.sort(key=lambda topic: (_letter(topic.name) == "#", _letter(topic.name), _plain(topic.name), topic.kind))
    return [Letter(letter, tuple(group)) for letter, group in groupby(topics, lambda topic: _letter(topic.name))]


def _letter(name: str) -> str:
    first = next((character for character in _plain(name) if character.isalnum()), "#").upper()
    return first if "A" <= first <= "Z" else "#"


def _plain(name: str) -> str:
    """The name as it is sorted: without accents, in small letters."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
