"""The rules for editions: names, dates and entries; and what was approved, as it may be in mailboxes already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from plugins.comments_archive.archive_folder import FOLDER as COMMENTS
from plugins.comments_archive.archive_folder import records_of
from plugins.digest import readiness
from plugins.digest.comment_pick import Reference
from plugins.digest.edition import ENTRIES, Edition, edition, editions
from plugins.digest.readiness import mistake
from plugins.digest.week import Week
from plugins.publication import history
from plugins.publication.document import Document
from plugins.publication.folder import convert
from plugins.publication.front_matter import FrontMatterError, parse
from plugins.publication.kinds import EDITION
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site
from plugins.publication.suggestion import remedy

LONGEST_NOTE = 10_000  # characters; a mail of 90 KB has it twice, beside everything else
_SAID = ("subject", "preheader", "articles", "webinars", "offers", "comment")  # the keys whose values readers get


def mistakes(site: Site) -> Iterator[Mistake]:
    """Names and dates that do not fit, entries that are not there, and articles that are in two editions."""
    for document in site.of_kind(EDITION):
        yield from _name_and_date(document, site)
    known = readiness.by_id(site)
    first: dict[str, Edition] = {}
    for one in editions(site):
        yield from _unknown(one, site, known)
        length = len(one.document.body.strip())
        if length > LONGEST_NOTE:
            what = f"the note has {length:,} characters, and mail programs cut long mails off"
            remedy_for_it = f"use at most {LONGEST_NOTE:,}; publish a longer text as an article"
            yield Mistake(site.shown_path(one.document.path), one.document.body_line, "body", what, remedy_for_it)
        for article in one.entries("articles"):
            other = first.setdefault(article, one)
            if other is not one:
                what = f"'{article}' is in the edition {other.week} already"
                yield mistake(one, site, "articles", what, "delete the line; to point to it again, link it in the note")


def _name_and_date(document: Document, site: Site) -> Iterator[Mistake]:
    shown = site.shown_path(document.path)
    try:
        week = Week.parse(document.path.stem)
    except ValueError as error:
        yield Mistake(shown, 1, "file", f"the name of an edition is its week, and {error}", "rename the file")
        return
    date = document.values.get("date")
    if date is None:
        if "date" not in document.mistaken:
            yield Mistake(shown, 1, "date", "this edition has none", "add the line `date: …`, when it goes out")
    elif Week.of(date.date()) != week:
        what = f"{date:%Y-%m-%d} lies in the week {Week.of(date.date())}"
        fit = f"write a day from {week.monday} to {week.sunday}, or rename the file"
        yield Mistake(shown, document.line("date"), "date", what, fit)


def _unknown(one: Edition, site: Site, known: dict[tuple[str, str], Document]) -> Iterator[Mistake]:
    for key, kind in ENTRIES.items():
        for id_ in one.entries(key):
            if (kind, id_) not in known:
                article = "an" if kind[0] in "ao" else "a"
                ids = [other for name, other in known if name == kind]
                yield mistake(one, site, key, f"'{id_}' is not the id of {article} {kind}", remedy(id_, ids))


def comments_in(content: Path) -> Callable[[Site], Iterator[Mistake]]:
    """The check of the comments that editions show, for the publication whose content lies in `content`."""

    def mistakes(site: Site) -> Iterator[Mistake]:
        known = readiness.by_id(site)
        for one in editions(site):
            if not one.comment:
                continue
            wrong = _comment(one.comment, known, content / COMMENTS)
            if wrong:
                yield mistake(one, site, "comment", *wrong)

    return mistakes


def _comment(written: str, known: dict[tuple[str, str], Document], folder: Path) -> tuple[str, str] | None:
    form = "write the article's id, a #, and the id of the comment, such as the-article#comment-12"
    try:
        reference = Reference.parse(written)
    except ValueError as error:
        return str(error), form
    article = known.get(("article", reference.article))
    if article is None:
        return f"'{reference.article}' is not the id of an article", remedy(reference.article, _articles(known))
    addresses = (str(article.address), *article.values.get("aliases", ()))
    records, _ = records_of(folder, article.id, addresses)
    shown = [record.id for record in records if not record.is_deleted]
    if reference.comment not in shown:
        return f"'{reference.article}' has no comment '{reference.comment}'", remedy(reference.comment, shown)
    return None


def _articles(known: dict[tuple[str, str], Document]) -> list[str]:
    return [id_ for kind, id_ in known if kind == "article"]


def against(root: Path, base: str = "") -> Callable[[Site], Iterator[Mistake]]:
    """The check of approved editions against `base`, any git revision; without one, against the main branch.

    Without git, or where it knows no such revision, the rule is not applied, and another check says so.
    """

    def mistakes(site: Site) -> Iterator[Mistake]:
        revision = history.base_revision(root, base)
        if revision is None:
            return
        texts = history.documents_at(root, revision, f"{site.content_folder}/{EDITION.folder}")
        former = {path.stem: document for path, text in texts.items() if (document := _read(path, text, site))}
        for one in editions(site):
            if one.is_approved:
                yield from _approved(one, former.get(one.document.path.stem), site)

    return mistakes


def _approved(one: Edition, former: Document | None, site: Site) -> Iterator[Mistake]:
    """A newly approved edition must be ready; one that was approved before must say the same, or that it does not."""
    before = edition(former) if former else None
    if before is None or not before.is_approved:
        yield from readiness.unready(one, site)
    elif said(one) != said(before) and one.document.values.get("updated") == before.document.values.get("updated"):
        changed = next((key for key in _SAID if _value(one, key) != _value(before, key)), "body")
        line = one.document.body_line if changed == "body" else one.document.line(changed)
        what = "this edition was approved, and its mail may have gone out; this was different then"
        correct = "take it back; or, to correct the page alone, add `updated: ` with today’s date"
        yield Mistake(site.shown_path(one.document.path), line, changed, what, correct)


def said(one: Edition) -> tuple[object, ...]:
    """What readers get of an edition's file."""
    return (*(_value(one, key) for key in _SAID), one.document.body.strip())


def _value(one: Edition, key: str) -> object:
    return one.document.values.get(key) or None


def _read(path: PurePosixPath, text: str, site: Site) -> Document | None:
    try:
        return convert(parse(text), "", path, EDITION, site.settings.zone, [])
    except FrontMatterError:
        return None
