"""The kinds of content, and the keys that each may have: the one place that says what front matter is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from plugins.publication import values
from plugins.publication.values import Convert


@dataclass(frozen=True)
class Key:
    """One key of a front matter block: its name, how its text becomes a value, and whether it must be there."""

    name: str
    convert: Convert
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of content: the folder it lives in below `content/`, its keys, and its address.

    `address` is a format string over `slug` and `date` (a datetime in the publication's zone).
    """

    name: str
    folder: str
    keys: Mapping[str, Key]
    address: str

    @property
    def has_status(self) -> bool:
        """Whether a document of this kind can be a draft; an author's page cannot."""
        return "status" in self.keys


def _keys(*keys: Key) -> Mapping[str, Key]:
    return MappingProxyType({key.name: key for key in keys})


TITLE = Key("title", values.title, required=True)
SLUG = Key("slug", values.slug, required=True)
SUMMARY = Key("summary", values.summary, required=True)
STATUS = Key("status", values.one_of("published", "draft", "hidden"), required=True)
SAMPLE = Key("sample", values.yes_or_no)
IMAGE = (Key("image", values.text), Key("image_alt", values.text))
NEWSLETTER = Key("newsletter", values.sign_up)

ARTICLE = Kind(
    "article",
    "articles",
    _keys(
        TITLE,
        SLUG,
        Key("date", values.moment, required=True),
        Key("author", values.text, required=True),
        Key("category", values.text, required=True),
        Key("tags", values.tags),
        SUMMARY,
        Key("audience", values.words),
        STATUS,
        Key("id", values.slug),
        Key("updated", values.moment),
        Key("reviewed", values.moment),
        Key("series", values.text),
        *IMAGE,
        Key("aliases", values.addresses),
        Key("digest", values.yes_or_no),
        Key("comments", values.text),
        NEWSLETTER,
    ),
    "/{date:%Y}/{date:%m}/{slug}/",
)
PAGE = Kind(
    "page",
    "pages",
    _keys(
        TITLE,
        SLUG,
        SUMMARY,
        STATUS,
        Key("updated", values.moment),
        Key("id", values.slug),
        Key("aliases", values.addresses),
        *IMAGE,
        NEWSLETTER,
    ),
    "/{slug}/",
)
AUTHOR = Kind(
    "author",
    "authors",
    _keys(
        Key("name", values.text, required=True),
        Key("full_name", values.text),
        Key("photo", values.text),
        Key("photo_alt", values.text),
        Key("links", values.links),
    ),
    "/author/{slug}/",
)
WEBINAR = Kind(
    "webinar",
    "webinars",
    _keys(
        TITLE,
        SLUG,
        Key("start", values.moment, required=True),
        Key("length", values.minutes, required=True),
        Key("host", values.text, required=True),
        Key("registration", values.web_address, required=True),
        Key("replay", values.web_address),
        SUMMARY,
        STATUS,
        SAMPLE,
        Key("id", values.slug),
        Key("aliases", values.addresses),
    ),
    "/webinars/{slug}/",
)
OFFER = Kind(
    "offer",
    "offers",
    _keys(
        TITLE,
        SLUG,
        Key("from", values.day, required=True),
        Key("until", values.day, required=True),
        Key("link", values.web_address, required=True),
        Key("code", values.text),
        Key("disclosure", values.text, required=True),
        SUMMARY,
        STATUS,
        SAMPLE,
        Key("id", values.slug),
        Key("aliases", values.addresses),
    ),
    "/offers/{slug}/",
)
EDITION = Kind(
    "edition",
    "editions",
    _keys(
        Key("subject", values.subject, required=True),
        Key("preheader", values.preheader),
        Key("date", values.moment, required=True),
        Key("articles", values.entries),
        Key("webinars", values.entries),
        Key("offers", values.entries),
        Key("comment", values.text),
        Key("status", values.one_of("draft", "approved"), required=True),
        Key("updated", values.moment),
    ),
    "/weekly/{slug}/",
)
KINDS = (ARTICLE, PAGE, AUTHOR, WEBINAR, OFFER, EDITION)
