"""The rule for the inbox: its settings, where the list is our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plugins.inbox.settings import wrong
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site


def of(settings: Mapping[str, Any]) -> Callable[[Site], Iterator[Mistake]]:
    """The check of Pelican's `settings`; those of a preview are enough, since they name the public address too."""

    def mistakes(site: Site) -> Iterator[Mistake]:
        newsletter = settings.get("NEWSLETTER")
        if isinstance(newsletter, Mapping) and newsletter.get("provider") == "inbox":
            for name, what, remedy in wrong(settings, "PUBLIC_URL"):
                yield Mistake("pelicanconf.py", 1, name, what, remedy)

    return mistakes
