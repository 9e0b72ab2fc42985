"""A page as machines see it: plain values, out of which structured data, cards and breadcrumbs are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Image:
    """A picture by its absolute address."""

    address: str
    alt: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Profile:
    """A person: an author, a host. `address` is absolute."""

    name: str
    address: str
    full_name: str = ""
    about: str = ""
    links: tuple[str, ...] = ()
    photo: Image | None = None


@dataclass(frozen=True)
class WebSite:
    """The publication. `address` is absolute, without a slash at its end."""

    name: str
    description: str
    address: str
    language: str
    image: Image
    logo: str | None = None

    def absolute(self, address: str) -> str:
        """The absolute form of an address on this site, with or without its leading slash; others stay."""
        if address.startswith(("https://", "http://")):
            return address
        return f"{self.address}/{address.removeprefix('/')}"


@dataclass(frozen=True)
class Article:
    """What an article's page has beyond others."""

    published: datetime
    updated: datetime
    author: Profile
    section: str
    tags: tuple[str, ...]
    words: int
    comment_count: int = 0
    comments: Callable[[], Sequence[Mapping[str, Any]]] = tuple  # gives schema.org nodes; a card needs none


@dataclass(frozen=True)
class Webinar:
    """What a webinar's page has beyond others."""

    starts: datetime
    ends: datetime
    host: Profile
    registration: str
    is_free: bool
    is_past: bool


@dataclass(frozen=True)
class Offer:
    """What an offer's page has beyond others: it holds from the first moment to the last."""

    first: datetime
    last: datetime
    link: str


@dataclass(frozen=True)
class Person:
    """What an author's page has beyond others; None where nothing has been published."""

    profile: Profile
    first_published: datetime | None = None
    last_published: datetime | None = None


Subject = Article | Webinar | Offer | Person | None


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a page; the page itself has no address."""

    title: str
    address: str | None = None


@dataclass(frozen=True)
class PageView:
    """A page of the site: `address` is absolute, `way` leads from the front page to it, both included."""

    kind: str
    title: str
    description: str
    address: str
    image: Image
    way: tuple[Crumb, ...] = ()
    subject: Subject = None
