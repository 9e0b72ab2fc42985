"""What builds have made different in a graph since it was written: a few steps, in the place of all of them."""

from __future__ import annotations

from typing import NamedTuple

from plugins.fast_build.fact import Fact
from plugins.fast_build.graph import Graph, Step
from plugins.fast_build.record import Cell


class GraphChange(NamedTuple):
    """The differences. Cells and facts are those that have a number since, in its order."""

    steps: dict[str, Step]
    gone: set[str]
    cells: list[Cell]
    facts: list[Fact]
    digests: dict[int, bytes]
    lists: dict[str, tuple[str, ...]]
    sources: dict[str, str]
    is_contested: bool
    is_alone: bool


class GraphBase(NamedTuple):
    """A graph as it was written: its name, how many cells and facts it had, and what is different since."""

    name: str
    cells: int
    facts: int
    change: GraphChange | None = None

    def changed(self, former: Graph, graph: Graph) -> GraphBase:
        """The same base, with what turns it into `graph`; `former` is what it had become before."""
        before = self.change
        steps = {name: step for name, step in graph.steps.items() if former.steps.get(name) is not step}
        gone = former.steps.keys() - graph.steps.keys()
        digests = {number: found for number, found in graph.digests.items() if former.digests.get(number) != found}
        lists = {name: pages for name, pages in graph.lists.items() if former.lists.get(name) != pages}
        sources = {page: name for page, name in graph.sources.items() if former.sources.get(page) != name}
        if before:
            steps = {name: step for name, step in before.steps.items() if name not in gone} | steps
            gone = (before.gone - graph.steps.keys()) | gone
            digests, lists, sources = before.digests | digests, before.lists | lists, before.sources | sources
        cells, facts = graph.cells.things[self.cells :], graph.facts.things[self.facts :]
        flags = graph.is_contested, graph.is_alone
        return self._replace(change=GraphChange(steps, gone, cells, facts, digests, lists, sources, *flags))


def lay_over(graph: Graph, change: GraphChange) -> Graph:
    """A graph that was just read, with what is different since; its numberings go on."""
    for cell in change.cells:
        graph.cells.number(cell)
    for fact in change.facts:
        graph.facts.number(fact)
    steps = {name: step for name, step in graph.steps.items() if name not in change.gone} | change.steps
    return Graph(
        steps,
        graph.facts,
        graph.cells,
        graph.digests | change.digests,
        graph.lists | change.lists,
        graph.sources | change.sources,
        change.is_contested,
        change.is_alone,
    )
