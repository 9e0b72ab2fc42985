"""The rules for a body: headings in order, links that lead somewhere, pictures that are described."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import PurePosixPath

from plugins.publication import suggestion
from plugins.publication.block import DEEPEST
from plugins.publication.check_html import attribute_mistakes, tag_mistakes, targets
from plugins.publication.document import Document
from plugins.publication.link import Destination, Nowhere, Outside, ToDocument, ToFile, ToList, resolve
from plugins.publication.mistake import Mistake
from plugins.publication.outline import Outline
from plugins.publication.shortcode import SHORTCODES
from plugins.publication.site import Site
from plugins.publication.span import Shortcode

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg"})
_EMPTY_WORDS = frozenset({"here", "click here", "this", "this link", "link", "read more", "more"})
Wrong = tuple[str, str]


def body_mistakes(
    document: Document, outline: Outline, site: Site, outlines: Mapping[PurePosixPath, Outline]
) -> Iterator[Mistake]:
    """Every mistake in one body. `outlines` holds those of all documents, for links to a heading."""

    def at(line: int, field: str, what: str, remedy: str) -> Mistake:
        return Mistake(site.shown_path(document.path), line, field, what, remedy)

    if not document.body.strip() and document.kind.name in {"article", "page", "author"}:
        yield at(document.body_line, "body", "there is no text below the front matter", "write it")
    for line in outline.too_deep[:1]:
        what = f"more than {DEEPEST} lists, definitions or quotations stand in each other"
        yield at(line, "body", what, "put a blank line between them, or write them side by side")
    yield from _headings(outline, at)
    for link in outline.links:
        destination = resolve(link.target, document, site)
        yield from (at(link.target_line, "link", *wrong) for wrong in _link(destination, document, site, outlines))
        yield from (at(link.line, "link", *wrong) for wrong in _words(link.text))
    for image in outline.images:
        destination = resolve(image.target, document, site)
        yield from (at(image.target_line, "image", *wrong) for wrong in _image(image.target, destination))
        if not image.alt.strip():
            remedy = f"write ![what it shows]({image.target})"
            yield at(image.line, "image", "the picture has no alternative text", remedy)
    for tag in outline.tags:
        yield from (at(tag.line, "html", *wrong) for wrong in tag_mistakes(tag))
        for target in targets(tag):
            destination = resolve(target, document, site)
            yield from (at(tag.line, "html", *wrong) for wrong in _link(destination, document, site, outlines))
            if isinstance(destination, ToDocument | ToFile) and not target.startswith(("/", "#", "http")):
                remedy = f"write the link in Markdown: [words]({target})"
                yield at(tag.line, "html", f"'{target}' is published as it is, and leads nowhere", remedy)
    for attributes in outline.attributes:
        yield from (at(attributes.number, "html", *wrong) for wrong in attribute_mistakes(attributes.text))
    for shortcode in outline.shortcodes:
        yield from (at(shortcode.line, "shortcode", *wrong) for wrong in _shortcode(shortcode, document, site))


def _headings(outline: Outline, at: Callable[[int, str, str, str], Mistake]) -> Iterator[Mistake]:
    level = 1
    for heading in outline.headings:
        if heading.level == 1:
            what = f"'{heading.text}' is a heading of the first level, which is the title's"
            yield at(heading.line, "heading", what, "begin it with ##")
        elif heading.level > level + 1:
            what = f"'{heading.text}' is of level {heading.level}, right below level {level}"
            yield at(heading.line, "heading", what, f"begin it with {'#' * (level + 1)}")
        level = max(heading.level, 2)


def _words(text: str) -> Iterator[Wrong]:
    if not text:
        yield "the link has no words", "write [words that name its goal](…)"
    elif text.strip(" .…:*_>»→").casefold() in _EMPTY_WORDS:
        yield f"'{text}' does not say where the link leads", "put the link on words that name its goal"


def _link(
    destination: Destination, document: Document, site: Site, outlines: Mapping[PurePosixPath, Outline]
) -> Iterator[Wrong]:
    if isinstance(destination, Nowhere):
        yield destination.what, destination.remedy
    elif isinstance(destination, ToList):
        if document.is_public(site.now) and destination.address not in site.public_lists:
            what = f"nothing is published at {destination.address} yet"
            yield what, "publish an article there first, or delete the link"
    elif isinstance(destination, ToDocument):
        other = destination.document
        yield from _unpublished(document, other, site)
        anchors = outlines[other.path].anchors
        if destination.fragment and destination.fragment not in anchors and not _made_by_theme(destination.fragment):
            what = f"there is no heading '#{destination.fragment}' in {other.path}"
            yield what, suggestion.remedy(destination.fragment, sorted(anchors))


def _unpublished(document: Document, other: Document, site: Site) -> Iterator[Wrong]:
    """A link to a page that readers of `document` do not have."""
    if document.status != "draft" and other.status == "draft":
        yield f"'{other.path}' is a draft", "publish it first, or delete the link"
    elif _comes_later(document, other, site.now):
        what = f"'{other.path}' is not published before {other.values['date']:%Y-%m-%d %H:%M}"
        yield what, "delete the link until then, or give this a later date"
    elif other.values.get("sample") and not document.values.get("sample"):
        yield f"'{other.path}' is a sample, which readers never see", "delete the link"


def _comes_later(document: Document, other: Document, now: datetime) -> bool:
    """Whether there is a time at which readers have `document` and not yet `other`."""
    date, later = document.values.get("date", now), other.values.get("date", now)
    return bool(document.status != "draft" and later > max(date, now))


def _made_by_theme(fragment: str) -> bool:
    """Anchors that stand in the page around the body, not in it."""
    return fragment.startswith(("comment-", "c-", "fn:", "fnref:", "must-do-")) or fragment in {
        "comments",
        "main",
    }


def _image(target: str, destination: Destination) -> Iterator[Wrong]:
    if isinstance(destination, Nowhere):
        yield destination.what, destination.remedy
    elif isinstance(destination, Outside):
        yield f"'{target}' lies on another site", "add the picture to content/images/ and name it here"
    elif not isinstance(destination, ToFile) or destination.path.suffix.lower() not in PICTURES:
        yield f"'{target}' is not a picture", "name a .jpg, .png or .webp file"


def _shortcode(shortcode: Shortcode, document: Document, site: Site) -> Iterator[Wrong]:
    wanted = SHORTCODES.get(shortcode.name)
    if wanted is None:
        if is_meant_as_shortcode(shortcode):
            yield f"[{shortcode.name}] is not a shortcode", suggestion.remedy(shortcode.name, SHORTCODES)
    elif wanted.kind is None:
        if shortcode.argument:
            yield f"[{shortcode.name}] takes nothing more", f"write [{shortcode.name}]"
    elif not shortcode.argument:
        yield f"[{shortcode.name}] does not say which", f"write [{shortcode.name} slug-of-the-{shortcode.name}]"
    else:
        named = site.by_slug.get((wanted.kind.name, shortcode.argument))
        if named is None:
            slugs = (other.slug for other in site.of_kind(wanted.kind))
            what = f"there is no {shortcode.name} '{shortcode.argument}'"
            yield what, suggestion.remedy(shortcode.argument, slugs)
        elif document.status != "draft" and named.status == "draft":
            yield f"'{named.path}' is a draft", "publish it first, or delete the shortcode"


def is_meant_as_shortcode(written: Shortcode) -> bool:
    """Whether brackets that are no shortcode were meant as one; editors bracket words in quotations too."""
    if written.alone:
        return True
    return bool(get_close_matches(written.name.lower(), list(SHORTCODES), n=1, cutoff=0.75))
