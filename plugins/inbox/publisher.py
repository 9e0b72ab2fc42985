"""The thread that publishes what editors have decided: when it is woken, and again when something was left over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from plugins.moderation.publication import Publication
from plugins.moderation.publishing import Run, publish

SHORTEST_REST, LONGEST_REST = timedelta(seconds=1), timedelta(minutes=10)
IDLE = timedelta(minutes=1)  # what another process has decided is looked for as often
_log = logging.getLogger("inbox")


class Publisher:
    """Runs in a thread. `told` is called after a run that queued mail."""

    def __init__(
        self, engine: Engine, publication: Publication, now: Callable[[], datetime], told: Callable[[], None]
    ) -> None:
        self._engine, self._publication, self._now, self._told = engine, publication, now, told
        self._woken, self._stop = threading.Event(), threading.Event()
        self.problems: tuple[str, ...] = ()

    def wake(self) -> None:
        """There is something to publish."""
        self._woken.set()

    def stop(self) -> None:
        """End after the run that is under way."""
        self._stop.set()
        self._woken.set()

    def run(self) -> None:
        """Publish until `stop`. What is not shown yet is looked for again, after ever longer rests."""
        rest = SHORTEST_REST
        while not self._stop.is_set():
            self._woken.clear()
            done = self._publish()
            is_left = done is None or done.waiting or done.problems
            if not is_left or (done and done.committed):
                rest = SHORTEST_REST
            if not self._woken.wait((rest if is_left else IDLE).total_seconds()) and is_left:
                rest = min(rest * 2, LONGEST_REST)

    def _publish(self) -> Run | None:
        try:
            done = publish(self._engine, self._publication, self._now())
        except Exception as error:  # the thread must not end; what an error says may hold an address
            _log.error("publishing comments: %s", type(error).__name__)
            return None
        if done.told:
            self._told()
        for problem in done.problems:
            if problem not in self.problems:
                _log.warning("publishing comments: %s", problem)
        self.problems = tuple(done.problems)
        return done
