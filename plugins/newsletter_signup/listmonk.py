"""listmonk: the owner's own server; `lists` are the UUIDs of public lists, from the page “Forms” of its admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import HTTPS, Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    return Post(
        action=f"{values['server']}/subscription/form",
        name="name",
        trap="nonce",
        hidden=tuple(("l", one) for one in values["lists"]),
    )


PROVIDER = Provider(
    "listmonk",
    (
        Option("server", HTTPS, "https://lists.example.org"),
        Option(
            "lists", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", many=True
        ),
    ),
    _make,
)
