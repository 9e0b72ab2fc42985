"""What the last build has left for this one: its graph, what sources became, and the gathered context.

All of it belongs together by the name of the build. Whatever is missing, damaged or of another build counts as none.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from plugins.fast_build.graph import Graph
from plugins.fast_build.graph_change import GraphBase, GraphChange, lay_over
from plugins.fast_build.manifest import load
from plugins.fast_build.pelican_image import Kept
from plugins.fast_build.pelican_packing import Laid
from plugins.fast_build.pelican_restore import Source
from plugins.fast_build.session import GRAPH, IMAGE, LATER, Session
from plugins.fast_build.shelf import Shelf

SHELVES = "shelf.*"
SLACK = 1 << 16  # bytes of a shelf that may be of no use
MUCH = 4  # a graph is written anew when more than one in so many of its steps is another


@dataclass
class Gathered:
    """A gathered context: its image, how sources were read, which attributes of contents were."""

    name: str
    image: Kept
    sources: dict[str, Source]
    read: frozenset[tuple[str, str]]


@dataclass
class KeptBuild:
    """What is kept of a build; `former` is its graph also where nothing of it may be used."""

    graph: Graph
    shelf: Shelf
    former: Graph
    base: GraphBase | None = None  # the graph as it lies in the cache
    gathered: Gathered | None = None
    changes: dict[str, Laid] = field(default_factory=dict)  # contents of it that are others since its image was made

    @property
    def contents(self) -> dict[str, Laid]:
        """The contents of the gathered context, by their names."""
        return self.gathered.image.contents | self.changes if self.gathered else {}


def new_shelf(folder: Path) -> Shelf:
    """An empty shelf."""
    return Shelf(folder / f"shelf.{uuid.uuid4().hex[:12]}")


def read(session: Session) -> KeptBuild:
    """What the last good build has kept."""
    folder = session.folder
    later, kept = load(folder / LATER), load(folder / GRAPH)
    if not _belong_together(session, later, kept):
        _sweep(folder, set())
        return KeptBuild(Graph(), new_shelf(folder), Graph())
    _, base, image_name, file, length, changes = later
    graph = lay_over(kept[1], base.change) if base.change else kept[1]
    found = KeptBuild(graph, Shelf(folder / file, length), graph, base)
    image = load(folder / IMAGE)
    if isinstance(image, tuple) and image[0] == image_name:
        found.gathered, found.changes = Gathered(*image), changes
    _sweep(folder, {file})
    return found


def _belong_together(session: Session, later: Any, kept: Any) -> bool:
    is_last = isinstance(later, tuple) and session.manifest is not None and later[0] == session.manifest.build
    return bool(is_last and isinstance(kept, tuple) and kept[0] == later[1].name)


def _sweep(folder: Path, wanted: set[str]) -> None:
    """Remove the shelves that nothing refers to."""
    for file in folder.glob(SHELVES):
        if file.name not in wanted:
            file.unlink()


def hold(session: Session, build: str, kept: KeptBuild, is_new: bool) -> None:
    """Keep what this build leaves for the next, until it is accepted; the image anew only where it `is_new`.

    The graph is written anew where much of it is new; else what is different goes beside it.
    """
    shelf, is_moved = _tidied(kept)
    gathered, graph, base = kept.gathered, kept.graph, kept.base
    name = gathered.name if gathered else ""
    if gathered and (is_new or is_moved):
        session.hold(IMAGE, (name, gathered.image, gathered.sources, gathered.read))
    if base and graph.cells is kept.former.cells:
        base = base.changed(kept.former, graph)
    if base is None or base.change is None or graph.cells is not kept.former.cells or _is_much(base.change, graph):
        base = GraphBase(uuid.uuid4().hex, len(graph.cells), len(graph.facts))
        session.hold(GRAPH, (base.name, graph))
    session.hold(LATER, (build, base, name, shelf.file.name, shelf.length, kept.changes))
    shelf.close()


def _is_much(change: GraphChange, graph: Graph) -> bool:
    return MUCH * (len(change.steps) + len(change.gone)) > len(graph.steps) or 2 * len(change.cells) > len(graph.cells)


def _tidied(kept: KeptBuild) -> tuple[Shelf, bool]:
    """The shelf, or a new one where more than half of it is of no use any more; and whether it is a new one."""
    shelf, graph, gathered = kept.shelf, kept.graph, kept.gathered
    if shelf.length // SLACK == shelf.length_before // SLACK:  # to look takes long, and so little is left alone
        return shelf, False
    readings = {name: step.value for name, step in graph.steps.items() if isinstance(step.value, Laid)}
    places = {place for laid in (*readings.values(), *kept.contents.values()) for place in laid.places()}
    if shelf.length < 2 * sum(size for _, size, _ in places) + SLACK:
        return shelf, False
    new = new_shelf(shelf.file.parent)
    moved = shelf.copied_to(new, places)
    for name, laid in readings.items():
        graph.steps[name] = graph.steps[name]._replace(value=laid.moved(moved))
    if gathered:
        contents = {name: laid.moved(moved) for name, laid in kept.contents.items()}
        kept.gathered = replace(gathered, name=uuid.uuid4().hex, image=gathered.image._replace(contents=contents))
        kept.changes = {}
    return new, True
