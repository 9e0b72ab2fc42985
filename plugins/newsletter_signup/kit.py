"""Kit (formerly ConvertKit): `form` is the number in the address of the form's editor. Tags are numbers too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import Option, Provider


def _make(values: Mapping[str, Any]) -> Post:
    return Post(
        action=f"https://app.kit.com/forms/{values['form']}/subscriptions",
        email="email_address",
        name="fields[first_name]",
        tag="tags[]",
    )


PROVIDER = Provider("kit", (Option("form", r"\d+", "1234567"),), _make, tag=r"\d+", tag_example="1234567")
