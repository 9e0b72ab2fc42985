"""The graph of a build: every step with what it read, and the digest of everything that was read.

A step whose reads are all as they were would give what it gave. So it is kept, and what it wrote with it.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugins.fast_build.fact import Fact
from plugins.fast_build.numbering import Numbering
from plugins.fast_build.record import Cell


class Step(NamedTuple):
    """What is kept of a step. Facts and cells go by their numbers in the graph, writes by their names in its places.

    `arguments` are digests of what was handed to it and to nobody else; `value` is its result, where that is no file.
    """

    facts: array[int]
    cells: array[int]
    writes: tuple[str, ...] = ()
    arguments: tuple[tuple[str, bytes], ...] = ()
    since: str = ""
    until: str = ""
    doubts: tuple[str, ...] = ()
    looks_back: bool = False
    is_loose: bool = False
    value: Any = None


@dataclass
class Graph:
    """The steps by their names; facts and cells by their numbers; the digest of each cell that has one."""

    steps: dict[str, Step] = field(default_factory=dict)
    facts: Numbering[Fact] = field(default_factory=Numbering)
    cells: Numbering[Cell] = field(default_factory=Numbering)
    digests: dict[int, bytes] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the pages of each list, by its first
    sources: dict[str, str] = field(default_factory=dict)  # of pages of one content: its identity, by the page's name
    is_contested: bool = False  # two pages wanted the same file
    is_alone: bool = False  # one page is made after the other: they change what others may see

    def __getstate__(self) -> dict[str, Any]:
        """As it is written: one field of all steps after the other, and arrays as bytes, which are read much faster."""
        fields = list(zip(*self.steps.values(), strict=True)) or [()] * len(Step._fields)
        facts, cells = ([numbers.tobytes() for numbers in field] for field in fields[:2])
        return vars(self) | {"steps": (list(self.steps), facts, cells, *fields[2:])}

    def __setstate__(self, state: dict[str, Any]) -> None:
        names, facts, cells, *fields = state["steps"]
        arrays = ([array("I", numbers) for numbers in field] for field in (facts, cells))
        steps = map(Step._make, zip(*arrays, *fields, strict=True))
        vars(self).update(state, steps=dict(zip(names, steps, strict=True)))

    def trimmed(self) -> Graph:
        """The same graph, without facts and cells that no step reads any more."""
        facts = sorted({number for step in self.steps.values() for number in step.facts})
        cells = sorted({number for step in self.steps.values() for number in step.cells})
        to_fact = {number: position for position, number in enumerate(facts)}
        to_cell = {number: position for position, number in enumerate(cells)}
        steps = {
            name: step._replace(
                facts=array("I", map(to_fact.__getitem__, step.facts)),
                cells=array("I", map(to_cell.__getitem__, step.cells)),
            )
            for name, step in self.steps.items()
        }
        return Graph(
            steps,
            Numbering(self.facts.things[number] for number in facts),
            Numbering(self.cells.things[number] for number in cells),
            {to_cell[number]: digest for number, digest in self.digests.items() if number in to_cell},
            self.lists,
            self.sources,
            self.is_contested,
            self.is_alone,
        )
