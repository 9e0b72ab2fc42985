"""Puts each article's thread on the article; writes the further pages of long threads, the feeds and the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from heapq import nlargest
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from plugins.comments_archive import closing, comment_form, registry
from plugins.comments_archive.archive_folder import FOLDER, records_of
from plugins.comments_archive.comment_feeds import SHOWN, CommentEntry, CommentFeed, documents, entries, newest
from plugins.comments_archive.record import Comment
from plugins.comments_archive.registry import RegisteredArticle
from plugins.comments_archive.shown import Shown, ShownThread
from plugins.publication.kinds import AUTHOR
from plugins.publication.mistake import ContentError, Mistake
from plugins.publication.settings import SettingsError
from plugins.publication.site import Site
from plugins.rendering import content_sources

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


def add_form(pelican: Pelican) -> None:
    """Give templates `comment_form`; raises SettingsError when the settings ask for a form that is none."""
    settings = pelican.settings
    for name, what, remedy in comment_form.wrong(settings):
        raise SettingsError(f"pelicanconf.py: {name}: {what}; {remedy}")
    form = comment_form.from_settings(settings)
    settings["JINJA_GLOBALS"] = settings["JINJA_GLOBALS"] | {"comment_form": form}
    if form:
        content_sources.allow(settings, form.sources())


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
    records, found = records_of(folder, article.id, addresses)
    wrong += found
    # What the inbox knows of articles lies in the open: a hidden one is not in it, and so takes no comments.
    written = closing.CLOSED if article.status == "hidden" else article.comments or ""
    days = closing.days_open(written, settings.get(*CLOSE_AFTER))
    article.comments_close_at = closing.closes_at(article.date, days)
    return ShownThread(
        tuple(records),
        address=article.url,
        zone=site.settings.zone,
        depth=settings.get(*DEPTH),
        page_size=settings.get(*PER_PAGE),
        is_open=closing.is_open(article.date, days, now),
        feed=f"{FEED}/{article.id}",
    )


def _latest(articles: list[Article]) -> list[Latest]:
    every = (
        (record.time, record.id, article)
        for article in articles
        for record in article.comments.records
        if record.time and not record.is_deleted and not record.is_mention
    )
    newest = nlargest(LATEST, every, key=lambda one: one[:2])
    return [Latest(article, article.comments.find(record_id)) for _, record_id, article in newest]


def write(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the further pages of long threads, the feeds of articles with comments and of the whole site, and what the
    inbox knows of all articles."""
    _write_registry(generator, Path(writer.output_path) / registry.FILE)
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
    _write_feeds(generator, f"{writer.output_path}/feeds/")


def _write_feeds(generator: ArticlesGenerator, folder: str) -> None:
    """Write the feeds below `folder`; what each is made of counts for plugins.fast_build by itself."""
    settings = generator.settings
    part = settings.get("RECORDED_PART", lambda name, work, *given: work())
    Path(folder, FEED).mkdir(parents=True, exist_ok=True)
    for article in (*generator.articles, *generator.hidden_articles):
        if article.comments.count:
            part(f"comments of {article.id}", partial(_write_feed, _of_article, article, settings, folder), article)
    published = [one for one in generator.articles if one.status == "published" and one.comments.count]
    part("comments", partial(_write_feed, _of_site, published, settings, folder), published)


def _write_feed(
    made: Callable[[Any, dict[str, Any]], CommentFeed], of: Any, settings: dict[str, Any], folder: str
) -> None:
    feed = made(of, settings)
    path = folder + feed.address.removeprefix(f"{_site(settings)}/feeds/")
    for suffix, text in documents(feed).items():
        # Three files for every article: unbuffered, each costs half of what Path.write_text takes.
        with open(path + suffix, "wb", buffering=0) as file:  # noqa: PTH123 - as said
            file.write(text.encode("utf-8", "replace"))


def _write_registry(generator: ArticlesGenerator, file: Path) -> None:
    site: Site = generator.settings["PUBLICATION"]
    articles = [
        RegisteredArticle(article.id, article.title, f"/{article.url}", article.comments_close_at)
        for article in generator.articles
    ]
    authors = {
        author.slug: list(filter(None, (author.title, author.values.get("full_name"))))
        for author in site.of_kind(AUTHOR)
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(registry.write(articles, authors), encoding="utf-8")


def _site(settings: dict[str, Any]) -> str:
    """The public address, also in a preview: a feed leaves its site."""
    return str(settings["SITEURL"] or settings["FEED_DOMAIN"])


def _of_article(article: Article, settings: dict[str, Any]) -> CommentFeed:
    found = _entries(newest(article.comments.records, settings.get(*FEED_MENTIONS)), article, settings)
    return _feed(f"{FEED}/{article.id}", f"Comments on “{article.title}”", article.url, found, settings)


def _of_site(articles: list[Article], settings: dict[str, Any]) -> CommentFeed:
    with_mentions = settings.get(*FEED_MENTIONS)
    every = [(one, article) for article in articles for one in newest(article.comments.records, with_mentions)]
    every.sort(key=lambda pair: (pair[0].time, f"{pair[1].id}/{pair[0].id}"), reverse=True)
    found = [entry for one, article in every[:SHOWN] for entry in _entries([one], article, settings)]
    return _feed(FEED, f"Comments on {settings['SITENAME']}", "", found, settings)


def _entries(records: list[Comment], article: Article, settings: dict[str, Any]) -> list[CommentEntry]:
    site = _site(settings)
    authority = settings.get("FEED_AUTHORITY") or site.partition("://")[2]
    return entries(records, article.comments, article.id, article.title, site, authority)


def _feed(path: str, title: str, home: str, found: list[CommentEntry], settings: dict[str, Any]) -> CommentFeed:
    site = _site(settings)
    return CommentFeed(
        title, f"{site}/{home}", f"{site}/feeds/{path}", settings["DEFAULT_LANG"], settings["SITENAME"], found
    )
