"""Pelican's generator for editions: a page each, the list of all, and the feed that other mail services may send."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican.contents import Content, Page, SkipStub, Static
from pelican.generators import Generator

from plugins.digest.comment_pick import Reference
from plugins.digest.edition import ENTRIES
from plugins.digest.week import Week
from plugins.feeds.entry import Entry, Person
from plugins.feeds.feed import Feed
from plugins.feeds.pelican_feeds import SHOWN, WRITERS
from plugins.feeds.xml_text import absolute_links

FEED = "weekly"
SHORT_ADDRESS = "feeds/weekly.xml"  # what one gives to a mail service: the RSS feed by a name that is easily typed


class EditionPage(Page):
    """An edition as Pelican's content."""

    default_template = "edition"


@dataclass(frozen=True)
class ShownComment:
    """The comment that an edition shows, with its article."""

    article: Any
    comment: Any


def generators(pelican: Any) -> type[Generator]:
    """The generator, for Pelican's signal."""
    return EditionsGenerator


def take_in(generators: list[Generator]) -> None:
    """Every generator has read what it reads: give the editions what they name."""
    for generator in generators:
        if isinstance(generator, EditionsGenerator):
            generator.take_in()


class EditionsGenerator(Generator):
    """Reads `content/editions/`; puts `all_editions` into the context, the newest first."""

    def generate_context(self) -> None:
        """Read the editions that readers may see, or in a preview all."""
        self.items = sorted(self._read(), key=lambda item: item.week, reverse=True)
        for item, newer, older in zip(self.items, [None, *self.items], [*self.items[1:], None], strict=False):
            item.newer, item.older = newer, older
        self.context["all_editions"] = self.items

    def _read(self) -> Iterator[Any]:
        for path in sorted(self.get_files("editions", extensions=("md",))):
            item = self.readers.read_file(self.path, path, content_class=EditionPage, context=self.context)
            if not isinstance(item, SkipStub):
                item.week = Week.parse(item.slug)
                item.metadata["summary"] = (
                    item.preheader or f"The weekly email of {self.settings['SITENAME']}: {item.title}"
                )
                self.add_source_path(item)
                self.add_static_links(item)
                yield item

    def take_in(self) -> None:
        """Give each edition what it names, once every other generator has read it."""
        known = {
            (content.default_template, content.id): content
            for content in self.context["generated_content"].values()
            if isinstance(content, Content) and not isinstance(content, Static)
        }
        for item in self.items:
            for key, kind in ENTRIES.items():
                found = (known.get((kind, id_)) for id_ in getattr(item, key) or ())
                setattr(
                    item, f"shown_{key}", [content for content in found if content and content.status == "published"]
                )
            item.shown_comment = _comment(item.comment, known)

    def generate_output(self, writer: Any) -> None:
        """Write a page for each, and the feeds."""
        for item in self.items:
            writer.write_file(
                item.save_as,
                self.get_template("edition"),
                self.context,
                item=item,
                relative_urls=self.settings["RELATIVE_URLS"],
                url=item.url,
            )
        self._write_feeds()

    def _write_feeds(self) -> None:
        """Write the newest editions in every format; a preview's feed names the public addresses."""
        settings = self.settings
        site = settings["SITEURL"] or settings["PUBLIC_URL"]
        feed = Feed(
            title=f"{settings['SITENAME']}: the weekly email",
            description="Every week in one piece: what is new, the webinars that are coming, and the offers.",
            home=f"{site}/weekly/",
            address=f"{site}/feeds/{FEED}",
            language=settings["DEFAULT_LANG"],
            entries=[self._entry(item, site) for item in self.items if not item.pending][:SHOWN],
            author=Person(settings["SITENAME"], f"{site}/"),
            hub=settings["WEBSUB_HUB"],
            style=settings["ASSETS"].get("css/feed.css", ""),
        )
        folder = Path(self.output_path, "feeds")
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, as_bytes in WRITERS.items():
            (folder / f"{FEED}{suffix}").write_bytes(as_bytes(feed))
        shutil.copyfile(folder / f"{FEED}.rss.xml", Path(self.output_path, SHORT_ADDRESS))

    def _entry(self, item: Any, site: str) -> Entry:
        address = f"{site}/{item.url}"
        html = self.get_template("edition_content").render(self.context, item=item)
        return Entry(
            id=f"tag:{self.settings['FEED_AUTHORITY']}:weekly/{item.slug}",
            title=item.title,
            address=address,
            published=item.date,
            updated=item.updated or item.date,
            summary=item.summary,
            content=absolute_links(html, address),
            authors=(Person(self.settings["SITENAME"], f"{site}/"),),
        )


def _comment(written: str | None, known: dict[tuple[str, str], Any]) -> ShownComment | None:
    """The comment, when its article is public and it was not removed since."""
    if not written:
        return None
    reference = Reference.parse(written)
    article = known.get(("article", reference.article))
    if article is None or article.status != "published":
        return None
    found = article.comments.find(reference.comment)
    return ShownComment(article, found) if found and not found.is_removed else None
