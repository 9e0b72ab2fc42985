"""Pelican's reader for our Markdown files: the same front matter, addresses and links as in the content check."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pelican import Pelican
from pelican.readers import BaseReader, Readers
from pelican.urlwrappers import Author, Category, Tag

from plugins.publication import folder, noted_site, settings
from plugins.publication.dialect import markdown
from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE
from plugins.publication.link import Nowhere, ToDocument, ToFile, ToList, resolve
from plugins.publication.mistake import ContentError
from plugins.publication.noted_site import NotedSite
from plugins.publication.site import Site
from plugins.publication.values import slugify


def read_publication(pelican: Pelican) -> None:
    """Read all content once, before Pelican's generators start; what they share lies in Pelican's settings."""
    wanted = settings.from_pelican(pelican.settings)
    written = pelican.settings.get("BUILD_AT")
    now = datetime.fromisoformat(written) if written else datetime.now(wanted.zone)
    # plugins.fast_build wants to know until when the site would be the same.
    recorded = pelican.settings.get("RECORDED_MOMENT", lambda moment: moment)
    moment = recorded(now)

    def read() -> Site:
        reading = folder.read_site(Path(pelican.settings["PATH"]), wanted, moment)
        if reading.mistakes:
            raise ContentError(reading.mistakes)
        return reading.site

    # It wants to know, too, who has asked what of the content: a page is made again when an answer is another.
    share = pelican.settings.get("RECORDED_VALUE")
    site = NotedSite(*share("publication", read, noted_site.answer)) if share else read()
    pelican.settings["PUBLICATION"] = site
    pelican.settings["NOW"] = site.now


def use_reader(readers: Readers) -> None:
    """Let our reader read Markdown, and nothing else read anything."""
    readers.reader_classes.clear()
    readers.reader_classes.update({"md": PublicationReader, "static": BaseReader})


class PublicationReader(BaseReader):
    """Reads one document: its HTML, and its front matter as Pelican's metadata.

    What other plugins want to know of every text's HTML they say in the setting `DERIVED_METADATA`: functions by the
    names of metadata.
    """

    file_extensions = ["md"]
    is_recordable = True  # for plugins.fast_build: all that it reads are the site, and settings

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML and the metadata of the file at `source_path`."""
        site: Site = self.settings["PUBLICATION"]
        # Not resolved: a document may be a link to another file, and is still the one at this path.
        content = Path(self.settings["PATH"]).absolute()
        path = PurePosixPath(Path(source_path).absolute().relative_to(content).as_posix())
        document = site.whole(path)
        now: datetime = self.settings["NOW"]
        if not document.is_public(now) and not self.settings["PREVIEW"]:
            return "", {"status": "skip", "title": document.title}
        site_url = self.settings["SITEURL"]
        # plugins.fast_build can make a converter quicker.
        quick = self.settings.get("QUICK_MARKDOWN", lambda converter: converter)
        converter = quick(markdown(lambda target: _rewrite(target, document, site, site_url)))
        html = converter.convert(document.body)
        derived = {name: derive(html) for name, derive in self.settings.get("DERIVED_METADATA", {}).items()}
        return html, metadata(document, self.settings, now) | derived


def _rewrite(target: str, document: Document, site: Site, site_url: str) -> str:
    """The target of a link as Pelican understands it, so that its SITEURL and RELATIVE_URLS hold."""
    destination = resolve(target, document, site)
    match destination:
        case ToDocument(document=other, fragment=fragment) if other.path == document.path:
            return f"#{fragment}"
        case ToDocument(document=other, fragment=fragment):
            return f"{site_url}{other.address}" + (f"#{fragment}" if fragment else "")
        case ToFile(path=path, fragment=fragment):
            return f"{{static}}/{path}" + (f"#{fragment}" if fragment else "")
        case ToList(address=address):
            return f"{site_url}{address}"
        case Nowhere():
            return "#"  # the check has refused it; `pelican` alone must not publish a wild target
    return target


def metadata(document: Document, pelican_settings: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The front matter as Pelican wants it: its own objects for author, section and tags, one address."""
    values = dict.fromkeys(document.kind.keys) | dict(document.values)
    address = document.address or document.kind.address.format(slug=document.slug, date=now)
    result: dict[str, Any] = {
        "id": document.id,
        "title": document.title,
        "slug": document.slug,
        "status": "hidden" if document.status == "hidden" else "published",
        "pending": document.why_not_public(now),
        "url": address.lstrip("/"),
        "save_as": f"{address.lstrip('/')}index.html",
    }
    site: Site = pelican_settings["PUBLICATION"]
    if values.get("image"):
        picture = resolve(str(values["image"]), document, site)
        result["image"] = str(picture.path) if isinstance(picture, ToFile) else None
    if document.kind is ARTICLE:
        person = site.by_slug["author", str(values["author"])]
        result["date"] = document.values.get("date", now)
        result["author"] = Author(person.title, pelican_settings)
        result["author"].slug = person.slug
        # Pelican's own slugs differ from ours (of “R&B”, say), which the check and the links go by.
        result["category"] = Category(values["category"], pelican_settings)
        result["category"].slug = slugify(str(values["category"]))
        result["tags"] = [Tag(tag, pelican_settings) for tag in values["tags"] or ()]
        for tag in result["tags"]:
            tag.slug = slugify(str(tag.name))
    return values | result
