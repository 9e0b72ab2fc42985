"""The kinds of page that the audit looks at, and which page of a built site stands for each."""

from __future__ import annotations

import re

from tests.audit.page import Page, Site

ARTICLE = re.compile(r"\d{4}/\d{2}/[^/]+/index\.html")


KINDS: dict[str, str] = {
    "front with a lead picture": r"index\.html",
    "article with a lead picture": r"\d{4}/\d{2}/lead-picture/index\.html",
    "front": r"index\.html",
    "must-dos": r"\d{4}/\d{2}/[^/]*must-dos[^/]*/index\.html",
    "longest article": ARTICLE.pattern,
    "comments": r"\d{4}/\d{2}/[^/]+/comment-page-\d+/index\.html",
    "section": r"category/[^/]+/index\.html",
    "tag": r"tag/[^/]+/index\.html",
    "author": r"author/[^/]+/index\.html",
    "archive": r"archive/index\.html",
    "webinars": r"webinars/index\.html",
    "webinar": r"webinars/[^/]+/index\.html",
    "offers": r"offers/index\.html",
    "offer": r"offers/[^/]+/index\.html",
    "weekly": r"weekly/index\.html",
    "edition": r"weekly/[^/]+/index\.html",
    "start here": r"start-here/index\.html",
    "404": r"404\.html",
}
SHOWN = {"front with a lead picture": 'fetchpriority="high"'}


def is_article(page: Page) -> bool:
    """Whether the page is an article, by its address; an article's former address only sends on."""
    return ARTICLE.fullmatch(page.path) is not None and not page.is_redirect


def choose(site: Site) -> dict[str, Page]:
    """For each kind that the site has, its largest page not yet taken: the most likely to go wrong.

    A kind in `SHOWN` asks for that text in the page as well.
    """
    chosen: dict[str, Page] = {}
    for kind, paths in KINDS.items():
        candidates = [
            page
            for page in site.pages
            if re.fullmatch(paths, page.path) and not page.is_redirect and page not in chosen.values()
            if SHOWN.get(kind, "") in page.html
        ]
        if candidates:
            chosen[kind] = max(candidates, key=lambda page: len(page.html))
    return chosen


def missing(present: set[str]) -> list[str]:
    """The kinds that no audited site had a page of."""
    return [kind for kind in KINDS if kind not in present]
