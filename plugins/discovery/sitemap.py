"""The sitemap and robots.txt: every page that readers may find, with the day on which it truly changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape


@dataclass(frozen=True, order=True)
class SitemapEntry:
    """A page by its absolute address. `changed` is None where nobody can say."""

    address: str
    changed: datetime | None = None


def sitemap(entries: Iterable[SitemapEntry]) -> str:
    """The sitemap's XML, in the order of the addresses. https://www.sitemaps.org/protocol.html"""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(_line(entry) for entry in sorted(entries, key=lambda entry: entry.address)),
        "</urlset>",
    ]
    return "\n".join(lines) + "\n"


def _line(entry: SitemapEntry) -> str:
    changed = f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>" if entry.changed else ""
    return f"<url><loc>{escape(entry.address)}</loc>{changed}</url>"


def robots(sitemap_address: str, preview: bool) -> str:
    """The text of robots.txt: the site with its sitemap, or for a preview a closed door."""
    if preview:
        return "# A preview: nothing here is published.\nUser-agent: *\nDisallow: /\n"
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_address}\n"
