"""Brevo (formerly Sendinblue): from the form's code copy the address that `action=` holds. It answers with a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    return Post(
        action=values["action"],
        email="EMAIL",
        name="FIRSTNAME",
        trap="email_address_check",
        hidden=(("locale", values.get("locale") or "en"), ("html_type", "simple")),
    )


PROVIDER = Provider(
    "brevo",
    (
        Option(
            "action",
            r"https://([0-9a-f]+\.)?sibforms\.com/serve/[\w=-]+",
            "https://0a1b2c3d.sibforms.com/serve/MUIFAKQi3i",
        ),
        Option("locale", r"[a-z]{2}", "en", required=False),
    ),
    _make,
)
