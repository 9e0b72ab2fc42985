"""What builds change in a graph is kept beside it, and laid over it again."""

from __future__ import annotations

import pickle
from array import array

from plugins.fast_build.fact import FILE
from plugins.fast_build.graph import Graph, Step
from plugins.fast_build.graph_change import GraphBase, lay_over


def _step(graph: Graph, path: str, cell: str) -> Step:
    return Step(graph.facts.numbers([(FILE, path)]), array("I", [graph.cells.number((path, cell))]))


def _graph(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.steps[f"page {name}"] = _step(graph, f"{name}.md", "title")
        graph.lists[name], graph.sources[name] = (name,), f"{name}.md"
    graph.digests = dict.fromkeys(range(len(graph.cells)), b"1")
    return graph


def _next(graph: Graph, gone: str, new: str) -> Graph:
    """What a build makes of a graph: one page less, one more, one cell that holds something else."""
    steps = {name: step for name, step in graph.steps.items() if name != f"page {gone}"}
    steps[f"page {new}"] = _step(graph, f"{new}.md", "title")
    number = graph.cells.number((f"{new}.md", "title"))
    return Graph(
        steps,
        graph.facts,
        graph.cells,
        graph.digests | {0: new.encode(), number: b"2"},
        graph.lists | {new: (new,)},
        graph.sources | {new: f"{new}.md"},
        is_contested=True,
    )


def _read(written: bytes, base: GraphBase) -> Graph:
    graph: Graph = pickle.loads(written)  # noqa: S301 - our own
    assert base.change
    return lay_over(graph, pickle.loads(pickle.dumps(base.change)))  # noqa: S301 - our own


def _plain(graph: Graph) -> tuple[object, ...]:
    fields = (graph.steps, graph.facts.things, graph.cells.things, graph.digests, graph.lists, graph.sources)
    return (*fields, graph.is_contested, graph.is_alone)


def test_many_changes_are_one_change() -> None:
    first = _graph("a", "b", "c")
    written = pickle.dumps(first)
    base = GraphBase("base", len(first.cells), len(first.facts))
    second = _next(first, "a", "d")
    base = base.changed(first, second)
    assert _plain(_read(written, base)) == _plain(second)
    third = _next(_next(second, "d", "e"), "b", "a")
    base = base.changed(second, third)
    assert _plain(_read(written, base)) == _plain(third)
    assert base.change
    assert "page c" not in base.change.steps, "what is as it was is not written again"
