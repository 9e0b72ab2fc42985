"""What the last build has left for this one: its graph, what sources became, and the gathered context.

All of it belongs together by the name of the build. Whatever is missing, damaged or of another build counts as none.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path

from plugins.fast_build.graph import Graph
from plugins.fast_build.manifest import load
from plugins.fast_build.pelican_image import Kept
from plugins.fast_build.pelican_packing import Laid
from plugins.fast_build.pelican_restore import Source
from plugins.fast_build.session import GRAPH, IMAGE, LATER, Session
from plugins.fast_build.shelf import Shelf

SHELVES = "shelf.*"


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
    kept = load(folder / GRAPH)
    if not session.manifest or not isinstance(kept, tuple) or kept[0] != session.manifest.build:
        _sweep(folder, set())
        return KeptBuild(Graph(), new_shelf(folder), Graph())
    _, graph, file, length, name = kept
    found = KeptBuild(graph, Shelf(folder / file, length), graph)
    later = load(folder / LATER)
    image = load(folder / IMAGE) if isinstance(later, tuple) and later[:2] == (session.manifest.build, name) else None
    if isinstance(image, tuple) and image[0] == name:
        found.gathered, found.changes = Gathered(*image), later[2]
    _sweep(folder, {file})
    return found


def _sweep(folder: Path, wanted: set[str]) -> None:
    """Remove the shelves that nothing refers to."""
    for file in folder.glob(SHELVES):
        if file.name not in wanted:
            file.unlink()


def hold(session: Session, build: str, kept: KeptBuild, is_new: bool) -> None:
    """Keep what this build leaves for the next, until it is accepted; the image anew only where it `is_new`."""
    shelf, is_moved = _tidied(kept)
    gathered = kept.gathered  # after the tidying, which may have given it another name
    name = gathered.name if gathered else ""
    if gathered and (is_new or is_moved):
        session.hold(IMAGE, (name, gathered.image, gathered.sources, gathered.read))
    session.hold(LATER, (build, name, kept.changes))
    session.hold(GRAPH, (build, kept.graph, shelf.file.name, shelf.length, name))
    shelf.close()


def _tidied(kept: KeptBuild) -> tuple[Shelf, bool]:
    """The shelf, or a new one where more than half of it is of no use any more; and whether it is a new one."""
    shelf, graph, gathered = kept.shelf, kept.graph, kept.gathered
    readings = {name: step.value for name, step in graph.steps.items() if isinstance(step.value, Laid)}
    places = {place for laid in (*readings.values(), *kept.contents.values()) for place in laid.places()}
    if shelf.length < 2 * sum(size for _, size, _ in places) + (1 << 16):
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
