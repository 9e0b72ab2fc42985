"""Entries and feeds for the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from plugins.feeds.entry import Entry, Person
from plugins.feeds.feed import Feed

SITE = "https://site.example"
MORNING = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


def entry(number: int = 1, **values: object) -> Entry:
    """An entry; the higher its number, the newer it is."""
    published = MORNING + timedelta(days=number)
    defaults: dict[str, object] = {
        "id": f"tag:site.example,2011:article-{number}",
        "title": f"Article {number}",
        "address": f"{SITE}/2026/01/article-{number}/",
        "published": published,
        "updated": published,
        "summary": f"The summary of article {number}.",
        "content": f"<p>The text of article {number}.</p>",
        "authors": (Person("The Desk", f"{SITE}/author/desk/"),),
        "categories": ("career advice", "interviews"),
    }
    return Entry(**(defaults | values))


def feed(*entries: Entry, **values: object) -> Feed:
    """A feed of these entries, newest first."""
    defaults: dict[str, object] = {
        "title": "Your Industry Insider",
        "description": "What the publication is about.",
        "home": f"{SITE}/",
        "address": f"{SITE}/feeds/all",
        "language": "en",
        "entries": list(entries),
        "author": Person("Your Industry Insider", f"{SITE}/"),
    }
    return Feed(**(defaults | values))
