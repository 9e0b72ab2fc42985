"""Writes the feeds of the site, and of each section, tag and author; tells the templates where they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pelican.contents import Article
from pelican.generators import ArticlesGenerator, Generator
from pelican.writers import Writer

from plugins.feeds import syndication
from plugins.feeds.entry import Enclosure, Entry, Person
from plugins.feeds.feed import FORMATS, Feed, with_archive
from plugins.feeds.json_feed import json_feed
from plugins.feeds.xml_text import absolute_links, with_links_for_forms

WRITERS = {".rss.xml": syndication.rss, ".atom.xml": syndication.atom, ".json": json_feed}
SHOWN = 20  # entries in a subscription document
ARCHIVE_PAGE = 100  # entries in a page of the archive, which only the whole site's feed has


def announce(generator: Generator) -> None:
    """Give templates `feeds(path, title)`: the addresses of one feed in its formats, for `<link rel="alternate">`."""
    generator.env.globals["feeds"] = _addresses(generator.settings["SITEURL"])


def _addresses(site_url: str) -> Any:
    def feeds(path: str, title: str) -> list[dict[str, str]]:
        return [
            {"address": f"{site_url}/feeds/{path}{suffix}", "type": media_type, "name": name, "title": title}
            for suffix, (media_type, name) in FORMATS.items()
        ]

    return feeds


def write(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write every feed in every format; what it is made of counts for plugins.fast_build document by document."""
    settings = generator.settings
    part = settings.get("RECORDED_PART", lambda name, work, *given: work())
    for feed, archived in _feeds(generator):
        for document in with_archive(feed, SHOWN, ARCHIVE_PAGE) if archived else [feed]:
            path = document.address.removeprefix(_site(settings) + "/")
            part(f"feed {path}", partial(_write, document, Path(writer.output_path, path), settings), document)


def _write(feed: Feed, path: Path, settings: dict[str, Any]) -> None:
    """Write a feed of articles to `path`, to which each format adds its suffix."""
    document = replace(feed, entries=[_entry(article, settings) for article in feed.entries])
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix, as_bytes in WRITERS.items():
        path.with_name(path.name + suffix).write_bytes(as_bytes(document))


def _site(settings: dict[str, Any]) -> str:
    """The public address, also in a preview: a feed leaves its site."""
    return str(settings["SITEURL"] or settings["PUBLIC_URL"])


def _absolute(address: str, settings: dict[str, Any]) -> str:
    return address if settings["SITEURL"] else _site(settings) + address


def _feeds(generator: ArticlesGenerator) -> Iterator[tuple[Feed, bool]]:
    """Every feed, its articles in the place of its entries, and whether it keeps an archive."""
    settings = generator.settings
    name, site = settings["SITENAME"], _site(settings)

    def feed(path: str, title: str, description: str, home: str, articles: Iterable[Article]) -> Feed:
        newest = sorted(articles, key=lambda article: (article.date, article.slug), reverse=True)
        return Feed(
            title=title,
            description=description,
            home=f"{site}/{home}",
            address=f"{site}/feeds/{path}",
            language=settings["DEFAULT_LANG"],
            entries=newest if path == "all" else newest[:SHOWN],
            author=Person(name, f"{site}/"),
            hub=settings["WEBSUB_HUB"],
            style=settings["ASSETS"].get("css/feed.css", ""),
        )

    yield feed("all", name, settings["TAGLINE"], "", generator.articles), True
    for section, articles in generator.categories:
        description = settings["SECTIONS"].get(section.name, "")
        title = f"{name}: {section.name}"
        yield feed(f"section/{section.slug}", title, description, section.url, articles), False
    for tag, articles in generator.tags.items():
        about = f"Articles about {tag.name}"
        yield feed(f"tag/{tag.slug}", f"{name}: {tag.name}", about, tag.url, articles), False
    for author, articles in generator.authors:
        by = f"Articles by {author.name}"
        yield feed(f"author/{author.slug}", f"{name}: {by}", by, author.url, articles), False


def _entry(article: Article, settings: dict[str, Any]) -> Entry:
    site = _site(settings)
    address = f"{site}/{article.url}"
    return Entry(
        id=f"tag:{settings['FEED_AUTHORITY']}:{article.id}",
        title=article.title,
        address=address,
        published=article.date,
        updated=article.updated or article.date,
        summary=article.summary,
        content=absolute_links(with_links_for_forms(article.content, settings["SUBSCRIBE_PAGE"]), address),
        authors=tuple(Person(author.name, f"{site}/{author.url}") for author in article.authors),
        categories=tuple(dict.fromkeys([article.category.name, *(tag.name for tag in article.tags)])),
        enclosure=_enclosure(article, settings),
    )


def _enclosure(article: Article, settings: dict[str, Any]) -> Enclosure | None:
    """The lead picture."""
    if not article.image:
        return None
    made = settings["PICTURES"][article.image]
    return Enclosure(_absolute(made.address, settings), made.media_type, made.file.stat().st_size)
