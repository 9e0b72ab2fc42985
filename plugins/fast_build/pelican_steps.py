"""The steps of one build: which of the last one's are kept, and what the new ones read."""

from __future__ import annotations

import dataclasses
import logging
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from plugins.fast_build.fact import Fact
from plugins.fast_build.graph import Graph, Step
from plugins.fast_build.observer import OBSERVER
from plugins.fast_build.pelican_cells import Cells
from plugins.fast_build.pelican_settled import Settled
from plugins.fast_build.place import Places
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.shared_values import ASKED
from plugins.fast_build.value_digest import Undigestible

logger = logging.getLogger(__name__)


class Steps:
    """The steps of a build.

    `changed` are the facts and `spoiled` the outputs (by their names in `places`) that are no longer as the build of
    the graph `old` saw and left them; `now` is the moment, in ISO 8601 and UTC.
    """

    def __init__(self, places: Places, old: Graph, changed: frozenset[Fact], spoiled: frozenset[str], now: str) -> None:
        self.places, self.now, self.spoiled = places, now, spoiled
        self.old = old
        self.new = Graph({}, old.facts, old.cells, is_alone=old.is_alone)
        self.cells = Cells(places, old.cells, old.digests)
        self.changed = frozenset(number for fact in changed if (number := old.facts.known(fact)) is not None)
        self.former: dict[str, Step] = {}  # those of the last build where none of them can be kept
        self.began = 0  # when the build began, by the file system's clock
        self.settled = Settled(old)
        self.done: list[str] = []  # the names of the steps that were not kept
        self.here: list[str] = []  # those of them that were done by this process
        self.wanted: list[str] = []  # the steps of pages, feeds and parts that were wanted since the last step began
        self._seen_again: set[int] = set()  # facts that were looked at by what stands
        self.state: frozenset[int] = frozenset()  # cells that every step has from now on

    def is_good(self, step: Step) -> bool:
        """Whether a step of the last build would give again what it gave."""
        return not (step.looks_back and self.done) and self._may_stand(step) and self.cells.are_same(step.cells)

    def _may_stand(self, step: Step) -> bool:
        """Whether nothing but its cells can speak against a step."""
        return (
            not step.doubts
            and not step.is_loose
            and (not step.since or step.since <= self.now)
            and (not step.until or self.now < step.until)
            and self.spoiled.isdisjoint(step.writes)
            and self.changed.isdisjoint(step.facts)
            and (not self.state or self.state.issubset(step.cells))
        )

    def asks_the_same(self, name: str) -> bool:
        """Whether all that a step of the last build has asked of shared values brings the same answers."""
        things = self.old.cells.things
        return self.cells.are_same(number for number in self.old.steps[name].cells if things[number][0] == ASKED)

    def reads_the_same(self, name: str) -> bool:
        """Whether what a step of the last build has seen outside, and asked of shared values, is the same."""
        return self._may_stand(self.old.steps[name]) and self.asks_the_same(name)

    def settle(self, may_differ: Callable[[str], bool], changed: set[str], is_restored: bool) -> None:
        """Find all steps that do not stand, as only cells of a kind that `may_differ` can hold something else.

        `changed` are contents that are others; the context `is_restored` where all else was brought back.
        """
        old, things = self.old, self.old.cells.things
        other = {number for number in old.digests if may_differ(things[number][0]) and not self.cells.is_same(number)}
        bad = {name for name, step in old.steps.items() if not (self._may_stand(step) and other.isdisjoint(step.cells))}
        if bad:
            bad |= {name for name, step in old.steps.items() if step.looks_back}
        self.settled = Settled(old, bad, changed, is_restored)
        self.cells.settle(may_differ)
        if is_restored:
            self.new.lists, self.new.sources = dict(old.lists), dict(old.sources)
            self.new.is_contested = old.is_contested
            self.new.steps = {name: step for name, step in old.steps.items() if name not in bad} | self.new.steps

    def widen(self, name: str, record: Record) -> None:
        """A step of the last build that stands has looked at more; of cells, questions to shared values count."""
        step, new = self.new.steps[name], self.new
        facts = {new.facts.number((kind, self._named(seen))) for kind, seen in record.facts}
        cells = {number for number in record.cells if new.cells.things[number][0] == ASKED}
        for number in cells:
            self._look(number, record)
        record.hold(step.since, step.until)
        self._seen_again |= facts
        wider = step._replace(
            facts=array("I", sorted({*step.facts, *facts})),
            cells=array("I", sorted({*step.cells, *cells})),
            since=record.since,
            until=record.until,
            doubts=tuple(sorted({*step.doubts, *record.doubts})),
            is_loose=step.is_loose or record.is_loose,
        )
        if wider != step:
            new.steps[name] = wider

    def _named(self, seen: str) -> str:
        return self.places.name(seen) if seen.startswith("/") else seen

    def pass_over(self, pages: Iterable[str]) -> None:
        """Pages of single contents stand, as is known at once."""
        old, new = self.old, self.new
        for page in pages:
            new.steps[f"page {page}"] = old.steps[f"page {page}"]
            new.lists[page], new.sources[page] = (page,), old.sources[page]

    def keep(self, name: str, arguments: Callable[[str], bytes] | None = None) -> Step | None:
        """The last build's step of this name, as one of this build, when it is good and its arguments are the same."""
        step = self.old.steps.get(name)
        if step is None or self.settled.stands(name):
            return step
        if name in self.settled.bad if self.settled.bad is not None else not self.is_good(step):
            return None
        if step.looks_back and self.done:
            return None
        try:
            if arguments and any(arguments(key) != before for key, before in step.arguments):
                return None
        except Undigestible:
            return None
        self.new.steps[name] = step
        return step

    def keep_with_pages(self, name: str) -> bool:
        """Keep a step, and the steps of all pages that it wanted; False where one of them must be done again.

        What it handed to them follows from what it has read itself, so it is as it was when that is.
        """
        wanted = self.old.lists.get(name, ())
        if not all(self.keep(one) for one in (*wanted, name)):
            return False
        self.new.lists[name] = wanted
        return True

    def add(self, name: str, record: Record, arguments: Mapping[str, bytes] | None = None, value: Any = None) -> Step:
        """A step was done; keep what it read. What it wrote itself and read again is no fact of the world."""
        facts = ((kind, self._named(seen)) for kind, seen in record.facts if seen not in record.writes)
        cells = array("I", sorted(record.cells | self.state))
        for number in cells:
            if number not in self.cells.digests:
                self._look(number, record)
        step = self.new.steps[name] = Step(
            self.new.facts.numbers(facts),
            cells,
            tuple(sorted(map(self.places.name, record.writes))),
            tuple(sorted((arguments or {}).items())),
            record.since,
            record.until,
            tuple(sorted(record.doubts)),
            record.looks_back,
            record.is_loose,
            value,
        )
        self.done.append(name)
        self.here.append(name)
        return step

    def loosen(self) -> None:
        """What this process has done, of which each could see what another changed, is done again every time."""
        for name in self.here:
            self.new.steps[name] = self.new.steps[name]._replace(is_loose=True)

    def share(self, name: str, record: Record) -> None:
        """All that a step of this build has read counts for the record of another."""
        step = self.new.steps[name]
        seen = self.new.facts.of(step.facts)
        record.facts |= {(kind, self.places.path(one) if one.startswith("{") else one) for kind, one in seen}
        record.cells |= {*step.cells}
        record.doubts |= {*step.doubts}
        record.looks_back |= step.looks_back
        record.is_loose |= step.is_loose
        if step.since or step.until:
            record.hold(step.since, step.until)

    def _look(self, number: int, record: Record) -> None:
        """Take the digest of a cell that was read; a step with one that has none is done again every time."""
        try:
            self.cells.digest(number)
        except Undigestible as error:
            record.is_loose = True
            logger.debug("fast_build: %s has no digest: %s", self.new.cells.things[number], error)

    @contextmanager
    def doing(self, name: str, generator: int) -> Iterator[Record]:
        """Do a step that writes by itself: what happens inside the block is recorded, and kept under this name.

        `generator` is the number of the one that it belongs to.

        What it wrote the last time is taken away before, as it would not be there in a clean build.
        """
        self.clear(name)
        outer, self.wanted = self.wanted, []
        with RECORDER.step() as record:
            yield record
            RECORDER.note("structure", "")  # it was handed a generator, and may have looked at all that this has
        if record.had_help:
            made = self._written_by_others(name)
            record.writes |= made
            if OBSERVER.undo:
                for path in made:
                    OBSERVER.undo.note_new(path)
        self.add(name, record, value=generator)
        for left in {*self.old.lists.get(name, ())}.difference(self.wanted):
            self.new.steps.pop(left, None)
        self.new.lists[name] = tuple(self.wanted)
        self.wanted = outer + self.wanted

    def clear(self, name: str) -> None:
        """Take away what a step wrote the last time."""
        step = (self.old.steps or self.former).get(name)
        with RECORDER.silence():
            for path in map(self.places.path, step.writes if step else ()):
                with suppress(OSError):
                    os.unlink(path)

    def clear_left(self) -> None:
        """Take away what steps wrote that are no more; all are known by now but those at the very end.

        Whoever is told of the end may look at the whole output, and in a clean build would not find it.
        """
        before, now = self.old.steps or self.former, self.new.steps
        at_end = {name for name in before if name.startswith("finalized ")}
        at_end |= {page for name in at_end for page in self.old.lists.get(name, ())}
        left = before.keys() - now.keys() - at_end
        paths = {path for name in left for path in before[name].writes}
        if paths:
            paths -= {path for step in now.values() for path in step.writes}
            paths -= {path for name in at_end for path in before[name].writes if name in before}
            with RECORDER.silence():
                for path in map(self.places.path, paths):
                    with suppress(OSError):
                        os.unlink(path)

    def _written_by_others(self, name: str) -> set[str]:
        """The files in the output that are new, and that no other step has written: a program of this one has.

        What it wrote the last time was taken away, so a file of that name is new as well.
        """
        steps = (self.old.steps or self.former) | self.new.steps
        known = {self.places.path(file) for other, step in steps.items() if other != name for file in step.writes}
        files = (f"{parent}/{name}" for parent, _, names in os.walk(self.places.folders["output"]) for name in names)
        with RECORDER.silence():
            return {path for path in files if path not in known and os.lstat(path).st_ctime_ns >= self.began}

    def fresh_facts(self) -> set[Fact]:
        """The facts that were seen in this build, and not in the last one alone."""
        fresh = (step for name, step in self.new.steps.items() if self.old.steps.get(name) is not step)
        return set(self.new.facts.of(self._seen_again.union(*(step.facts for step in fresh))))

    def finish(self) -> Graph:
        """The graph of this build: its steps, and the digests of what they read."""
        graph = dataclasses.replace(self.new, digests=self.old.digests | self.cells.digests)
        if self.settled.is_restored:
            return graph  # little is new
        numbers = len(set().union(*(step.cells for step in graph.steps.values())))
        return graph.trimmed() if len(graph.cells) > 2 * numbers else graph
