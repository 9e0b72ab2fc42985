"""Where former addresses lead: one set of rules, from which every host's own file is written.

The rules come from the `aliases` of documents, from the setting FORMER_ADDRESSES, and from the addresses that WordPress
gave to feeds, lists, attachments and uploads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

FEED = "/feeds/all.rss.xml"
FEEDS_PAGE = "/feeds/"
# What WordPress puts behind the address of a list or a post, and the format that it meant.
FEED_ENDINGS = {"feed/": ".rss.xml", "feed/rss/": ".rss.xml", "feed/rss2/": ".rss.xml", "feed/atom/": ".atom.xml"}
OLD_PAGES = 100  # a blog of 1,000 articles had so many pages of ten
_QUERY = re.compile(r"^/\?(p|page_id|attachment_id|cat)=(\d+)$")


@dataclass(frozen=True, order=True)
class Redirect:
    """`source` leads to `target`, for ever; both are paths on this site."""

    source: str
    target: str


@dataclass(frozen=True, order=True)
class QueryRedirect:
    """The front page with `?name=value` leads to `target`: WordPress's short addresses."""

    name: str
    value: str
    target: str


@dataclass(frozen=True)
class Rules:
    """All redirects of a site. `months` are the (year, month) pairs that have articles, for attachment pages."""

    exact: tuple[Redirect, ...]
    queries: tuple[QueryRedirect, ...]
    months: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Former:
    """A living page, its former addresses, and the feed of its own that it has beside it."""

    address: str
    aliases: tuple[str, ...] = ()
    feed: str = ""


def rules(
    articles: Iterable[Former],
    others: Iterable[Former],
    lists: Iterable[Former],
    settings: Mapping[str, str],
    living: Iterable[str],
    pages: int,
) -> Rules:
    """The redirects of a site.

    `articles` and `others` are documents, `lists` sections, tags and authors; `settings` maps further former addresses;
    `living` are all addresses that have a page, which no redirect may cover; `pages` is the number of `/page/N/`.
    """
    exact: dict[str, str] = {}
    queries: dict[tuple[str, str], str] = {}
    months: set[tuple[str, str]] = set()
    for source, target in settings.items():
        _add(source, target, exact, queries)
    for page in (articles := list(articles)):
        year_month = re.match(r"^/(\d{4})/(\d{2})/", page.address)
        if year_month:
            months.add((year_month[1], year_month[2]))
    for page in [*articles, *others]:
        for alias in page.aliases:
            _add(alias, page.address, exact, queries)
    for source, target in _wordpress(articles, list(lists), pages):
        exact.setdefault(source, target)
    alive = set(living)
    return Rules(
        tuple(sorted(Redirect(source, target) for source, target in exact.items() if source not in alive)),
        tuple(sorted(QueryRedirect(*query, target) for query, target in queries.items())),
        tuple(sorted(months)),
    )


def _add(source: str, target: str, exact: dict[str, str], queries: dict[tuple[str, str], str]) -> None:
    if is_query(source):
        name, value = parse_qsl(urlsplit(source).query)[0]
        queries[name, value] = target
    else:
        exact[source] = target


def for_people(redirect: Redirect) -> bool:
    """Whether a person may come by this address, whom a page could lead on; a feed reader cannot read one."""
    source = redirect.source
    return source == "/feed/" or (not source.endswith(tuple(FEED_ENDINGS)) and not source.startswith("/page/"))


def is_query(source: str) -> bool:
    """Whether an address is one of WordPress's short ones, such as `/?p=123`."""
    return bool(_QUERY.match(source))


def _wordpress(articles: list[Former], lists: list[Former], pages: int) -> Iterator[tuple[str, str]]:
    """What WordPress answered at addresses that we have no page for."""
    for ending, suffix in FEED_ENDINGS.items():
        yield f"/{ending}", FEED.replace(".rss.xml", suffix)
        yield f"/comments/{ending}", FEEDS_PAGE
        for page in lists:
            yield f"{page.address}{ending}", f"{page.feed}{suffix}"
    for page in articles:
        slug = page.address.rstrip("/").rpartition("/")[2]
        yield f"{page.address}feed/", page.feed or page.address
        yield f"/{slug}/feed/", page.feed or page.address
    for number in range(pages + 1, OLD_PAGES + 1):
        yield f"/page/{number}/", "/archive/"


def faults(rules: Rules, living: Iterable[str]) -> Iterator[tuple[Redirect, str, str]]:
    """What is wrong with the redirects: the rule, what is wrong, and the remedy."""
    alive = set(living)
    targets = {redirect.source: redirect.target for redirect in rules.exact}
    for redirect in rules.exact:
        if redirect.source == redirect.target:
            yield redirect, f"{redirect.source} leads to itself", "delete it"
        elif redirect.target in targets:
            where = targets[redirect.target]
            yield redirect, f"{redirect.source} leads to {redirect.target}, which has moved", f"lead it to {where}"
        elif redirect.target.split("#")[0] not in alive:
            yield redirect, f"{redirect.source} leads to {redirect.target}, where nothing is", "correct the target"
