"""Ghost: it takes sign-ups from scripts alone. Without scripts, a link leads to its own portal; `as` can say always."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Link, Post
from plugins.newsletter_signup.provider import HTTPS, Option, Provider


def _make(values: Mapping[str, Any]) -> Post | Link:
    portal = f"{values['site']}/#/portal/signup"
    if values.get("as") == "link":
        return Link(portal)
    return Post(
        action=f"{values['site']}/members/api/send-magic-link/",
        name="name",
        tag="labels",
        trap="honeypot",
        answers="ghost",
        link=portal,
    )


PROVIDER = Provider(
    "ghost",
    (Option("site", HTTPS, "https://blog.example.org"), Option("as", "form|link", "link", required=False)),
    _make,
    tag=r"[^\x00-\x1f]{1,100}",
    tag_example="interviews",
)
