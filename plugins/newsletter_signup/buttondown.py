"""Buttondown: it answers with a page, and may ask for a captcha there, so that its form must be a navigation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    return Post(
        action=f"https://buttondown.com/api/emails/embed-subscribe/{values['user']}",
        name="metadata__name",
        tag="tag",
        hidden=(("embed", "1"),),
    )


PROVIDER = Provider(
    "buttondown",
    (Option("user", r"[\w.-]+", "yourname"),),
    _make,
    tag=r"[^\x00-\x1f]{1,100}",
    tag_example="interviews",
)
