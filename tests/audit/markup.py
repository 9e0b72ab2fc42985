"""What stands in the document: headings, images, ids, landmarks, inline code, and what a build forgot to replace."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag

from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.page import Page, Site

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
LEFTOVER = re.compile(
    r"(?:\{|%7B)(?:static|filename|attach|author|category|tag|index)(?:\}|%7D)|\{\{|\}\}|\{%|%\}", re.IGNORECASE
)
RUNNABLE = {"", "module", "text/javascript", "application/javascript"}
EMBEDDING = ["script", "img", "iframe", "source", "video", "audio", "embed", "object"]

Finder = Callable[[Page], Iterator[str]]


def figures(site: Site) -> Iterator[Figure]:
    """Judge the body of every page, redirects aside."""
    pages = [page for page in site.pages if not page.is_redirect]
    finders: dict[str, Finder] = {
        "html.repeated_ids": _repeated_ids,
        "headings.not_one_h1": _not_one_h1,
        "headings.skipped": _skipped_headings,
        "images.no_alt": _images_without_alt,
        "images.no_size": _images_without_size,
        "landmarks.main": _main,
        "landmarks.skip_link": _skip_link,
        "leftovers": _leftovers,
        "inline.handlers": _handlers,
        "inline.scripts": _inline_scripts,
        "inline.styles": _inline_styles,
        "inline.style_attrs": _style_attributes,
    }
    for check, find in finders.items():
        yield fault_free(check, (Cause(page.path, what) for page in pages for what in find(page)))
    yield fault_free("embeds.third_party", (cause for page in pages for cause in _third_party(page, site.url)))


def _repeated_ids(page: Page) -> Iterator[str]:
    times = Counter(str(tag["id"]) for tag in page.soup.find_all(id=True))
    return (f"id “{name}” stands {number} times" for name, number in times.items() if number > 1)


def _not_one_h1(page: Page) -> Iterator[str]:
    number = len(page.soup.find_all("h1"))
    if number != 1:
        yield f"{number} <h1>"


def _skipped_headings(page: Page) -> Iterator[str]:
    level = 0
    for tag in page.soup.find_all(HEADINGS):
        if int(tag.name[1]) > level + 1:
            yield f"<{tag.name}> “{tag.get_text(strip=True)[:40]}” follows h{level}"
        level = int(tag.name[1])


def _images_without_alt(page: Page) -> Iterator[str]:
    return (f"no alt: {tag.get('src')}" for tag in page.soup.find_all("img", alt=None))


def _images_without_size(page: Page) -> Iterator[str]:
    for tag in page.soup.find_all("img"):
        if not (str(tag.get("width")).isdigit() and str(tag.get("height")).isdigit()):
            yield f"no width and height: {tag.get('src')}"


def _main(page: Page) -> Iterator[str]:
    number = len(page.soup.find_all("main"))
    if number != 1:
        yield f"{number} <main>"


def _skip_link(page: Page) -> Iterator[str]:
    first = page.soup.body.find(["a", "button", "input", "select", "summary"]) if page.soup.body else None
    target = str(first.get("href") or "") if isinstance(first, Tag) else ""
    if not target.startswith("#") or target[1:] not in page.anchors:
        yield "the first thing to tab to is no link into the page"


def _leftovers(page: Page) -> Iterator[str]:
    for tag in page.soup.find_all(True):
        for name, value in tag.attrs.items():
            if match := LEFTOVER.search(str(value)):
                yield f"{match[0]} in {tag.name} {name}"
    for text in page.soup.find_all(string=LEFTOVER):
        if not isinstance(text, Comment | Doctype) and not _is_code(text):
            yield f"{LEFTOVER.search(text)[0]} in the text"


def _is_code(text: NavigableString) -> bool:
    return text.find_parent(["pre", "code", "kbd", "samp", "script", "style"]) is not None


def _handlers(page: Page) -> Iterator[str]:
    for tag in page.soup.find_all(True):
        for name, value in tag.attrs.items():
            if name.startswith("on"):
                yield f"{tag.name} {name}"
            elif name in {"href", "src", "action", "formaction"} and _is_javascript(str(value)):
                yield f"{tag.name} {value}"


def _is_javascript(address: str) -> bool:
    return address.strip().lower().startswith("javascript:")


def _inline_scripts(page: Page) -> Iterator[str]:
    for tag in page.soup.find_all("script", src=None):
        if str(tag.get("type") or "").lower() in RUNNABLE:
            yield f"inline script: {tag.get_text()[:60]}"


def _inline_styles(page: Page) -> Iterator[str]:
    return (f"<style>: {tag.get_text()[:60]}" for tag in page.soup.find_all("style"))


def _style_attributes(page: Page) -> Iterator[str]:
    return (f"{tag.name} style={tag['style']}" for tag in page.soup.find_all(style=True))


def _third_party(page: Page, own: str) -> Iterator[Cause]:
    """Other hosts that the page would load from; plain links may lead anywhere."""
    for address in embedded_addresses(page.soup):
        host = urlsplit(address).netloc
        if host and host != urlsplit(own).netloc:
            yield Cause(page.path, host)


def embedded_addresses(soup: BeautifulSoup) -> Iterator[str]:
    """Every address that the browser loads by itself."""
    for tag in soup.find_all(EMBEDDING):
        yield from (str(tag[name]) for name in ("src", "poster", "data") if tag.get(name))
    for tag in soup.find_all(srcset=True):
        yield from (part.split()[0] for part in str(tag["srcset"]).split(", ") if part.split())
    loading = {"stylesheet", "icon", "preload", "manifest", "apple-touch-icon", "modulepreload", "mask-icon"}
    for tag in soup.find_all("link", href=True):
        if loading & {str(relation).lower() for relation in tag.get("rel") or []}:
            yield str(tag["href"])
