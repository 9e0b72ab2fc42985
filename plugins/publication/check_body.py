"""The rules for a body: headings in order, links that lead somewhere, pictures that are described, no raw code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from plugins.publication import suggestion
from plugins.publication.document import Document
from plugins.publication.link import Nowhere, Outside, ToDocument, ToFile, resolve
from plugins.publication.mistake import Mistake
from plugins.publication.outline import Outline, Shortcode, Tag
from plugins.publication.shortcode import SHORTCODES, is_meant_as_shortcode
from plugins.publication.site import Site

# Raw HTML is welcome where Markdown has no word for it (<kbd>, <details>); these are refused.
FORBIDDEN_TAGS = {
    "script": "scripts are not published; delete it",
    "iframe": "frames of other sites are not published; write a link instead",
    "object": "it is not published; write a link instead",
    "embed": "it is not published; write a link instead",
    "style": "the theme has the styles; delete it",
    "link": "the theme has the styles; delete it",
    "meta": "it belongs to the theme; delete it",
    "base": "it belongs to the theme; delete it",
    "form": "forms are not published; use a shortcode such as [newsletter]",
    "input": "forms are not published; use a shortcode such as [newsletter]",
    "svg": "add the drawing as a file, and write ![what it shows](drawing.svg)",
    "img": "write ![what it shows](photo.jpg) instead",
    "h1": "the title is the only heading of the first level; write ## instead",
}
_ATTRIBUTE = re.compile(r"""[\s/"'](?P<name>on\w+|style|srcdoc)\s*=""", re.I)
_HREF = re.compile(r"""\b(?:href|src|action|formaction|poster)\s*=\s*["']?([^"'\s>]*)""", re.I)
_EMPTY_WORDS = frozenset({"here", "click here", "this", "this link", "link", "read more", "more"})


def body_mistakes(
    document: Document, outline: Outline, site: Site, outlines: Mapping[PurePosixPath, Outline]
) -> Iterator[Mistake]:
    """Every mistake in one body. `outlines` holds those of all documents, for links to a heading."""

    def at(line: int, field: str, what: str, remedy: str) -> Mistake:
        return Mistake(site.shown_path(document.path), line, field, what, remedy)

    if not document.body.strip() and document.kind.name in {"article", "page", "author"}:
        yield at(document.body_line, "body", "there is no text below the front matter", "write it")
    yield from _headings(outline, at)
    for link in outline.links:
        destination = resolve(link.target, document, site)
        yield from (at(link.line, "link", *wrong) for wrong in _link(destination, document, site, outlines))
        if link.text.strip(" .").casefold() in _EMPTY_WORDS:
            what = f"'{link.text}' does not say where the link leads"
            yield at(link.line, "link", what, "put the link on words that name its goal")
    for image in outline.images:
        yield from (at(image.line, "image", *wrong) for wrong in _image(image.target, image.alt, document, site))
    for tag in outline.tags:
        yield from (at(tag.line, "html", *wrong) for wrong in _tag(tag, document, site))
    for shortcode in outline.shortcodes:
        yield from (at(shortcode.line, "shortcode", *wrong) for wrong in _shortcode(shortcode, site))


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


Wrong = tuple[str, str]


def _link(
    destination: object, document: Document, site: Site, outlines: Mapping[PurePosixPath, Outline]
) -> Iterator[Wrong]:
    if isinstance(destination, Nowhere):
        yield destination.what, destination.remedy
    elif isinstance(destination, ToDocument):
        other = destination.document
        if document.status == "published" and other.status == "draft":
            yield f"'{other.path}' is a draft", "publish it first, or delete the link"
        elif _comes_later(document, other, site.now):
            what = f"'{other.path}' is not published before {other.values['date']:%Y-%m-%d %H:%M}"
            yield what, "delete the link until then, or give this a later date"
        elif bool(other.values.get("sample")) and not document.values.get("sample"):
            yield f"'{other.path}' is a sample, which readers never see", "delete the link"
        anchors = outlines[other.path].anchors
        if destination.fragment and destination.fragment not in anchors and not _made_by_theme(destination.fragment):
            what = f"there is no heading '#{destination.fragment}' in {other.path}"
            yield what, suggestion.remedy(destination.fragment, sorted(anchors))


def _comes_later(document: Document, other: Document, now: datetime) -> bool:
    """Whether there is a time at which readers have `document` and not yet `other`."""
    date, later = document.values.get("date", now), other.values.get("date", now)
    return bool(document.status != "draft" and later > max(date, now))


def _made_by_theme(fragment: str) -> bool:
    """Anchors that stand in the page around the body, not in it."""
    return fragment.startswith(("comment-", "c-", "fn:", "fnref:")) or fragment in {
        "comments",
        "main",
    }


def _image(target: str, alt: str, document: Document, site: Site) -> Iterator[Wrong]:
    destination = resolve(target, document, site)
    if isinstance(destination, Nowhere):
        yield destination.what, destination.remedy
    elif isinstance(destination, Outside):
        yield (
            f"'{target}' lies on another site",
            "add the picture to content/images/ and name it here",
        )
    elif not isinstance(destination, ToFile):
        yield f"'{target}' is not a picture", "name a .jpg, .png or .webp file"
    if not alt.strip():
        yield "the picture has no alternative text", f"write ![what it shows]({target})"


def _tag(tag: Tag, document: Document, site: Site) -> Iterator[Wrong]:
    if tag.name in FORBIDDEN_TAGS:
        what = f"a raw <{tag.name}> stands in the text"
        yield what, FORBIDDEN_TAGS[tag.name]
        return
    attribute = _ATTRIBUTE.search(tag.text)
    if attribute:
        yield f"<{tag.name}> has the attribute {attribute['name']}", "delete the attribute"
    for target in _HREF.findall(tag.text):
        destination = resolve(target, document, site)
        if isinstance(destination, Nowhere):
            yield destination.what, destination.remedy


def _shortcode(shortcode: Shortcode, site: Site) -> Iterator[Wrong]:
    wanted = SHORTCODES.get(shortcode.name)
    if wanted is None:
        if is_meant_as_shortcode(shortcode):
            what = f"[{shortcode.name}] is not a shortcode"
            yield what, suggestion.remedy(shortcode.name, SHORTCODES)
    elif wanted.kind is None:
        if shortcode.argument:
            yield f"[{shortcode.name}] takes nothing more", f"write [{shortcode.name}]"
    else:
        slugs = [document.slug for document in site.of_kind(wanted.kind)]
        if not shortcode.argument:
            yield (
                f"[{shortcode.name}] does not say which",
                f"write [{shortcode.name} slug-of-the-{shortcode.name}]",
            )
        elif shortcode.argument not in slugs:
            what = f"there is no {shortcode.name} '{shortcode.argument}'"
            yield what, suggestion.remedy(shortcode.argument, slugs)
