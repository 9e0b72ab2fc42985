"""A person as the pages show one: the author box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from plugins.rendering.picture import Picture


@dataclass(frozen=True)
class Person:
    """An author or host. `about` is HTML, `photo` None where there is none."""

    slug: str
    name: str
    full_name: str
    address: str
    about: Markup
    links: Mapping[str, str]
    photo: Picture | None = None
