"""Whether an edition may go out: what its readers would find wrong, told before it is approved."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.digest.choosing import is_shown
from plugins.digest.edition import ENTRIES, Edition
from plugins.events import offer, webinar
from plugins.publication.document import Document
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site

DELETE = "delete the line"


def unready(edition: Edition, site: Site) -> Iterator[Mistake]:
    """Entries that readers would not find, or that are over, when the edition goes out; and an edition of nothing."""
    known = by_id(site)
    entries = [
        (key, known[kind, id_]) for key, kind in ENTRIES.items() for id_ in edition.entries(key) if (kind, id_) in known
    ]
    for key, document in entries:
        wrong = _wrong(document, edition)
        if wrong:
            yield mistake(edition, site, key, f"'{document.id}' {wrong[0]}", wrong[1])
    if not entries and not edition.document.body.strip():
        yield mistake(
            edition, site, "articles", "there is nothing in it", "name an article, or write a note below the ---"
        )


def _wrong(document: Document, edition: Edition) -> tuple[str, str] | None:
    when = f"{edition.date:%Y-%m-%d %H:%M}"
    if not is_shown(document, edition.date):
        reason = document.why_not_public(edition.date) or document.status
        word = {"scheduled": f"is not public yet on {when}"}.get(reason, f"is not published ({reason})")
        return word, f"publish it, or {DELETE}"
    values = document.values
    if document.kind.name == "webinar" and webinar.is_past(values["start"], values["length"], edition.date):
        return f"is over on {when}, when the edition goes out", DELETE
    if document.kind.name == "offer" and offer.is_over(values["until"], edition.date):
        return f"ends before the edition goes out ({when})", DELETE
    return None


def by_id(site: Site) -> dict[tuple[str, str], Document]:
    """Every document by the name of its kind and its id."""
    return {(document.kind.name, document.id): document for document in site.documents}


def mistake(edition: Edition, site: Site, field: str, what: str, remedy: str) -> Mistake:
    """A mistake at a key of the edition's file."""
    return Mistake(site.shown_path(edition.document.path), edition.document.line(field), field, what, remedy)
