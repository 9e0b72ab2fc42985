"""What stands in `<head>`: title, description, canonical address, language, and the cards that other sites show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.page import Page, Site

OPEN_GRAPH = ("og:title", "og:type", "og:url", "og:image", "og:description", "og:site_name")


def figures(site: Site) -> Iterator[Figure]:
    """Judge the head of every listed page."""
    listed = site.listed
    note = f"of {len(listed)} pages"

    def lacking(check: str, what: str, pages: Iterator[Page]) -> Figure:
        return fault_free(check, (Cause(page.path, what) for page in pages), note)

    times = Counter(page.title for page in listed)
    yield lacking("head.no_title", "no title", (page for page in listed if not page.title))
    yield fault_free(
        "head.same_title",
        (Cause(page.path, f"“{page.title}” is another page's title too") for page in listed if times[page.title] > 1),
        note,
    )
    yield lacking("head.no_description", "no description", (page for page in listed if not page.meta("description")))
    yield lacking(
        "head.no_canonical",
        "no absolute canonical address",
        (page for page in listed if not page.link("canonical").startswith("http")),
    )
    yield fault_free("head.canonical_elsewhere", _canonical_elsewhere(site), note)
    yield lacking(
        "head.no_lang",
        "<html> without lang",
        (page for page in site.pages if not (page.soup.html and page.soup.html.get("lang"))),
    )
    yield fault_free("social.og_incomplete", (cause for page in listed for cause in _open_graph(page)), note)
    yield lacking(
        "social.no_twitter_card", "no twitter:card", (page for page in listed if not page.meta("twitter:card"))
    )


def _canonical_elsewhere(site: Site) -> Iterator[Cause]:
    for page in site.listed:
        canonical = page.link("canonical")
        if canonical.startswith("http") and canonical != f"{site.url}{page.address}":
            yield Cause(page.path, f"canonical is {canonical}")


def _open_graph(page: Page) -> Iterator[Cause]:
    for name in OPEN_GRAPH:
        if not page.meta(name):
            yield Cause(page.path, f"no {name}")
    if page.meta("og:image") and not page.meta("og:image").startswith("http"):
        yield Cause(page.path, "og:image is not absolute")
    if page.meta("og:type") == "article" and not page.meta("article:published_time"):
        yield Cause(page.path, "no article:published_time")
