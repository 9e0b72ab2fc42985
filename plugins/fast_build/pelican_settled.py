"""What is known at once of the last build's steps: which stand, and so what Pelican's generators may pass over.

Nothing is known at first; then each step is looked at when somebody asks for it. Once the context is there, and it is
known which contents are others than in the last build, all steps that do not stand are found in one go.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from plugins.fast_build.graph import Graph
from plugins.fast_build.pelican_holding import identity


class Settled:
    """Which steps of the graph `old` are `bad`, that is, do not stand; None while nobody knows.

    `changed` are the identities of contents that are others now. The context `is_restored` where it was brought back:
    then it holds the same contents, and whatever is handed to a page is the same too.
    """

    def __init__(
        self, old: Graph, bad: set[str] | None = None, changed: Iterable[str] = (), is_restored: bool = False
    ) -> None:
        self._old, self.bad, self._changed, self.is_restored = old, bad, frozenset(changed), is_restored
        self.is_watched = False  # a plugin wants to hear of each page that is written

    def concerns(self, generator: int) -> bool:
        """Whether the output of a generator has to be gone through for a page, or for what somebody writes with it."""
        if self.bad is None or not self.is_restored:
            return True
        return any(self._old.steps[bad].value == generator for bad in self.bad)

    def feeds_stand(self) -> bool:
        """Whether no feed has to be written."""
        return self._may_pass and self.is_restored and not any(name.startswith("feed ") for name in self.bad or ())

    def stands(self, name: str) -> bool:
        """Whether a step stands, whatever it is handed."""
        return self.is_restored and self.bad is not None and name not in self.bad

    @property
    def _may_pass(self) -> bool:
        """Whether pages may be passed over: nobody wants to hear of each, and no two want the same file."""
        return self.bad is not None and not self.is_watched and not self._old.is_contested

    @cached_property
    def _pages(self) -> dict[str, str]:
        """The page of each content that is as it was, where that page stands and is its only one."""
        pages: dict[str, str] = {}
        several = set()
        for page, source in self._old.sources.items():
            if f"page {page}" not in self._old.steps:
                continue
            if source in pages:
                several.add(source)
            pages[source] = page
        bad, unsure = self.bad or set(), several | self._changed
        return {source: page for source, page in pages.items() if source not in unsure and f"page {page}" not in bad}

    def apart(self, contents: list[Any]) -> tuple[list[Any], list[str]]:
        """Those of some contents that Pelican has to make pages for, and the pages of the others."""
        if not self._may_pass:
            return contents, []
        wanted, passed = [], []
        for content in contents:
            page = self._pages.get(identity(content) or "")
            if page is None:
                wanted.append(content)
            else:
                passed.append(page)
        return wanted, passed

    def list_stands(self, name: str) -> tuple[str, ...]:
        """All pages of the list whose first page has this name, where all of them stand, whatever they are handed."""
        pages = self._old.lists.get(name, ())
        return pages if self.is_restored and all(self.stands(f"page {page}") for page in pages) else ()

    def may_skip(self, name: str) -> bool:
        """Whether nobody needs to hear that the list whose first page has this name stands."""
        return self._may_pass and bool(self.list_stands(name))
