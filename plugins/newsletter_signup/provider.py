"""A provider of newsletters: the options that its form needs, and the form that they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.newsletter_signup.embed import Embed

HTTPS = r"https://[\w.-]+(?::\d+)?"  # an origin


@dataclass(frozen=True)
class Option:
    """One value that the owner copies from the provider: its name, its form, and an example to show when it is wrong.

    A `many` is a list of such values.
    """

    name: str
    pattern: str
    example: str
    required: bool = True
    many: bool = False

    def wrong(self, written: Any) -> str:
        """What is wrong with a value; empty for nothing."""
        if written is None or written == "" or written == []:
            return "there is none" if self.required else ""
        if self.many:
            if isinstance(written, list | tuple) and all(self._fits(one) for one in written):
                return ""
            return f"{written!r} is not a list of such values"
        return "" if self._fits(written) else f"{written!r} is not one"

    @property
    def remedy(self) -> str:
        """What to write instead."""
        example = [self.example] if self.many else self.example
        return f'write "{self.name}": {example!r}'.replace("'", '"')

    def _fits(self, value: Any) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value) is not None


@dataclass(frozen=True)
class Provider:
    """`make(values)` gives the embed for options that fit; `tag` is the form of its tags, empty where it has none."""

    name: str
    options: tuple[Option, ...]
    make: Callable[[Mapping[str, Any]], Embed]
    tag: str = ""
    tag_example: str = ""

    def wrong(self, written: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Option, what is wrong with it, and the remedy, for each that is wrong."""
        for option in self.options:
            what = option.wrong(written.get(option.name))
            if what:
                yield option.name, what, option.remedy

    def wrong_tag(self, tag: str) -> tuple[str, str] | None:
        """What is wrong with a tag, and the remedy; None for nothing."""
        if not tag or (self.tag and re.fullmatch(self.tag, tag)):
            return None
        if not self.tag:
            return f"{self.name} takes no tag from a form", "leave the tag out"
        return f"'{tag}' is no tag of {self.name}", f"write it as {self.tag_example}"
