"""A person as the pages show one: the author box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Person:
    """An author or host. `about` is HTML."""

    slug: str
    name: str
    full_name: str
    address: str
    about: Markup
    links: Mapping[str, str]
