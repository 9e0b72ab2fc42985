"""Lighthouse on each kind of page: its scores, the three vitals, and what goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

from tests.audit import kinds, node
from tests.audit.figure import Cause, Figure, Target
from tests.audit.page import ORIGIN, Page

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
Report = dict[str, Any]


def figures(base: str, pages: list[Page], runs: int) -> Iterator[Figure]:
    """Measure the pages, served at `base`; the worst page is the figure."""
    reports: list[Report] = node.run("lighthouse.mjs", str(runs), *(base + page.address for page in pages))
    listed = [report for page, report in zip(pages, reports, strict=True) if page.is_listed]
    for category in CATEGORIES:
        yield _score(category, listed if category == "seo" else reports)
    yield _worst("lighthouse.lcp", "lcp", reports, Target("<", 1800), "ms")
    yield _worst("lighthouse.tbt", "tbt", reports, None, "ms")
    yield _worst("lighthouse.cls", "cls", reports, Target("=", 0))
    yield _worst("weight.js", "js", reports, Target("≤", 3 * 1024), "bytes")
    yield _worst("weight.css", "css", reports, Target("≤", 8 * 1024), "bytes")
    yield _worst("weight.bytes", "bytes", reports, None, "everything")
    yield _worst("weight.requests", "requests", reports, None)
    yield from _plain_articles(
        [
            report | {"code": _code(base, page)}
            for page, report in zip(pages, reports, strict=True)
            if kinds.is_article(page) and not report["pictures"]
        ]
    )


def _code(base: str, page: Page) -> int:
    """Bytes of the page's HTML, style sheets and scripts as they are sent, with gzip; a host's headers are its own."""
    sheets = [str(tag["href"]) for tag in page.soup.find_all("link", rel="stylesheet")]
    scripts = [str(tag["src"]) for tag in page.soup.find_all("script", src=True)]
    total = 0
    for address in [page.address, *(ORIGIN.sub("", address) for address in [*sheets, *scripts])]:
        with urlopen(Request(base + address, headers={"Accept-Encoding": "gzip"})) as response:
            total += len(response.read())
    return total


def _plain_articles(reports: list[Report]) -> Iterator[Figure]:
    """The promises for an article page without pictures."""
    if reports:
        yield _worst("plain_article.code", "code", reports, Target("≤", 12 * 1024), "bytes of HTML, CSS and JavaScript")
        yield _worst("plain_article.requests", "requests", reports, Target("≤", 5))
        yield _worst("plain_article.lcp", "lcp", reports, Target("<", 1000), "ms")


def _score(category: str, reports: list[Report]) -> Figure:
    causes = tuple(Cause(report["page"], audit) for report in reports for audit in report["failed"][category])
    scores = " ".join(str(report["scores"][category]) for report in reports)
    failed = ", ".join(sorted({cause.what for cause in causes}))
    worst = min(report["scores"][category] for report in reports)
    return Figure(f"lighthouse.{category}", worst, Target("≥", 100), f"pages {scores}; {failed}".rstrip("; "), causes)


def _worst(check: str, key: str, reports: list[Report], target: Target | None, unit: str = "") -> Figure:
    each = " ".join(str(report[key]) for report in reports)
    too_much = (report for report in reports if target and not target.is_met_by(report[key]))
    causes = tuple(Cause(report["page"], f"{report[key]} {unit}".strip()) for report in too_much)
    return Figure(check, max(report[key] for report in reports), target, f"{unit} pages {each}".strip(), causes)
