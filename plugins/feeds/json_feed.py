"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from plugins.feeds.entry import Entry, Person
from plugins.feeds.feed import Feed

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON; the older part of an archive is its `next_url`."""
    older = feed.previous
    document: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": f"{feed.address}.json",
        "description": feed.description,
        "language": feed.language,
        "authors": [_person(feed.author)],
    }
    if feed.icon:
        document["icon"] = feed.icon
    if older:
        document["next_url"] = f"{older}.json"
    if feed.hub and not feed.is_archive:
        document["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    document["items"] = [_item(entry) for entry in feed.entries]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [_person(person) for person in entry.authors],
        "tags": list(entry.categories),
    }
    if entry.enclosure:
        item["image"] = entry.enclosure.address
        item["attachments"] = [
            {
                "url": entry.enclosure.address,
                "mime_type": entry.enclosure.type,
                "size_in_bytes": entry.enclosure.size,
            }
        ]
    return item


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "url": person.address} if person.address else {"name": person.name}
