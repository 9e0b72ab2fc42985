"""The content check: every mistake of every document at once, each with file, line and remedy.

`mistakes` holds the rules of the ground; a package that owns content has a `check.py` with `mistakes(site)` of its own,
and `tasks.py` names them all in one list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from plugins.publication import suggestion
from plugins.publication.check_body import PICTURES, body_mistakes
from plugins.publication.document import Document
from plugins.publication.kinds import ARTICLE, AUTHOR
from plugins.publication.link import Nowhere, ToFile, resolve
from plugins.publication.mistake import Mistake
from plugins.publication.outline import scan
from plugins.publication.site import Site
from plugins.publication.values import slugify

LARGEST_PICTURE = 10_000_000  # bytes; a camera's original passes, a film or a scan of a book does not


def mistakes(site: Site) -> Iterator[Mistake]:
    """Every mistake that the documents of `site` have, beyond those met while reading them."""
    yield from _doubles(site, "slug", site.documents)
    written = {(document.kind.name, document.values["id"]) for document in site.documents if "id" in document.values}
    yield from _doubles(site, "id", (other for other in site.documents if (other.kind.name, other.id) in written))
    yield from _claimed_addresses(site)
    outlines = {document.path: scan(document.body, document.body_line) for document in site.documents}
    choices = _choices(site)
    for document in site.documents:
        yield from _people_and_places(document, site, choices)
        yield from _lead_picture(document, site)
        yield from _order_of_dates(document, site)
        yield from body_mistakes(document, outlines[document.path], site, outlines)
    yield from _pictures(site)
    yield from _similar_tags(site)


def _doubles(site: Site, what: str, documents: Iterable[Document]) -> Iterator[Mistake]:
    """Slugs or ids that two documents of a kind claim."""
    claimed: dict[tuple[str, str], Document] = {}
    for document in documents:
        value = getattr(document, what)
        first = claimed.setdefault((document.kind.name, value), document)
        if first is not document:
            double = f"'{value}' is the {what} of {site.shown_path(first.path)}:{first.line(what)} too"
            yield _at(document, site, what, double, f"give one of them another {what}")


def _claimed_addresses(site: Site) -> Iterator[Mistake]:
    """Two documents at one address, and a former address over a living page."""
    living: dict[str, Document] = {}
    for document in site.documents:
        address = document.address
        if address is None:
            continue
        path = site.shown_path(document.path)
        first = living.setdefault(address, document)
        if first is not document and first.kind is not document.kind:
            what = f"{address} is the address of {site.shown_path(first.path)} too"
            yield Mistake(path, document.line("slug"), "slug", what, "give one of them another slug")
        elif address in site.list_addresses:
            what = f"{address} is a page that the site makes by itself"
            yield Mistake(path, document.line("slug"), "slug", what, "choose another slug")
    former: dict[str, Document] = {}
    for document in site.documents:
        for alias in document.values.get("aliases", ()):
            path, line = site.shown_path(document.path), document.line("aliases")
            if alias in living or alias in site.list_addresses:
                yield Mistake(path, line, "aliases", f"{alias} is a living page", "delete it from aliases")
            elif former.setdefault(alias, document) is not document:
                what = f"{alias} is a former address of {site.shown_path(former[alias].path)} too"
                yield Mistake(path, line, "aliases", what, "keep it in one of them")


def _choices(site: Site) -> dict[str, tuple[list[str], str]]:
    """What the publication has for each key, and how it is called."""
    authors = [author.slug for author in site.of_kind(AUTHOR)]
    return {
        "author": (authors, "an author; authors are the files of content/authors/"),
        "host": (authors, "a host; hosts are the files of content/authors/"),
        "category": (list(site.settings.sections), "a section"),
        "audience": (list(site.settings.audiences), "an audience"),
    }


def _people_and_places(
    document: Document, site: Site, choices: Mapping[str, tuple[list[str], str]]
) -> Iterator[Mistake]:
    """Authors, hosts, sections and audiences that the publication does not have."""
    for key, (known, noun) in choices.items():
        value = document.values.get(key, ())
        for name in value if isinstance(value, tuple) else (value,):
            if name not in known:
                yield _at(document, site, key, f"'{name}' is not {noun}", suggestion.remedy(name, known))


def _lead_picture(document: Document, site: Site) -> Iterator[Mistake]:
    """The picture of the front matter: its file and its alternative text."""
    for key in ("image", "photo"):
        target = document.values.get(key)
        if target is None:
            if f"{key}_alt" in document.values and key not in document.mistaken:
                what = f"it describes a picture, but there is no `{key}`"
                yield _at(document, site, f"{key}_alt", what, f"add `{key}: photo.jpg`, or delete the line")
            continue
        destination = resolve(target, document, site)
        if isinstance(destination, Nowhere):
            yield _at(document, site, key, destination.what, destination.remedy)
        elif not isinstance(destination, ToFile) or destination.path.suffix.lower() not in PICTURES:
            yield _at(document, site, key, f"'{target}' is not a picture of ours", "name a .jpg, .png or .webp file")
        if f"{key}_alt" not in document.values and f"{key}_alt" not in document.mistaken:
            what = "the picture has no alternative text"
            yield _at(document, site, key, what, f"add `{key}_alt: what the picture shows`")


def _order_of_dates(document: Document, site: Site) -> Iterator[Mistake]:
    """`updated` and `reviewed` come after the first publication."""
    date = document.values.get("date")
    for key in ("updated", "reviewed"):
        later = document.values.get(key)
        # The day alone means nine in the morning, so the day of publication itself passes.
        if date and later and later + timedelta(days=1) <= date:
            yield _at(document, site, key, "it is before the date of publication", "correct one of the two")


def _at(document: Document, site: Site, key: str, what: str, remedy: str) -> Mistake:
    return Mistake(site.shown_path(document.path), document.line(key), key, what, remedy)


def _pictures(site: Site) -> Iterator[Mistake]:
    """Picture files that are no pictures."""
    lowered: dict[str, str] = {}
    for path, file in site.files.items():
        if path.suffix.lower() not in PICTURES:
            continue
        shown = site.shown_path(path)
        if file.is_lfs_pointer:
            what = "this is a Git LFS pointer, not the picture itself"
            yield Mistake(shown, 1, "image", what, "run: git lfs pull; or add the picture without LFS")
        elif file.size == 0:
            yield Mistake(shown, 1, "image", "the file is empty", "add the picture again")
        elif file.size > LARGEST_PICTURE:
            what = f"the picture has {file.size / 1e6:.1f} MB"
            remedy = f"use at most {LARGEST_PICTURE // 1_000_000} MB, 2,000 pixels on the long side are plenty"
            yield Mistake(shown, 1, "image", what, remedy)
        other = lowered.setdefault(str(path).casefold(), shown)
        if other != shown:
            what = f"the name differs from {other} in capitals only"
            yield Mistake(shown, 1, "image", what, "rename one of the two")


def _similar_tags(site: Site) -> Iterator[Mistake]:
    """Tags that differ in capitals, hyphens or a plural only: a reader would find half the articles."""
    spellings: dict[str, dict[str, list[Document]]] = defaultdict(lambda: defaultdict(list))
    for document in site.of_kind(ARTICLE):
        for tag in document.values.get("tags", ()):
            spellings[_folded(tag)][tag].append(document)
    for written in spellings.values():
        usual = max(written, key=lambda tag: (len(written[tag]), tag))
        for tag, documents in written.items():
            for document in documents if tag != usual else ():
                yield _at(document, site, "tags", f"'{tag}' is '{usual}' elsewhere", f"write {usual}")


def _folded(tag: str) -> str:
    return slugify(tag).removesuffix("s")
