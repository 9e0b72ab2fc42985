"""Gathers what an edition says out of the publication: its documents, comments and pictures. Knows no Pelican."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.comments_archive.archive_folder import FOLDER as COMMENTS
from plugins.comments_archive.archive_folder import records_of
from plugins.comments_archive.shown import ShownThread
from plugins.digest import contents
from plugins.digest.bodies import Bodies
from plugins.digest.comment_pick import Reference
from plugins.digest.comment_pick import plain_text as words_of
from plugins.digest.contents import Body, Contents
from plugins.digest.edition import ENTRIES, Edition
from plugins.digest.readiness import by_id
from plugins.mail.letter import flat
from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE, AUTHOR
from plugins.publication.site import Site

COMMENT_WORDS = 60
ROOM = 45_000  # characters of articles that a mail, which has them twice, may find room for (plugins/digest/mail.py)


class Gatherer:
    """Makes the contents of editions of `site`; `settings` are Pelican's, of the public site."""

    def __init__(self, site: Site, settings: Mapping[str, Any]) -> None:
        self._site, self._settings, self._url = site, settings, str(settings["SITEURL"])
        self._bodies = Bodies(site, settings)
        self._known = by_id(site)
        self._people = {document.slug: document.title for document in site.of_kind(AUTHOR)}

    @property
    def pictures(self) -> Mapping[str, Path]:
        """The file of each picture that was shown so far, by its address."""
        return self._bodies.pictures

    def gather(self, edition: Edition, form: str = "summary") -> Contents:
        """Everything that the edition names and readers may see; articles in this form, where it may find room."""
        found = {key: list(self._entries(edition, key)) for key in ENTRIES}
        if form == "whole" and sum(len(article.body) for article in found["articles"]) > ROOM:
            form = "summary"
        address = f"{self._url}{edition.document.address}"
        return Contents(
            week=edition.week,
            date=edition.date,
            address=address,
            subject=flat(edition.subject),
            preheader=flat(edition.preheader),
            note=self._bodies.body(edition.document, address, top_level=2),
            articles=tuple(
                self._article(one, form == "whole", one is found["articles"][0]) for one in found["articles"]
            ),
            webinars=tuple(map(self._webinar, found["webinars"])),
            offers=tuple(map(self._offer, found["offers"])),
            comment=self._comment(edition),
            form=form,
        )

    def _entries(self, edition: Edition, key: str) -> Iterator[Document]:
        for id_ in edition.entries(key):
            document = self._known.get((ENTRIES[key], id_))
            if document and document.status == "published" and document.is_public(edition.date):
                yield document

    def _article(self, document: Document, whole: bool, leads: bool) -> contents.Article:
        address = f"{self._url}{document.address}"
        values = document.values
        section = flat(values["category"])
        return contents.Article(
            title=flat(document.title),
            address=address,
            summary=flat(values["summary"]),
            author=flat(self._people.get(values["author"], "")),
            section=section[:1].upper() + section[1:],
            picture=self._bodies.lead_picture(document) if leads else None,
            body=self._bodies.body(document, address, top_level=4) if whole else Body(),
        )

    def _webinar(self, document: Document) -> contents.Webinar:
        address, values = f"{self._url}{document.address}", document.values
        return contents.Webinar(
            title=flat(document.title),
            address=address,
            summary=flat(values["summary"]),
            starts=values["start"],
            minutes=values["length"],
            host=flat(self._people.get(values["host"], "")),
            registration=values["registration"],
            calendar=f"{address}{document.slug}.ics",
        )

    def _offer(self, document: Document) -> contents.Offer:
        values = document.values
        return contents.Offer(
            title=flat(document.title),
            address=f"{self._url}{document.address}",
            summary=flat(values["summary"]),
            until=values["until"],
            code=flat(values.get("code", "")),
            disclosure=flat(values["disclosure"]),
        )

    def _comment(self, edition: Edition) -> contents.Comment | None:
        """The comment, unless it or its article was taken back."""
        if not edition.comment:
            return None
        reference = Reference.parse(edition.comment)
        article = self._known.get((ARTICLE.name, reference.article))
        if article is None or article.status != "published" or not article.is_public(edition.date):
            return None
        address = str(article.address)
        folder = Path(self._settings["PATH"]) / COMMENTS
        records, _ = records_of(folder, article.id, (address, *article.values.get("aliases", ())))
        record = next((one for one in records if one.id == reference.comment and not one.is_deleted), None)
        if record is None:
            return None
        thread = ShownThread(  # tells on which page of a long thread the comment is
            tuple(records),
            address=address.lstrip("/"),
            zone=self._site.settings.zone,
            depth=self._settings["COMMENTS_DEPTH"],
            page_size=self._settings["COMMENTS_PER_PAGE"],
            is_open=True,
            feed="",
        )
        shown = next(one for page in thread.pages for one in page.all if one.id == record.id)
        words = words_of(record).split(" ")
        beginning = " ".join(words[:COMMENT_WORDS]) + ("…" if len(words) > COMMENT_WORDS else "")
        return contents.Comment(flat(beginning), flat(shown.name), flat(article.title), f"{self._url}/{shown.address}")
