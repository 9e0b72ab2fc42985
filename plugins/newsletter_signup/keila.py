"""Keila: hosted at app.keila.io or on the owner's own server; `form` is the last part of the form's address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import HTTPS, Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    return Post(
        action=f"{values.get('server') or 'https://app.keila.io'}/forms/{values['form']}",
        email="contact[email]",
        name="contact[first_name]",
        trap="h[url]",
    )


PROVIDER = Provider(
    "keila",
    (Option("form", r"\w+", "nfrm_0a1b2c3d"), Option("server", HTTPS, "https://keila.example.org", required=False)),
    _make,
)
