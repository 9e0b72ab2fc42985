"""A sign-up form: where it stands, what it says, and where it sends what a reader writes.

Each form has an id, so that a consent says where it came from: its place, and where an article changes a word or the
tag, the article's id behind it, as in `end.three-must-dos`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from plugins.newsletter_signup.embed import Embed, Post

Override = (
    Mapping[str, str] | Literal[False] | None
)  # an article's `newsletter:`; False for off, None where it has none

CHOSEN_PLACES = ("front", "inside", "end", "footer")  # which of them have a form, NEWSLETTER["places"] says
PLACES = (*CHOSEN_PLACES, "subscribe", "shortcode")
WORDING_DIGITS = 16  # of a wording's hash that a form sends; a whole one is noticeable in the size of every page
OVERRIDABLE = ("inside", "end", "footer", "shortcode")


@dataclass(frozen=True)
class Words:
    """What a form says. `wording` is the sentence beside the box: what a reader agrees to, kept with each consent."""

    heading: str
    text: str
    wording: str
    button: str
    tag: str = ""

    @property
    def wording_hash(self) -> str:
        """SHA-256 of the wording in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.wording.encode()).hexdigest()


@dataclass(frozen=True)
class Form:
    """One form as the theme draws it; `page` is the path of its page, `number` tells forms of one id on it apart."""

    id: str
    place: str
    page: str
    words: Words
    embed: Embed
    ask_name: bool = False
    number: int = 1

    @property
    def html_id(self) -> str:
        """The beginning of the ids of its elements."""
        return f"signup-{self.place}" + (f"-{self.number}" if self.number > 1 else "")

    @property
    def asks_interests(self) -> bool:
        """The page to subscribe on asks what a reader wants; elsewhere a form is short, and they get all of it."""
        return self.place == "subscribe" and isinstance(self.embed, Post) and bool(self.embed.interest)

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Name and value of the fields that nobody sees."""
        post = self.embed
        if isinstance(post, Post):
            yield from post.hidden
            wording = self.words.wording_hash[:WORDING_DIGITS]
            told = ((post.form, self.id), (post.page, self.page), (post.wording, wording))
            yield from ((name, value) for name, value in (*told, (post.tag, self.words.tag)) if name and value)


@dataclass(frozen=True)
class Host:
    """A page that a form may stand on: its template's name, path and, for an article or page, what is its own."""

    kind: str
    address: str
    id: str = ""
    override: Override = None
    has_shortcode: bool = False


def stands(place: str, host: Host, places: frozenset[str], subscribe_page: str) -> bool:
    """Whether a form stands at a place of a page. Where the text has its own, or is the page to subscribe on, that is
    the only one; and the footer has one only where nothing else does."""
    if place == "shortcode":
        return True
    if host.override is False or host.has_shortcode:
        return False
    if place == "subscribe":
        return host.address == subscribe_page
    if place not in places or host.address == subscribe_page:
        return False
    if place in {"inside", "end"}:
        return host.kind == "article"
    if place == "front":
        return host.address == "/"
    return not (host.kind == "article" and places & {"inside", "end"}) and not (
        host.address == "/" and "front" in places
    )


def form_for(place: str, host: Host, words: Words, embed: Embed, ask_name: bool = False, number: int = 1) -> Form:
    """The form of a place on a page, with the words that the page's own front matter changes."""
    if host.override and place in OVERRIDABLE:
        own = overridden(words, host.override)
        return Form(f"{place}.{host.id}", place, host.address, own, embed, ask_name, number)
    return Form(place, place, host.address, words, embed, ask_name, number)


def overridden(words: Words, override: Mapping[str, str]) -> Words:
    """The words, those that an article writes in place of the publication's."""
    changes: dict[str, Any] = dict(override)
    return replace(words, **changes)
