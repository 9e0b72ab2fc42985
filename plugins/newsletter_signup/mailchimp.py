"""Mailchimp: the form of its “embedded form”, without its script and styles. It answers on a page of its own.

From the embed code copy the address that `action=` holds. Tags are the numbers in the code's hidden field `tags`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    action = values["action"].replace("&amp;", "&")
    asked = parse_qs(urlsplit(action).query)
    return Post(
        action=action,
        email="EMAIL",
        name="FNAME",
        tag="tags",
        trap=f"b_{asked['u'][0]}_{asked['id'][0]}",
    )


PROVIDER = Provider(
    "mailchimp",
    (
        Option(
            "action",
            r"https://[\w-]+\.[a-z]{2}\d+\.list-manage\.com/subscribe/post\?u=\w+&(amp;)?id=\w+(&(amp;)?\w+=\w*)*",
            "https://example.us1.list-manage.com/subscribe/post?u=0123456789abcdef&id=0a1b2c3d4e",
        ),
    ),
    _make,
    tag=r"\d+(,\d+)*",
    tag_example="1234567",
)
