"""Parts of what plugins write at the end: each a step of its own, done again only when something of it has changed.

A plugin that writes a hundred feeds with one receiver of a signal asks the setting RECORDED_PART to do the work for
each of them. All of them are done when the receiver comes to its end, many on several processes. Whoever has called it
depends on all that its parts have read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from plugins.fast_build.pelican_pages import Pages, Work
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.record import RECORDER
from plugins.fast_build.value_digest import Undigestible


class Parts:
    """The parts of one build; outside of a step that writes, all work is done at once."""

    notes_itself = True

    def __init__(self) -> None:
        self._steps: Steps | None = None
        self._pages: Pages | None = None
        self._wanted: list[str] = []
        self._waiting: list[Work] = []

    def begin(self, steps: Steps, pages: Pages) -> None:
        """From now on parts are steps."""
        self._steps, self._pages = steps, pages
        self._wanted, self._waiting = [], []

    def do(self, name: str, work: Callable[[], None], *given: Any) -> None:
        """Do `work()`, which writes files, unless all is as it was that it reads, and that it was `given`.

        What the work takes from outside, such as the articles of a feed, must be among the `given`. It is done after
        this call, perhaps by another process: it writes files, and leaves nothing behind in memory.
        """
        steps, pages, outer = self._steps, self._pages, RECORDER.record
        step = f"part {name}"
        if steps is None or pages is None or outer is None:
            if steps is None or not steps.settled.stands(step):
                work()
            return
        try:
            digests = {str(number): steps.cells.digest_of(value) for number, value in enumerate(given)}
        except Undigestible:
            work()
            return
        self._wanted.append(step)
        known = steps.old.steps.get(step)
        if known is None or dict(known.arguments) != digests or not steps.keep(step):
            self._waiting.append(partial(_do, steps, step, work, digests, pages.generator))

    def finish(self) -> None:
        """Whoever wanted parts is at its end: do what waits."""
        steps, pages, outer = self._steps, self._pages, RECORDER.record
        wanted, waiting = self._wanted, self._waiting
        self._wanted, self._waiting = [], []
        if steps is None or pages is None or outer is None:
            return
        with RECORDER.silence():
            pages.do(waiting)
        steps.wanted += wanted
        for step in wanted:
            steps.share(step, outer)


def _do(steps: Steps, step: str, work: Callable[[], None], digests: Mapping[str, bytes], generator: int) -> str:
    steps.clear(step)
    with RECORDER.step() as record:
        work()
    steps.add(step, record, digests, generator)
    return step
