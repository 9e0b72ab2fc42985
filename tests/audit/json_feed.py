"""JSON Feed 1.1: what it requires is an error, what it strongly recommends a warning."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

VERSIONS = {"https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"}
ABSOLUTE = re.compile(r"https?://")


def faults(data: bytes) -> tuple[list[str], list[str]]:
    """The errors and the warnings of one feed."""
    feed = json.loads(data)
    items = feed.get("items", [])
    errors = [f"no {name}" for name in ("title", "items") if name not in feed]
    if feed.get("version") not in VERSIONS:
        errors.append("version")
    times = Counter(str(item.get("id")) for item in items)
    errors += [f"the id {name} repeats" for name, number in times.items() if number > 1]
    warnings = [f"no {name}" for name in ("home_page_url", "feed_url", "language", "authors") if name not in feed]
    for number, item in enumerate(items):
        errors += [f"items[{number}]: {what}" for what in _item_errors(item)]
        warnings += [f"items[{number}]: no {name}" for name in ("url", "title", "date_published") if name not in item]
    if any("author" in each for each in (feed, *items)):
        warnings.append("author is deprecated, use authors")
    return errors, warnings


def _item_errors(item: dict[str, Any]) -> Iterator[str]:
    if not isinstance(item.get("id"), str):
        yield "id is no string"
    if not (item.get("content_html") or item.get("content_text")):
        yield "no content_html and no content_text"
    for name in ("date_published", "date_modified"):
        if name in item and not _is_rfc3339(item[name]):
            yield f"{name} is no RFC 3339 date"
    for name in ("url", "image", "banner_image"):
        if name in item and not ABSOLUTE.match(item[name]):
            yield f"{name} is not absolute"


def _is_rfc3339(text: Any) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False
