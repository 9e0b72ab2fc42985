"""The articles of a site as a file: what the inbox knows of them, so that it refuses what the page would not offer.

`_inbox/articles.json` in the output holds `{"articles": [{"id", "title", "address", "closes_at"}], "authors": {…}}`:
every article that is listed, until when it takes comments (null for ever; in UTC), and by their slugs the names that
the publication's authors go by. Readers never need the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

FILE = "_inbox/articles.json"


@dataclass(frozen=True)
class RegisteredArticle:
    """An article that has a page at `address` (a path). It takes comments until `closes_at`, an aware time."""

    id: str
    title: str
    address: str
    closes_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it takes comments: the same rule as that of the page, asked at another moment."""
        return self.closes_at is None or now < self.closes_at


@dataclass(frozen=True)
class Registry:
    """The articles by id, and the authors' names by slug."""

    articles: Mapping[str, RegisteredArticle] = field(default_factory=dict)
    authors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Every name that an author goes by."""
        return frozenset(name for names in self.authors.values() for name in names)


def write(articles: Iterable[RegisteredArticle], authors: Mapping[str, Sequence[str]]) -> str:
    """The file's text."""
    rows = [vars(one) | {"closes_at": one.closes_at and one.closes_at.astimezone(UTC).isoformat()} for one in articles]
    return json.dumps({"articles": rows, "authors": authors}, ensure_ascii=False) + "\n"


def read(text: str | bytes) -> Registry:
    """The registry of a file; raises ValueError for a text that is none."""
    try:
        written = json.loads(text)
        found = [
            RegisteredArticle(**row | {"closes_at": row["closes_at"] and datetime.fromisoformat(row["closes_at"])})
            for row in written["articles"]
        ]
        return Registry({one.id: one for one in found}, written["authors"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{FILE}: this is no list of articles; build the site again") from error
