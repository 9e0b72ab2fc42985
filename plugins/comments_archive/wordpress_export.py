"""The archive as a WordPress export (WXR 1.2), which WordPress imports, and which our importer reads back as it was.

What WXR has no field for stands in comment meta under names of our own: the anchor, the author's slug, the drawing,
the source. E-mail and network addresses are not there, because the archive does not have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from plugins.comments_archive.record import Comment, in_order
from plugins.comments_archive.wordpress import META, OURS

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{title}</title>
<link>{address}</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>{address}</wp:base_blog_url>
<generator>{generator}</generator>
"""
_TAIL = "</channel>\n</rss>\n"
_ZERO = "0000-00-00 00:00:00"


@dataclass(frozen=True)
class ExportedItem:
    """A post with its thread. `address` is whole; `date` is None for a thread whose article is not there yet."""

    title: str
    address: str
    slug: str
    author: str
    date: datetime | None
    records: Sequence[Comment]


def export(items: Iterable[ExportedItem], title: str, address: str, zone: ZoneInfo) -> Iterator[str]:
    """The text of the export, piece by piece."""
    yield _HEAD.format(title=escape(title), address=escape(address), generator=OURS)
    for number, item in enumerate(items, start=1):
        yield _item_head(item, number)
        numbers = _numbers(item.records)
        for record in in_order(item.records):
            yield _comment(record, numbers, zone)
        yield "</item>\n"
    yield _TAIL


def _item_head(item: ExportedItem, number: int) -> str:
    date = item.date.isoformat(" ")[:19] if item.date else _ZERO
    fields = {
        "title": _cdata(item.title),
        "link": escape(item.address),
        "dc:creator": _cdata(item.author),
        "wp:post_id": str(number),
        "wp:post_date": date,
        "wp:comment_status": "open",
        "wp:ping_status": "closed",
        "wp:post_name": _cdata(item.slug),
        "wp:status": "publish",
        "wp:post_type": "post",
        "wp:post_password": "",
    }
    return "<item>\n" + _elements(fields)


def _numbers(records: Iterable[Comment]) -> dict[str, int]:
    """A number for every record, WordPress's own where it has one."""
    numbers: dict[str, int] = {}
    for record in records:
        old = re.fullmatch(r"comment-(\d{1,15})", record.id)
        if old:
            numbers[record.id] = int(old[1])
    number = max(numbers.values(), default=0)
    for record in in_order(records):
        if record.id not in numbers:
            number += 1
            numbers[record.id] = number
    return numbers


def _comment(record: Comment, numbers: dict[str, int], zone: ZoneInfo) -> str:
    local = record.local_time or (record.time.astimezone(zone) if record.time else None)
    fields = {
        "wp:comment_id": str(numbers[record.id]),
        "wp:comment_author": _cdata(record.author_name),
        "wp:comment_author_email": "",
        "wp:comment_author_url": escape(record.author_link),
        "wp:comment_author_IP": "",
        "wp:comment_date": local.isoformat(" ")[:19] if local else _ZERO,
        "wp:comment_date_gmt": record.time.isoformat(" ")[:19] if record.time else _ZERO,
        "wp:comment_content": _cdata(record.body),
        "wp:comment_approved": "trash" if record.is_deleted else "1",
        "wp:comment_type": record.kind.value,
        "wp:comment_parent": str(numbers.get(record.in_reply_to, 0)),
        "wp:comment_user_id": "0",
    }
    return "<wp:comment>\n" + _elements(fields) + "".join(_meta(record)) + "</wp:comment>\n"


def _meta(record: Comment) -> Iterator[str]:
    source = record.source
    kept = {
        "id": record.id,
        "status": record.status.value,
        "in_reply_to": record.in_reply_to,
        "by_author": record.by_author,
        "avatar": record.avatar,
        "local_time": "" if record.local_time else "none",
        "system": source.system if source else "",
        "source": source.id if source else "",
        "digest": source.digest if source else "",
    }
    for name, value in kept.items():
        if value:
            pair = _elements({"wp:meta_key": META + name, "wp:meta_value": _cdata(value)})
            yield f"<wp:commentmeta>\n{pair}</wp:commentmeta>\n"


def _elements(fields: dict[str, str]) -> str:
    return "".join(f"<{name}>{text}</{name}>\n" for name, text in fields.items())


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>" if text else ""
