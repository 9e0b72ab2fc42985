"""Documents and sites as plain values, for the tests of what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE, EDITION, OFFER, WEBINAR, Kind
from plugins.publication.site import Site
from tests.publication.small_site import NOW, SETTINGS, ZONE


def moment(text: str) -> datetime:
    """A time in Los Angeles."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def document(kind: Kind, slug: str, **values: Any) -> Document:
    """A document whose values are those of its front matter."""
    known = {"title": f"The {kind.name} {slug}", "slug": slug, "status": "published", "summary": "What it says."}
    return Document(kind, PurePosixPath(kind.folder, f"{slug}.md"), known | values, {}, "The text.")


def article(slug: str, date: str | datetime, **values: Any) -> Document:
    """An article of that date."""
    when = moment(date) if isinstance(date, str) else date
    return document(ARTICLE, slug, **({"date": when, "author": "desk", "category": "career advice"} | values))


def webinar(slug: str, start: str, **values: Any) -> Document:
    """A webinar of an hour."""
    return document(WEBINAR, slug, **({"start": moment(start), "length": 60} | values))


def offer(slug: str, first: str, last: str, **values: Any) -> Document:
    """An offer from one day to another."""
    days = {"from": datetime.fromisoformat(first).date(), "until": datetime.fromisoformat(last).date()}
    return document(OFFER, slug, **(days | values))


def edition_file(week: str, date: str | datetime, articles: Iterable[str] = (), **values: Any) -> Document:
    """The file of an edition."""
    when = moment(date) if isinstance(date, str) else date
    written = {"subject": f"Edition {week}", "date": when, "articles": tuple(articles), "status": "approved"} | values
    return Document(EDITION, PurePosixPath(EDITION.folder, f"{week}.md"), written, {}, "")


def site(*documents: Document, now: datetime = NOW) -> Site:
    """The site of these documents."""
    return Site(replace(SETTINGS), now, documents, {})
