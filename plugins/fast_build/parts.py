"""Parts of what plugins write at the end: each a step of its own, done again only when something of it has changed.

A plugin that writes a hundred feeds with one receiver of a signal asks the setting RECORDED_PART to do the work for
each of them. Whoever has called it depends on all that its parts have read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plugins.fast_build.pelican_pages import Pages
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.record import RECORDER
from plugins.fast_build.value_digest import Undigestible


class Parts:
    """The parts of one build; outside of a step that writes, all work is done at once."""

    notes_itself = True

    def __init__(self) -> None:
        self._steps: Steps | None = None
        self._pages: Pages | None = None

    def begin(self, steps: Steps, pages: Pages) -> None:
        """From now on parts are steps."""
        self._steps, self._pages = steps, pages

    def do(self, name: str, work: Callable[[], None], *given: Any) -> None:
        """Do `work()`, which writes files, unless all is as it was that it reads, and that it was `given`.

        What the work takes from outside, such as the articles of a feed, must be among the `given`.
        """
        steps, pages, outer = self._steps, self._pages, RECORDER.record
        step = f"part {name}"
        if steps is None or pages is None or outer is None:
            if steps is None or not steps.settled.stands(step):
                work()
            return
        steps.wanted.append(step)
        try:
            digests = {str(number): steps.cells.digest_of(value) for number, value in enumerate(given)}
        except Undigestible:
            work()
            return
        known = steps.old.steps.get(step)
        if known is None or dict(known.arguments) != digests or not steps.keep(step):
            steps.clear(step)
            with RECORDER.step() as record:
                work()
            steps.add(step, record, digests, pages.generator)
        steps.share(step, outer)
