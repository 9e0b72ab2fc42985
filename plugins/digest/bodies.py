"""Texts and pictures of documents for a mail: Markdown becomes HTML whose links hold anywhere, and plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from plugins.assets.picture_file import SUFFIXES
from plugins.assets.picture_html import with_pictures
from plugins.assets.picture_store import PictureStore
from plugins.assets.published_picture import PublishedPicture, published
from plugins.digest.contents import Body, Picture
from plugins.digest.mail_body import COLUMN, mail_body
from plugins.digest.plain_text import plain_text
from plugins.publication.dialect import markdown
from plugins.publication.document import Document
from plugins.publication.link import Nowhere, ToDocument, ToFile, ToList, resolve
from plugins.publication.shortcode import Mark, replace_marks
from plugins.publication.site import Site
from plugins.rendering.date_words import clock, long_date

_FILE = "{static}/"
DRAWING = "image/svg+xml"  # which few mail programs show


class Bodies:
    """Reads the documents of `site`; `settings` are Pelican's of the public site, whose address the links have."""

    def __init__(self, site: Site, settings: Mapping[str, Any]) -> None:
        self._site = site
        self._url = str(settings["SITEURL"])
        self._content = Path(settings["PATH"])
        self._store = PictureStore(Path(settings["PICTURE_CACHE"]))
        self.pictures: dict[str, Path] = {}  # the file of each picture that was shown, by its address

    def body(self, document: Document, address: str, top_level: int) -> Body:
        """The text of a document, whose page is at `address`; its headings begin at `top_level`."""
        if not document.body.strip():
            return Body()
        html = markdown(self._rewrite(document)).convert(document.body)
        html = with_pictures(replace_marks(html, self._shortcode), self._find_picture)
        made = mail_body(html.replace(_FILE, f"{self._url}/"), address, top_level)
        return Body(Markup(made), plain_text(made))  # noqa: S704 - cleaned just before

    def lead_picture(self, document: Document) -> Picture | None:
        """The picture that the front matter names, at most as wide as the mail's column; None for a drawing."""
        target = document.values.get("image")
        found = resolve(target, document, self._site) if target else None
        if not isinstance(found, ToFile):
            return None
        made = self._find_picture(str(found.path))
        if made and made.media_type != DRAWING:
            width = min(COLUMN, made.width)
            height = max(1, round(made.height * width / made.width))
            return Picture(made.address, str(document.values.get("image_alt", "")), width, height)
        return None

    def _rewrite(self, document: Document) -> Callable[[str], str]:
        """Turns each link of a document, as written, into one that holds outside of the site."""

        def rewrite(target: str) -> str:
            match resolve(target, document, self._site):
                case ToDocument(document=other, fragment=fragment):
                    return f"{self._url}{other.address}" + (f"#{fragment}" if fragment else "")
                case ToFile(path=path):
                    return f"{_FILE}{quote(str(path))}"
                case ToList(address=address):
                    return f"{self._url}{address}"
                case Nowhere():
                    return f"{self._url}{document.address}"  # the check has refused it
            return target

        return rewrite

    def _find_picture(self, name: str) -> PublishedPicture | None:
        """What is published of the picture of that name below the content folder."""
        path = PurePosixPath(name)
        source = self._content / path
        if path not in self._site.files or path.suffix.lower() not in SUFFIXES:
            return None
        made, _ = self._store.make_all([source])
        if source not in made:
            return None  # the check has refused it
        found = published(path, made[source], self._url)
        self.pictures[found.address] = found.file
        return found

    def _shortcode(self, mark: Mark) -> str:
        """A webinar or offer as a link; the call to subscribe is not for those who have."""
        item = self._site.by_slug.get((mark.name, mark.argument))
        if mark.name == "newsletter":
            return "" if mark.alone else "subscribe"
        if item is None or not item.is_public(self._site.now):
            return "" if mark.alone or item is None else escape(item.title)
        link = f'<a href="{escape(self._url + str(item.address))}">{escape(item.title)}</a>'
        if not mark.alone:
            return link
        values = item.values
        when = f"{long_date(values['start'])}, {clock(values['start'])}" if "start" in values else ""
        when = when or f"Until {long_date(values['until'])}"
        return f"<p><strong>{link}</strong><br>{when}. {escape(values['summary'])}</p>"
