"""An entry of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """Who wrote an entry: the name that readers see, and the address of their page."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an entry: absolute address, media type, size in bytes."""

    address: str
    type: str
    size: int


@dataclass(frozen=True)
class Entry:
    """One entry. Text is plain, `content` is HTML with absolute links; times are aware, addresses absolute.

    `id` never changes, whatever becomes of the address, title or date: a feed reader announces each id once.
    """

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str
    content: str
    authors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    enclosure: Enclosure | None = None
