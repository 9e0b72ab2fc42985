"""The rule for the settings of comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plugins.moderation.settings import wrong
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site


def of(settings: Mapping[str, Any]) -> Callable[[Site], Iterator[Mistake]]:
    """The check of Pelican's `settings`."""

    def mistakes(site: Site) -> Iterator[Mistake]:
        for name, what, remedy in wrong(settings):
            yield Mistake("pelicanconf.py", 1, name, what, remedy)

    return mistakes
