"""Puts each article's thread on the article, and writes the further pages of long threads and the feeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from plugins.comments_archive import closing
from plugins.comments_archive.archive_folder import FOLDER, records_of
from plugins.comments_archive.comment_feeds import SHOWN, Commented, entries, newest
from plugins.comments_archive.record import Comment
from plugins.comments_archive.shown import Shown, ShownThread, show_thread
from plugins.feeds import syndication
from plugins.feeds.entry import Entry, Person
from plugins.feeds.feed import Feed
from plugins.feeds.json_feed import json_feed
from plugins.publication.mistake import ContentError, Mistake
from plugins.publication.site import Site

WRITERS = {".rss.xml": syndication.rss, ".atom.xml": syndication.atom, ".json": json_feed}
FEED = "comments"  # the path of the site-wide feed below feeds/; those of articles lie below it
LATEST = 5
# Settings with their defaults; docs/settings.md describes them.
DEPTH, PER_PAGE, CLOSE_AFTER, FEED_MENTIONS = (
    ("COMMENTS_DEPTH", 5),
    ("COMMENTS_PER_PAGE", 200),
    ("COMMENTS_CLOSE_AFTER_DAYS", 0),
    ("COMMENTS_FEED_MENTIONS", False),
)


@dataclass(frozen=True)
class Latest:
    """A comment for the home page, with its article."""

    article: Article
    comment: Shown


def attach(generator: ArticlesGenerator) -> None:
    """Give every article its `comments`, and the templates `latest_comments`; raises ContentError for a bad file."""
    wrong: list[Mistake] = []
    for article in (*generator.articles, *generator.hidden_articles):
        article.comments = _thread(article, generator.settings, wrong)
    if wrong:
        raise ContentError(wrong)
    generator.context["latest_comments"] = _latest(generator.articles)


def _thread(article: Article, settings: dict[str, Any], wrong: list[Mistake]) -> ShownThread:
    site: Site = settings["PUBLICATION"]
    now: datetime = settings["NOW"]
    folder = Path(settings["PATH"]) / FOLDER
    addresses = (f"/{article.url}", *(article.aliases or ()))
    records, found = records_of(folder, article.id, addresses) if folder.is_dir() else ([], [])
    wrong += found
    days = closing.days_open(article.comments or "", settings.get(*CLOSE_AFTER))
    return show_thread(
        records,
        address=article.url,
        zone=site.settings.zone,
        depth=settings.get(*DEPTH),
        page_size=settings.get(*PER_PAGE),
        is_open=closing.is_open(article.date, days, now),
        feed=f"{FEED}/{article.id}",
    )


def _latest(articles: list[Article]) -> list[Latest]:
    found = [
        (comment.moment, comment.id, Latest(article, comment))
        for article in articles
        for page in article.comments.pages
        for comment in page.all
        if comment.moment and not comment.is_removed
    ]
    found.sort(key=lambda one: one[:2], reverse=True)
    return [latest for _, _, latest in found[:LATEST]]


def write(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the further pages of long threads, and the feeds of articles with comments and of the whole site."""
    for article in (*generator.articles, *generator.hidden_articles):
        for page in article.comments.further:
            writer.write_file(
                f"{page.address}index.html",
                generator.get_template("comment_page"),
                generator.context,
                article=article,
                comment_page=page,
                relative_urls=generator.settings["RELATIVE_URLS"],
                url=page.address,
            )
    for feed in _feeds(generator):
        path = feed.address.removeprefix(_site(generator.settings) + "/")
        for suffix, as_bytes in WRITERS.items():
            file = Path(writer.output_path, path + suffix)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(as_bytes(feed))


def _site(settings: dict[str, Any]) -> str:
    """The public address, also in a preview: a feed leaves its site."""
    return str(settings["SITEURL"] or settings["PUBLIC_URL"])


def _feeds(generator: ArticlesGenerator) -> Iterator[Feed]:
    settings = generator.settings
    with_mentions: bool = settings.get(*FEED_MENTIONS)
    found: list[tuple[Comment, Article]] = []
    for article in (*generator.articles, *generator.hidden_articles):
        shown = newest(article.comments.records, with_mentions)[:SHOWN]
        if article.status == "published":
            found += [(record, article) for record in shown]
        if article.comments.count:
            title = f"Comments on “{article.title}”"
            yield _feed(f"{FEED}/{article.id}", title, article.url, _entries(shown, article, settings), settings)
    order = {id(record): article for record, article in found}
    latest = newest((record for record, _ in found), with_mentions)[:SHOWN]
    everything = [entry for record in latest for entry in _entries([record], order[id(record)], settings)]
    yield _feed(FEED, f"Comments on {settings['SITENAME']}", "", everything, settings)


def _entries(records: list[Comment], article: Article, settings: dict[str, Any]) -> list[Entry]:
    site = _site(settings)
    about = Commented(article.id, article.title, f"{site}/{article.url}")
    pages = {one.id: f"{site}/{page.address}" for page in article.comments.further for one in page.all}
    authority = settings.get("FEED_AUTHORITY") or site.partition("://")[2]
    return list(entries(records, about, authority, pages))


def _feed(path: str, title: str, home: str, found: list[Entry], settings: dict[str, Any]) -> Feed:
    site = _site(settings)
    style = settings.get("FEED_STYLE")
    return Feed(
        title=title,
        description=title,
        home=f"{site}/{home}",
        address=f"{site}/feeds/{path}",
        language=settings["DEFAULT_LANG"],
        entries=found,
        author=Person(settings["SITENAME"], f"{site}/"),
        style=f"{settings['SITEURL']}/{style}" if style else "",
    )
