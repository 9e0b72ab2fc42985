"""What an edition says, as plain values: everything that its mail shows, whatever the mail's shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from markupsafe import Markup

from plugins.digest.week import Week

FORMS = ("whole", "summary", "link")  # how articles are shown, from the most room to the least
EMPTY = Markup()


@dataclass(frozen=True)
class Body:
    """A text for the mail: as HTML that mail programs can show, and as plain text. Both may be empty."""

    html: Markup = EMPTY
    text: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture at its absolute address; width and height as it is shown, in pixels."""

    address: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Article:
    """An article: `body` is empty where the mail shows summaries alone. Addresses are absolute, texts on one line."""

    title: str
    address: str
    summary: str
    author: str
    section: str
    picture: Picture | None = None
    body: Body = Body()


@dataclass(frozen=True)
class Webinar:
    """A webinar; it begins at `starts`, in the publication's zone. `calendar` is the address of its calendar file."""

    title: str
    address: str
    summary: str
    starts: datetime
    minutes: int
    host: str
    registration: str
    calendar: str


@dataclass(frozen=True)
class Offer:
    """An offer that holds until the end of `until`; `disclosure` says who is paid."""

    title: str
    address: str
    summary: str
    until: date
    code: str
    disclosure: str


@dataclass(frozen=True)
class Comment:
    """A comment's beginning, by whom, and below which article; `address` leads to it."""

    words: str
    name: str
    article: str
    address: str


@dataclass(frozen=True)
class Contents:
    """An edition, ready to be shown; `address` is its page, `form` how its articles are, where there is room."""

    week: Week
    date: datetime
    address: str
    subject: str
    preheader: str
    note: Body
    articles: tuple[Article, ...] = ()
    webinars: tuple[Webinar, ...] = ()
    offers: tuple[Offer, ...] = ()
    comment: Comment | None = None
    form: str = "summary"

    def only(self, interests: frozenset[str]) -> Contents:
        """What a subscriber gets who asked for these: `content`, `webinars`, `offers`."""
        content = "content" in interests
        return replace(
            self,
            articles=self.articles if content else (),
            comment=self.comment if content else None,
            webinars=self.webinars if "webinars" in interests else (),
            offers=self.offers if "offers" in interests else (),
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it but, perhaps, a note."""
        return not (self.articles or self.webinars or self.offers)
