"""Structured data: JSON-LD against Google's property lists, and against schema.org's vocabulary where it is known."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.audit import google_properties as google
from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.kinds import is_article
from tests.audit.page import Page, Site

ABSOLUTE = re.compile(r"https?://")
ADDRESSES = {"url", "image", "logo", "sameAs"}
DATES = {"datePublished", "dateModified", "startDate", "endDate", "dateCreated", "validFrom", "validThrough"}
Item = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What an item lacks or gets wrong, and whether Google requires it."""

    required: bool
    what: str


def figures(site: Site, vocabulary: Container[str] | None = None) -> Iterator[Figure]:
    """Judge the JSON-LD of every listed page; without a vocabulary, names are not looked up."""
    types: Counter[str] = Counter()
    absent, plain, faults = [], [], []
    for page in site.listed:
        try:
            items = [found for block in _blocks(page) for found in _items(block)]
        except ValueError as error:
            faults.append((page.path, Fault(True, f"JSON-LD that does not parse: {error}")))
            continue
        kinds = {kind for item, _ in items for kind in _list(item["@type"])}
        types.update(kinds)
        if not items:
            absent.append(Cause(page.path, "no JSON-LD"))
        if (is_article(page) or page.meta("og:type") == "article") and not kinds & google.ARTICLES:
            plain.append(Cause(page.path, "an article without Article or BlogPosting"))
        faults += [(page.path, fault) for item, parent in items for fault in _faults(item, parent, vocabulary)]
    seen = ", ".join(f"{kind} {number}" for kind, number in sorted(types.items())) or "none"
    yield fault_free("jsonld.pages_without", absent, f"of {len(site.listed)} pages; types: {seen}")
    yield fault_free("jsonld.posts_without_article", plain)
    yield fault_free("jsonld.required_missing", (Cause(where, fault.what) for where, fault in faults if fault.required))
    yield fault_free(
        "jsonld.recommended_missing", (Cause(where, fault.what) for where, fault in faults if not fault.required)
    )


def _blocks(page: Page) -> Iterator[Any]:
    for tag in page.soup.find_all("script", type="application/ld+json"):
        yield json.loads(tag.get_text())


def _items(node: Any, parent: str = "") -> Iterator[tuple[Item, str]]:
    """Every typed object, however deep, with the property it stands under."""
    if isinstance(node, list):
        for each in node:
            yield from _items(each, parent)
    elif isinstance(node, dict):
        if "@type" in node:
            yield node, parent
        for name, value in node.items():
            yield from _items(value, name)


def _faults(item: Item, parent: str, vocabulary: Container[str] | None) -> Iterator[Fault]:
    for kind in _list(item["@type"]):
        required, recommended = google.properties(kind, parent)
        yield from (Fault(True, f"{kind} lacks {name}") for name in required if not _has(item, name))
        yield from (Fault(False, f"{kind} lacks {name}") for name in recommended if not _has(item, name))
        if kind == "BreadcrumbList":
            yield from _breadcrumb_faults(_list(item.get("itemListElement")))
        if vocabulary is not None and kind not in vocabulary:
            yield Fault(True, f"{kind} is no schema.org type")
    for name, value in item.items():
        if vocabulary is not None and not name.startswith("@") and name not in vocabulary:
            yield Fault(True, f"{name} is no schema.org property")
        yield from _value_faults(name, value)


def _breadcrumb_faults(crumbs: list[Any]) -> Iterator[Fault]:
    if len(crumbs) < 2:
        yield Fault(False, "BreadcrumbList has fewer than two items")
    yield from (Fault(True, "BreadcrumbList item lacks item") for crumb in crumbs[:-1] if not _has(crumb, "item"))


def _value_faults(name: str, value: Any) -> Iterator[Fault]:
    for each in _list(value):
        if name in ADDRESSES and isinstance(each, str) and not ABSOLUTE.match(each):
            yield Fault(True, f"{name} is not an absolute address: {each[:60]}")
        if name in DATES and not _is_dated(str(each)):
            yield Fault(False, f"{name} is no ISO 8601 time with its zone: {str(each)[:40]}")


def _has(item: Item, dotted: str) -> bool:
    """Whether the property is there; a dotted name is looked for inside the nested items, a bare @id is trusted."""
    head, _, rest = dotted.partition(".")
    values = _list(item.get(head))
    if not rest:
        return bool(values)
    return bool(values) and all(
        isinstance(value, dict) and (_has(value, rest) or set(value) == {"@id"}) for value in values
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _is_dated(text: str) -> bool:
    try:
        return len(text) == len("2026-11-23") or datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
