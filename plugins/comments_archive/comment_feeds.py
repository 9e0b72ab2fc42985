"""Feeds of comments: one an article and one of the whole site, in RSS, Atom and JSON.

They are written straight as text, not through feedgen: a site has three for every article with comments, and with
feedgen they would take a third of the whole build (see `benchmarks/comments.py`). Addresses, ids and the escaping of
bodies follow `plugins.feeds`; feedparser reads them in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from plugins.comments_archive.record import Comment
from plugins.comments_archive.shown import Shown, ShownThread
from plugins.feeds.feed import EPOCH, FORMATS
from plugins.feeds.json_feed import VERSION
from plugins.feeds.xml_text import xml_text

SHOWN = 20  # entries in a feed of comments


@dataclass(frozen=True)
class CommentEntry:
    """A comment in a feed: an id that never changes, its whole address, and its cleaned body."""

    id: str
    title: str
    address: str
    time: datetime
    author: str
    author_link: str
    body: str


@dataclass(frozen=True)
class CommentFeed:
    """A feed without its format; `address` is whole and lacks the format's suffix, `home` is the page it belongs to."""

    title: str
    home: str
    address: str
    language: str
    entries: Sequence[CommentEntry]

    @property
    def updated(self) -> datetime:
        """The time of the newest entry; never the clock's."""
        return max((entry.time for entry in self.entries), default=EPOCH)


def newest(records: Iterable[Comment], with_mentions: bool) -> list[Comment]:
    """What a feed holds, the newest first: what is approved and has a time."""
    shown = (one for one in records if one.time and not one.is_deleted and (with_mentions or not one.is_mention))
    return sorted(shown, key=lambda record: (record.time or EPOCH, record.id), reverse=True)[:SHOWN]


def entries(
    records: Iterable[Comment], thread: ShownThread, article_id: str, title: str, site: str, authority: str
) -> list[CommentEntry]:
    """The entries of an article's records, which `thread` shows."""
    shown = {one.id: one for page in thread.pages for one in page.all} | {one.id: one for one in thread.mentions}
    return [
        _entry(shown[record.id], f"tag:{authority}:{article_id}/{record.id}", title, site)
        for record in records
        if record.id in shown
    ]


def _entry(one: Shown, number: str, title: str, site: str) -> CommentEntry:
    name = one.name or one.link or one.kind
    moment = one.moment or datetime.min.replace(tzinfo=UTC)
    return CommentEntry(number, f"{name} on “{title}”", f"{site}/{one.address}", moment, name, one.link, str(one.body))


def rss(feed: CommentFeed) -> str:
    """The feed as RSS 2.0."""
    items = "".join(
        f"<item><title>{_text(one.title)}</title><link>{_text(one.address)}</link>"
        f'<guid isPermaLink="false">{_text(one.id)}</guid><pubDate>{format_datetime(one.time)}</pubDate>'
        f"<dc:creator>{_text(one.author)}</dc:creator><description>{_text(one.body)}</description></item>\n"
        for one in feed.entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{_text(feed.title)}</title>'
        f"<link>{_text(feed.home)}</link><description>{_text(feed.title)}</description>"
        f"<language>{_text(feed.language)}</language><lastBuildDate>{format_datetime(feed.updated)}</lastBuildDate>"
        f'<atom:link rel="self" type="{FORMATS[".rss.xml"][0]}" href="{_text(feed.address)}.rss.xml"/>\n'
        f"{items}</channel></rss>\n"
    )


def atom(feed: CommentFeed) -> str:
    """The feed as Atom 1.0 (RFC 4287)."""
    items = "".join(
        f"<entry><id>{_text(one.id)}</id><title>{_text(one.title)}</title><updated>{one.time.isoformat()}</updated>"
        f"<published>{one.time.isoformat()}</published><author><name>{_text(one.author)}</name>"
        + (f"<uri>{_text(one.author_link)}</uri>" if one.author_link else "")
        + f'</author><link rel="alternate" type="text/html" href="{_text(one.address)}"/>'
        f'<content type="html">{_text(one.body)}</content></entry>\n'
        for one in feed.entries
    )
    address = f"{_text(feed.address)}.atom.xml"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{_text(feed.language)}"><id>{address}</id><title>{_text(feed.title)}</title>'
        f'<updated>{feed.updated.isoformat()}</updated><link rel="self" href="{address}"/>'
        f'<link rel="alternate" type="text/html" href="{_text(feed.home)}"/>\n{items}</feed>\n'
    )


def json_feed(feed: CommentFeed) -> str:
    """The feed as JSON Feed 1.1."""
    document: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": f"{feed.address}.json",
        "language": feed.language,
        "items": [
            {
                "id": one.id,
                "url": one.address,
                "title": one.title,
                "content_html": one.body,
                "date_published": one.time.isoformat(),
                "authors": [{"name": one.author} | ({"url": one.author_link} if one.author_link else {})],
            }
            for one in feed.entries
        ],
    }
    return json.dumps(document, ensure_ascii=False) + "\n"


WRITERS: dict[str, Callable[[CommentFeed], str]] = {".rss.xml": rss, ".atom.xml": atom, ".json": json_feed}


def _text(text: str) -> str:
    return escape(xml_text(text))
