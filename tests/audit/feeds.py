"""Feeds: the W3C's validator where $FEEDVALIDATOR names a copy of it, else feedparser; JSON Feed by its spec."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser

from tests.audit import json_feed
from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.page import Site

XML_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
SUFFIXES = {".xml", ".rss", ".atom", ".json"}
ANNOUNCED = re.compile(r"rss|atom|feed\+json")
Faults = tuple[list[str], list[str]]


def figures(site: Site) -> Iterator[Figure]:
    """Judge every feed in the folder, and whether the pages announce one."""
    files = list(_discovered(site.root))
    names = [file.relative_to(site.root).as_posix() for file in files]
    yield Figure("feeds.found", len(files), None, ", ".join(names))
    validator = _w3c_validator()
    errors: list[Cause] = []
    warnings: list[Cause] = []
    for name, file in zip(names, files, strict=True):
        found = _judge(file.read_bytes(), urljoin(f"{site.url or 'http://localhost'}/", name), validator)
        errors += [Cause(name, what) for what in found[0]]
        warnings += [Cause(name, what) for what in found[1]]
    yield fault_free("feeds.errors", errors, "W3C feedvalidator" if validator else "feedparser only, no $FEEDVALIDATOR")
    yield fault_free("feeds.warnings", warnings)
    silent = (page for page in site.listed if not page.soup.find("link", rel="alternate", type=ANNOUNCED))
    yield fault_free(
        "feeds.not_announced",
        (Cause(page.path, "no <link rel=alternate>") for page in silent),
        f"of {len(site.listed)} pages",
    )


def _discovered(root: Path) -> Iterator[Path]:
    for file in sorted(root.rglob("*")):
        if file.suffix in SUFFIXES and file.is_file():
            head = file.read_bytes()[:1500]
            if XML_FEED.search(head) or b"jsonfeed.org/version" in head:
                yield file


def _judge(data: bytes, address: str, validator: Any) -> Faults:
    if data.lstrip().startswith(b"{"):
        return json_feed.faults(data)
    return _by_w3c(validator, data, address) if validator else _by_feedparser(data)


def _by_feedparser(data: bytes) -> Faults:
    parsed = feedparser.parse(data)
    errors = [f"not well formed: {parsed.bozo_exception}"] if parsed.bozo else []
    return errors, [
        f"entry without {name}" for entry in parsed.entries for name in ("id", "link", "title") if name not in entry
    ]


def _w3c_validator() -> Any:
    """The validator's package, from the unpacked copy that $FEEDVALIDATOR names; it comes in no package."""
    copy = os.environ.get("FEEDVALIDATOR")
    if not copy:
        return None
    sys.path.append(str(Path(copy) / "src"))
    import feedvalidator
    from feedvalidator import compatibility  # noqa: F401 - makes it an attribute of the package

    return feedvalidator


def _by_w3c(validator: Any, data: bytes, address: str) -> Faults:
    try:
        stream = io.BytesIO(data)
        events = validator.validateStream(stream, firstOccurrenceOnly=1, base=address)["loggedEvents"]
    except validator.logging.ValidationFailure as failure:
        events = [failure.event]
    errors = validator.compatibility.A(events)
    warnings = [event for event in validator.compatibility.AA(events) if event not in errors]
    return [_words(event) for event in errors], [_words(event) for event in warnings]


def _words(event: Any) -> str:
    place = f"{event.params.get('parent', '')}/{event.params.get('element', '')}"
    return f"{type(event).__name__} {place} line {event.params.get('line', '')}"
