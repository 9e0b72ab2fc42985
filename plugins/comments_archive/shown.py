"""A thread as templates show it: names, times in the publication's zone, drawings, bodies that are safe to print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from plugins.comments_archive import avatar, paging
from plugins.comments_archive.clean import clean_body, clean_link, clean_name
from plugins.comments_archive.count import Count, count
from plugins.comments_archive.record import Comment
from plugins.comments_archive.structured import comments_structured_data
from plugins.comments_archive.thread import Placed, build_thread
from plugins.rendering.date_words import clock, long_date

ANONYMOUS, REMOVED = "Anonymous", "a removed comment"


@dataclass(frozen=True)
class Answered:
    """What a comment answers, where its place does not tell. Without an id, it is not in the archive.

    `page` is the address of the page that the other is on, empty for the same page.
    """

    name: str = ""
    id: str = ""
    page: str = ""


@dataclass(frozen=True)
class Shown:
    """A comment, tombstone or mention. `by_author` is the slug of the publication's author who wrote it.

    `when` is its time in words, `iso` the same for machines; both are empty where it is not known. `heading` is the
    level of its heading, below the section's. They are worked out here, because a template takes longer.
    """

    id: str
    kind: str
    name: str
    link: str
    moment: datetime | None
    body: Markup
    drawing: avatar.Drawing
    by_author: str = ""
    is_removed: bool = False
    level: int = 1
    answers: Answered | None = None
    replies: Sequence[Shown] = ()
    address: str = ""
    when: str = ""
    iso: str = ""
    heading: int = 3


@dataclass(frozen=True)
class CommentPage:
    """A page of a long thread; the first is the article's own. `comments` are its roots, `all` every one of them."""

    number: int
    address: str
    comments: tuple[Shown, ...]
    all: tuple[Shown, ...]


@dataclass(frozen=True)
class ShownThread:
    """Everything about the comments of one article, worked out when somebody asks for it.

    It is made of `records`, which are shown `depth` levels deep and `page_size` on a page, with times in `zone`. The
    article is at `address`, without a leading slash, as Pelican's `url` is; so are all addresses here.
    """

    records: tuple[Comment, ...]
    address: str
    zone: ZoneInfo
    depth: int
    page_size: int
    is_open: bool
    feed: str

    def __getstate__(self) -> dict[str, Any]:
        """What it is made of, and nothing that was worked out from it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def _number(self) -> Count:
        return count(self.records)

    @property
    def count(self) -> int:
        """How many there are, mentions too."""
        return self._number.total

    @property
    def label(self) -> str:
        """The same in words."""
        return self._number.label

    @property
    def readers(self) -> int:
        """How many are of readers."""
        return self._number.readers

    @cached_property
    def _placed(self) -> tuple[list[list[Placed]], tuple[Comment, ...], dict[str, str]]:
        """The comments of each page, the mentions, and the page that each of all these is on, by its id."""
        thread = build_thread(self.records, self.depth)
        placed = paging.pages(thread.comments, self.page_size)
        where = {
            one.comment.id: page_address(self.address, page) for page, items in enumerate(placed, 1) for one in items
        }
        return placed, thread.mentions, where | {mention.id: self.address for mention in thread.mentions}

    @cached_property
    def pages(self) -> tuple[CommentPage, ...]:
        """The pages, at least one; the first is the article's own."""
        placed, _, where = self._placed
        found = []
        for number, items in enumerate(placed, 1):
            address = page_address(self.address, number)
            roots, every = _Shower(address, self.zone, where).nested(items)
            found.append(CommentPage(number, address, roots, every))
        return tuple(found)

    @cached_property
    def mentions(self) -> tuple[Shown, ...]:
        """Where others have written about the article."""
        _, mentions, where = self._placed
        return tuple(_Shower(self.address, self.zone, where).show(Placed(mention)) for mention in mentions)

    @property
    def comments(self) -> tuple[Shown, ...]:
        """The comments on the article's own page."""
        return self.pages[0].comments

    @property
    def further(self) -> tuple[CommentPage, ...]:
        """The pages after the first; a thread that is no longer than a page has none."""
        return self.pages[1:] if len(self.records) > self.page_size else ()

    def find(self, record_id: str) -> Shown | None:
        """The comment with this id, as it is shown on one of the pages."""
        return next((one for page in self.pages for one in page.all if one.id == record_id), None)

    def structured_data(self, site: str) -> list[dict[str, Any]]:
        """The first comments as nodes of schema.org; `site` is the public address."""
        return comments_structured_data(self, site)


def page_address(address: str, number: int) -> str:
    """The address of a page of comments, as WordPress had it: `…/comment-page-2/`."""
    return address if number == 1 else f"{address}comment-page-{number}/"


@dataclass(frozen=True)
class _Shower:
    page: str
    zone: ZoneInfo
    where: Mapping[str, str]

    def nested(self, items: Sequence[Placed]) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
        """The roots with their replies inside, and all in the order of reading."""
        roots: list[Shown] = []
        every: list[Shown] = []
        replies: dict[int, list[Shown]] = {}
        for item in items:
            replies[item.level] = []
            shown = self.show(item, replies[item.level])
            every.append(shown)
            (replies[item.level - 1] if item.level > 1 else roots).append(shown)
        return tuple(roots), tuple(every)

    def show(self, item: Placed, replies: Sequence[Shown] = ()) -> Shown:
        record = item.comment
        name = clean_name(record.author_name)
        moment = record.time.astimezone(self.zone) if record.time else None
        return Shown(
            id=record.id,
            kind=record.kind.value,
            name=name or ("" if record.is_mention else ANONYMOUS),
            link=clean_link(record.author_link),
            moment=moment,
            body=safe_body(record),
            drawing=avatar.draw(record.avatar, name),
            by_author=record.by_author,
            is_removed=record.is_deleted,
            level=item.level,
            answers=self.answered(item),
            replies=replies,
            address=f"{self.where.get(record.id, self.page)}#{record.id}",
            when=f"{long_date(moment)} at {clock(moment)}" if moment else "",
            iso=moment.isoformat() if moment else "",
            heading=min(item.level + 2, 6),
        )

    def answered(self, item: Placed) -> Answered | None:
        if not item.told:
            return None
        if item.parent is None:
            return Answered()
        parent = item.parent
        page = self.where.get(parent.id)
        name = clean_name(parent.author_name) or ("a mention" if parent.is_mention else ANONYMOUS)
        if parent.is_deleted:
            name = REMOVED
        if page is None:
            return Answered(name)
        return Answered(name, parent.id, "" if page == self.page else page)


def is_shown(html: str, record_id: str) -> bool:
    """Whether the page of an article shows a comment, or leads to the further page that does; a tombstone is none."""
    leads_on = re.search(rf'<a id="{re.escape(record_id)}" href="[^"]*">(?P<name>[^<]*)<', html)
    stands_here = re.search(rf'<article [^>]*id="{re.escape(record_id)}"', html)
    return stands_here is not None or (leads_on is not None and leads_on["name"] != REMOVED)


def safe_body(record: Comment) -> Markup:
    """The body for a page: the one place in this package that trusts HTML, just after it was cleaned."""
    return Markup(clean_body(record.body))  # noqa: S704 - see above
