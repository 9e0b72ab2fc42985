"""MailerLite: with scripts the form answers in place; without, MailerLite's plain answer opens in a window of its own.

Both numbers stand in the embed code's `action=`: `…/jsonp/ACCOUNT/forms/FORM/subscribe`. The group is the form's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    return Post(
        action=f"https://assets.mailerlite.com/jsonp/{values['account']}/forms/{values['form']}/subscribe",
        email="fields[email]",
        name="fields[name]",
        hidden=(("ml-submit", "1"), ("anticsrf", "true")),
        answers="mailerlite",
        new_window=True,
    )


PROVIDER = Provider(
    "mailerlite",
    (Option("account", r"\d+", "123456"), Option("form", r"\d+", "123456789012345678")),
    _make,
)
