"""What pages and style sheets name: every link, fragment, picture and sheet has to be in the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag

from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.markup import embedded_addresses
from tests.audit.page import Page, Site

CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


def figures(site: Site) -> Iterator[Figure]:
    """Judge what the pages and the sheets point at; addresses outside the site are not asked."""
    yield fault_free("links.unresolved", (cause for page in site.pages for cause in _links(site, page)))
    yield fault_free("assets.missing", _assets(site))


def _links(site: Site, page: Page) -> Iterator[Cause]:
    for tag in page.soup.find_all(["a", "area"], href=True):
        address, fragment = urldefrag(str(tag["href"]))
        path = site.path_of(address or page.address, page.address)
        if path is None or (page.is_of_the_inbox and path.startswith("inbox/")):
            continue  # outside, or from one page of the inbox to another, which no file answers
        if (site.root / path).is_dir():
            yield Cause(page.path, f"{address} lacks its closing slash")
        elif not site.has(path):
            yield Cause(page.path, f"{address}: there is no such page")
        elif fragment and path in site.by_path and not _has_anchor(site.by_path[path], fragment):
            yield Cause(page.path, f"{address}#{fragment}: there is no such place on the page")


def _has_anchor(page: Page, fragment: str) -> bool:
    return fragment == "top" or fragment.startswith(":~:") or unquote(fragment) in page.anchors


def _assets(site: Site) -> Iterator[Cause]:
    for page in site.pages:
        pictures = [page.meta("og:image"), page.meta("twitter:image")]
        for address in filter(None, (*embedded_addresses(page.soup), *pictures)):
            yield from _absent(site, page.path, page.address, address)
    for sheet in sorted(site.root.rglob("*.css")):
        name = sheet.relative_to(site.root).as_posix()
        for address in CSS_ADDRESS.findall(sheet.read_text("utf-8")):
            if not address.startswith(("data:", "#")):
                yield from _absent(site, name, f"/{name}", address)


def _absent(site: Site, where: str, source: str, address: str) -> Iterator[Cause]:
    path = site.path_of(address, source)
    if path is not None and not site.has(path):
        yield Cause(where, address)
