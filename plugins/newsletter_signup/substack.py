"""Substack: it takes no form but its own. A link leads there; `as: frame` shows its form in the page, which then loads
from Substack when a reader comes near it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Frame, Link
from plugins.newsletter_signup.provider import HTTPS, Option, Provider


def _make(values: Mapping[str, Any]) -> Frame | Link:
    page = f"{values['site']}/subscribe"
    return Frame(f"{values['site']}/embed", page) if values.get("as") == "frame" else Link(page)


PROVIDER = Provider(
    "substack",
    (Option("site", HTTPS, "https://yourname.substack.com"), Option("as", "frame|link", "frame", required=False)),
    _make,
)
