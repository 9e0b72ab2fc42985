"""Records of steps: what a step of the build read and wrote while it ran.

A step is a piece of work whose result is kept: the reading of a source, a page, a feed, what a plugin writes by itself.
There is one stack of records in a process, and whatever is read belongs to the innermost.

A *fact* is something outside, such as a file; a *cell* something inside that can change from build to build, such as a
setting, a name in the context, or an attribute of an article. Cells go by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from plugins.fast_build.numbering import Numbering

Cell = tuple[str, ...]
Look = tuple[str, str]  # a kind of fact, and the absolute path or the name of what was looked at


@dataclass
class Record:
    """What a step read and wrote: facts and cells, files by absolute path, and why nobody can trust it.

    A page also has `names`: those that its template used, which are cells or the page's own arguments.
    A step that `looks_back` has looked at files that other steps wrote into the output; one that `had_help` has started
    a program, whose files are not among the writes; one that `is_loose` has read what cannot be compared. With
    `coarse`, only the class and name of an attribute are noted, and not whose it was, and not even these while
    a content `is_making`.
    """

    facts: set[Look] = field(default_factory=set)
    cells: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    doubts: set[str] = field(default_factory=set)
    since: str = ""
    until: str = ""
    looks_back: bool = False
    had_help: bool = False
    is_loose: bool = False
    coarse: bool = False
    is_making: bool = False

    def add(self, other: Record) -> None:
        """Take in what another step read; not what it wrote."""
        self.cells |= other.cells
        if other.facts or other.names or other.doubts:
            self.facts |= other.facts
            self.names |= other.names
            self.doubts |= other.doubts
        self.looks_back |= other.looks_back
        self.is_loose |= other.is_loose
        if other.since or other.until:
            self.hold(other.since, other.until)

    @property
    def is_of_cells(self) -> bool:
        """Whether it holds nothing but cells."""
        seen = self.facts or self.names or self.writes or self.doubts or self.since or self.until
        return not (seen or self.looks_back or self.had_help or self.is_loose)

    def hold(self, since: str, until: str) -> None:
        """Hold only between two moments, in ISO 8601 and UTC; empty for no bound."""
        self.since = max(self.since, since)
        self.until = min(filter(None, (self.until, until)), default="")


class Recorder:
    """The records that are open. `record` is the innermost, or None where nothing is recorded.

    `numbering` gives the cells their numbers. While it is not `is_on`, steps are done and nothing is recorded of them.
    """

    def __init__(self) -> None:
        self.record: Record | None = None
        self.numbering: Numbering[Cell] = Numbering()
        self.is_on = True

    def note(self, *cell: str) -> None:
        """Note that a cell was read."""
        if self.record is not None:
            self.record.cells.add(self.numbering.number(cell))

    @contextmanager
    def step(self, record: Record | None = None) -> Iterator[Record]:
        """Record what happens inside the block, in `record` or a new one."""
        outer, inner = self.record, Record() if record is None else record
        self.record = inner if self.is_on else None
        try:
            yield inner
        finally:
            self.record = outer

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Record nothing of what happens inside the block: its reads are known otherwise."""
        outer, self.record = self.record, None
        try:
            yield
        finally:
            self.record = outer

    def renumber(self, record: Record, numbering: Numbering[Cell]) -> None:
        """From now on, cells go by another numbering; so do those of an open record."""
        record.cells = {numbering.number(self.numbering.things[number]) for number in record.cells}
        self.numbering = numbering


RECORDER = Recorder()  # one a process, as there is one audit hook
