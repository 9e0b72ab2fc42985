"""Makes pages and feeds, or keeps them; many pages are made on several processes."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from pelican import signals

from plugins.fast_build.jinja_tracking import files_of
from plugins.fast_build.parallel import Team
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.pelican_watch import Watch
from plugins.fast_build.pelican_writer import Job, render
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.recorded import find
from plugins.fast_build.value_digest import Undigestible

logger = logging.getLogger(__name__)
Work = Callable[[], str]  # gives the name of the step that it has added
# Pages that a process makes before another takes its place: whatever it looks at becomes memory of its own.
A_ROUND = 700
_WITNESSES = ["content_written", "feed_generated", "feed_written", "article_generator_write_article"]
_WITNESSES += ["page_generator_write_page"]


class Pages:
    """The pages of one build. While a plugin wants to hear of each page, all of them are made, one after the other."""

    def __init__(self, steps: Steps, environments: list[Any], processes: int, watch: Watch) -> None:
        self._steps, self._watch = steps, watch
        self._environments = {id(environment): str(number) for number, environment in enumerate(environments)}
        self.is_watched = steps.settled.is_watched = any(getattr(signals, name).receivers for name in _WITNESSES)
        self._processes = 1 if self.is_watched or steps.new.is_alone else processes
        self._waiting: dict[str, Job] = {}
        self.generator = -1  # the number of the one that is at work
        self.made = 0

    def take(self, job: Job) -> None:
        """A page is wanted: keep it, or have it made with the next `flush`."""
        self._steps.wanted.append(f"page {job.name}")
        if not self.is_watched and self._steps.keep(f"page {job.name}", lambda name: self._argument(job, name)):
            return
        self._waiting[job.path] = job

    def feed(self, path: str, write: Callable[[], Any], given: dict[str, Any]) -> Any:
        """A feed is wanted: keep it, or make it at once."""
        name, digest = f"feed {path}", self._steps.cells.digest_of
        self._steps.wanted.append(name)
        if not self.is_watched and self._steps.keep(name, lambda key: digest(given[key])):
            return None
        with RECORDER.step() as record:
            made = write()
        try:
            arguments = {key: digest(value) for key, value in given.items()}
        except Undigestible as error:
            arguments, record.is_loose = {}, True
            logger.debug("fast_build: %s: it has no digest: %s", path, error)
        self._steps.add(name, record, arguments, self.generator)
        self.made += 1
        return made

    def flush(self) -> None:
        """Make the pages that wait."""
        jobs = list(self._waiting.values())
        self._waiting.clear()
        self.made += len(jobs)
        self.do([partial(self._make, job) for job in jobs])

    def do(self, works: Sequence[Work]) -> None:
        """Do pieces of work, each of which adds a step; many are done on several processes."""
        rounds = -(-len(works) // (A_ROUND * self._processes)) or 1
        size = -(-len(works) // rounds) or 1  # all rounds alike
        for start in range(0, len(works), size):
            merge = _Merge(self._steps)
            some = works[start : start + size]
            with Team(some, self._do_some, merge.take, self._processes, last=self._watch.differences) as team:
                team.finish()
            if merge.differences:
                logger.info("fast_build: pages are made one after the other, as they change %s", merge.differences[0])
                self._processes, self._steps.new.is_alone = 1, True
                self._do_some(works)
                break

    def _do_some(self, works: Sequence[Work]) -> dict[str, Any]:
        """Do some pieces; the steps, and what another process does not know of cells and facts."""
        steps = self._steps
        cells, facts, digests = len(steps.new.cells), len(steps.new.facts), len(steps.cells.digests)
        made = [work() for work in works]
        return {
            "steps": [(name, steps.new.steps[name]) for name in made],
            "cells": steps.new.cells.things[cells:],
            "facts": steps.new.facts.things[facts:],
            # The last ones, from the end: there may be very many before them.
            "digests": dict(islice(reversed(steps.cells.digests.items()), len(steps.cells.digests) - digests)),
        }

    def _make(self, job: Job) -> str:
        with RECORDER.step() as record:
            render(job)
        record.facts |= files_of(job.template)
        record.writes.add(job.path)
        name, arguments = f"page {job.name}", {}
        number = self._steps.new.cells.number
        environment = self._environments.get(id(job.template.environment), "-1")
        record.cells.add(number(("filters", "", environment)))
        lists = self._lists(record)
        for used in [*record.names, *lists]:
            cell = self._cell(job, used, environment)
            if cell:
                record.cells.add(number(cell))
                continue
            try:
                arguments[used] = self._argument(job, used)
            except Undigestible as error:
                record.is_loose = True
                logger.debug("fast_build: %s: %s has no digest: %s", job.name, used, error)
        record.cells.difference_update(lists.values())
        self._steps.add(name, record, arguments, self.generator)
        return name

    def _cell(self, job: Job, name: str, environment: str) -> tuple[str, ...] | None:
        """The cell of a name that a template asked for; None for one that was handed to this page alone."""
        shared = self._steps.cells.context
        if name.startswith("@") or name in job.own:
            return None
        if dict.__contains__(shared, name) or dict.__contains__(job.context, name):
            is_shared = dict.get(job.context, name) is dict.get(shared, name)
            return ("context", name) if is_shared or name == "localsiteurl" else None
        return ("global", name, environment)

    def _argument(self, job: Job, name: str) -> bytes:
        """The digest of what was handed to a page under a name, or of the answer of one of its lists."""
        digest = self._steps.cells.digest_of
        if name.startswith("@"):
            path, *question = name.split("\0")
            held: Any = job.own.get(path[1:].partition("/")[0])
            asked = find(getattr(held, "object_list", held), path)
            return digest(asked.answer(*question)) if asked is not None else b"-"
        return digest(job.own[name] if name in job.own else dict.get(job.context, name))

    def _lists(self, record: Record) -> dict[str, int]:
        """What was asked of lists that were handed to a page, with the numbers of the cells."""
        things = self._steps.new.cells.things
        return {
            "\0".join(things[number][1:]): number
            for number in record.cells
            if things[number][0] == "list" and things[number][1].startswith("@")
        }


class _Merge:
    """Takes in what other processes have made: each has numbered new cells and facts by itself."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._cells, self._facts = len(steps.new.cells), len(steps.new.facts)
        self._to_cell: dict[int, list[int]] = {}
        self._to_fact: dict[int, list[int]] = {}
        self.differences: list[str] = []  # what was no longer as it was when another process came to its end

    def take(self, worker: int, part: dict[str, Any] | list[str]) -> None:
        """Take in a piece; worker 0 is this process, and all is in its place."""
        if isinstance(part, list):
            self.differences += part
        if isinstance(part, list) or not worker:
            return
        steps = self._steps
        to_cell, to_fact = self._to_cell.setdefault(worker, []), self._to_fact.setdefault(worker, [])
        to_cell += map(steps.new.cells.number, part["cells"])
        to_fact += map(steps.new.facts.number, part["facts"])
        for name, step in part["steps"]:
            steps.new.steps[name] = step._replace(
                cells=_moved(step.cells, self._cells, to_cell), facts=_moved(step.facts, self._facts, to_fact)
            )
            steps.done.append(name)
        for number, found in part["digests"].items():
            number = number if number < self._cells else to_cell[number - self._cells]
            steps.cells.digests.setdefault(number, found)


def _moved(numbers: array[int], first: int, to: list[int]) -> array[int]:
    return array("I", [number if number < first else to[number - first] for number in numbers])
