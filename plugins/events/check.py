"""The rules for webinars and offers."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.publication.kinds import OFFER
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site


def mistakes(site: Site) -> Iterator[Mistake]:
    """Offers that end before they start."""
    for document in site.of_kind(OFFER):
        first, last = document.values.get("from"), document.values.get("until")
        if first and last and last < first:
            yield Mistake(
                site.shown_path(document.path),
                document.line("until"),
                "until",
                f"{last} is before the offer starts ({first})",
                "correct one of the two days",
            )
