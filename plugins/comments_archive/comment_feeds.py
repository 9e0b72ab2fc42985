"""Feeds of comments: one an article and one of the whole site, in RSS, Atom and JSON.

They are written straight as text, not through feedgen: a site has three for every article with comments, and with
feedgen they would take a third of the whole build (see `benchmarks/comments.py`). Addresses, ids and the escaping of
bodies follow `plugins.feeds`; feedparser reads them in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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
    publisher: str
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


def documents(feed: CommentFeed) -> dict[str, str]:
    """The feed in every format, by the suffix of its file."""
    marked_up = [_MarkedUp(one) for one in feed.entries]
    return {".rss.xml": _rss(feed, marked_up), ".atom.xml": _atom(feed, marked_up), ".json": _json(feed)}


class _MarkedUp:
    """The texts of an entry as XML, made once for two formats. They hold nothing that XML cannot: they are cleaned."""

    def __init__(self, entry: CommentEntry) -> None:
        self.time = entry.time
        self.id, self.title, self.address = escape(entry.id), escape(xml_text(entry.title)), escape(entry.address)
        self.author, self.author_link, self.body = escape(entry.author), escape(entry.author_link), escape(entry.body)


def _rss(feed: CommentFeed, marked_up: Iterable[_MarkedUp]) -> str:
    """RSS 2.0."""
    items = "".join(
        f"<item><title>{one.title}</title><link>{one.address}</link>"
        f'<guid isPermaLink="false">{one.id}</guid><pubDate>{format_datetime(one.time)}</pubDate>'
        f"<dc:creator>{one.author}</dc:creator><description>{one.body}</description></item>\n"
        for one in marked_up
    )
    title = escape(xml_text(feed.title))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{title}</title>'
        f"<link>{escape(feed.home)}</link><description>{title}</description>"
        f"<language>{feed.language}</language><lastBuildDate>{format_datetime(feed.updated)}</lastBuildDate>"
        f'<atom:link rel="self" type="{FORMATS[".rss.xml"][0]}" href="{escape(feed.address)}.rss.xml"/>\n'
        f"{items}</channel></rss>\n"
    )


def _atom(feed: CommentFeed, marked_up: Iterable[_MarkedUp]) -> str:
    """Atom 1.0 (RFC 4287)."""
    items = "".join(
        f"<entry><id>{one.id}</id><title>{one.title}</title><updated>{one.time.isoformat()}</updated>"
        f"<published>{one.time.isoformat()}</published><author><name>{one.author}</name>"
        + (f"<uri>{one.author_link}</uri>" if one.author_link else "")
        + f'</author><link rel="alternate" type="text/html" href="{one.address}"/>'
        f'<content type="html">{one.body}</content></entry>\n'
        for one in marked_up
    )
    address = f"{escape(feed.address)}.atom.xml"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{feed.language}"><id>{address}</id><title>{escape(xml_text(feed.title))}</title>'
        f'<updated>{feed.updated.isoformat()}</updated><link rel="self" href="{address}"/>'
        f'<link rel="alternate" type="text/html" href="{escape(feed.home)}"/>\n{items}</feed>\n'
    )


def _json(feed: CommentFeed) -> str:
    """JSON Feed 1.1."""
    document: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": f"{feed.address}.json",
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
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
