"""Where former addresses lead: one set of rules, from which every host's own file is written.

The rules come from the `aliases` of documents, from the setting FORMER_ADDRESSES, and from the addresses that WordPress
gave to feeds, lists, months, attachments and uploads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

FEED = "/feeds/all"
COMMENTS_FEED = "/feeds/comments"
FEEDS_PAGE = "/feeds/"
ARCHIVE = "/archive/"
# What WordPress puts behind the address of a list or a post, and the format that it meant.
FEED_ENDINGS = {"feed/": ".rss.xml", "feed/rss/": ".rss.xml", "feed/rss2/": ".rss.xml", "feed/atom/": ".atom.xml"}
# The same where a blog had no permalinks: /?feed=rss2
FEED_QUERIES = {"rss": ".rss.xml", "rss2": ".rss.xml", "atom": ".atom.xml"}
OLD_PAGES = 100  # a blog of 1,000 articles had so many pages of ten
QUERY_NAMES = ("p", "page_id", "attachment_id", "cat", "feed")
_QUERY = re.compile(r"^/\?(p|page_id|attachment_id|cat)=(\d+)$")
_ATTACHMENT = re.compile(r"^/(\d{4})/(\d{2})/[^/]+/[^/.]+/$")  # the address of anything below an article's


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
    """All redirects of a site. Of the `exact` ones those come first that the publication named itself.

    `uploads` lead from the name of a file to its address, whatever year and month stood before the name. `months` are
    the (year, month) pairs that have articles: what stood below an article leads to it, an attachment as well as
    `trackback/`, but for the addresses that are `spared`, since they live.
    """

    exact: tuple[Redirect, ...] = ()
    queries: tuple[QueryRedirect, ...] = ()
    months: tuple[tuple[str, str], ...] = ()
    spared: tuple[str, ...] = ()
    uploads: tuple[Redirect, ...] = ()


@dataclass(frozen=True)
class Former:
    """A living page, its former addresses, and its own feed, without the suffix of a format: of an article's comments,
    or of a list's articles."""

    address: str
    aliases: tuple[str, ...] = ()
    feed: str = ""


def rules(
    articles: Iterable[Former],
    others: Iterable[Former],
    lists: Iterable[Former],
    settings: Mapping[str, str],
    living: Collection[str],
    uploads: Mapping[str, str] = MappingProxyType({}),
) -> Rules:
    """The redirects of a site.

    `articles` and `others` are documents, `lists` sections, tags and authors; `settings` maps further former addresses;
    `living` are all addresses that have a page or a feed, which no redirect may cover; `uploads` maps the names of
    published files to their addresses.
    """
    exact: dict[str, str] = {}
    queries: dict[tuple[str, str], str] = {("feed", name): f"{FEED}{suffix}" for name, suffix in FEED_QUERIES.items()}
    articles, alive = list(articles), set(living)
    for source, target in settings.items():
        _add(source, target, exact, queries)
    for page in [*articles, *others]:
        for alias in page.aliases:
            _add(alias, page.address, exact, queries)
    months = {(found[1], found[2]) for page in articles if (found := re.match(r"^/(\d{4})/(\d{2})/", page.address))}
    named = set(exact)
    for source, target in _wordpress(articles, list(lists), months, alive):
        exact.setdefault(source, target)
    below = {address for address in alive if (found := _ATTACHMENT.match(address)) and found.groups() in months}
    return Rules(
        tuple(
            Redirect(source, exact[source])
            for source in sorted(exact, key=lambda source: (source not in named, source))
            if source not in alive
        ),
        tuple(sorted(QueryRedirect(*query, target) for query, target in queries.items())),
        tuple(sorted(months)),
        tuple(sorted(below)),
        tuple(sorted(Redirect(*upload) for upload in uploads.items())),
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


def _wordpress(
    articles: list[Former], lists: list[Former], months: set[tuple[str, str]], alive: set[str]
) -> Iterator[tuple[str, str]]:
    """What WordPress answered at addresses that we have no page for."""
    for ending, suffix in FEED_ENDINGS.items():
        yield f"/{ending}", f"{FEED}{suffix}"
        comments = f"{COMMENTS_FEED}{suffix}"
        yield f"/comments/{ending}", comments if comments in alive else FEEDS_PAGE
        for page in lists:
            yield f"{page.address}{ending}", f"{page.feed}{suffix}"
        for page in articles:
            # WordPress put the feed of an article's comments there. Without one, the article is what there is.
            if page.feed or ending == "feed/":
                target = f"{page.feed}{suffix}" if page.feed else page.address
                slug = page.address.rstrip("/").rpartition("/")[2]
                yield f"{page.address}{ending}", target
                yield f"/{slug}/{ending}", target
    for year, month in sorted(months):
        yield f"/{year}/", f"{ARCHIVE}#year-{year}"
        yield f"/{year}/{month}/", f"{ARCHIVE}#year-{year}"
    for number in range(1, OLD_PAGES + 1):
        yield f"/page/{number}/", ARCHIVE
