"""Any other service that takes a plain form: its address, and the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.provider import HTTPS, Option, Provider

_FIELD = r"[\w.:\[\]-]+"
_NAMES = ("email", "name", "tag", "consent", "interest", "form", "page", "wording", "trap")


def _make(values: Mapping[str, Any]) -> Post:
    fields: dict[str, Any] = {name: values.get(f"{name}_field") or "" for name in _NAMES}
    fields["email"] = fields["email"] or "email"
    hidden = tuple(tuple(one.split("=", 1)) for one in values.get("hidden") or ())
    return Post(action=values["action"], hidden=hidden, **fields)


PROVIDER = Provider(
    "custom",
    (
        Option("action", rf"({HTTPS})?/[\w/.~?=&%+-]*", "https://lists.example.org/subscribe"),
        *(Option(f"{name}_field", _FIELD, name, required=False) for name in _NAMES),
        Option("hidden", rf"{_FIELD}=[^\x00-\x1f]*", "list=weekly", required=False, many=True),
    ),
    _make,
    tag=r"[^\x00-\x1f]{1,100}",
    tag_example="interviews",
)
