"""What the last build has left for this one: its graph, what sources became, and the gathered context.

All of it belongs together by the name of the build. Whatever is missing, damaged or of another build counts as none.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.fast_build.graph import Graph
from plugins.fast_build.manifest import load
from plugins.fast_build.pelican_image import Kept
from plugins.fast_build.pelican_restore import Source
from plugins.fast_build.session import GRAPH, IMAGE, LATER, Session
from plugins.fast_build.shelf import Place, Shelf

SHELVES = "shelf.*"


@dataclass
class Gathered:
    """A gathered context: its image and the shelf of it, how sources were read, which attributes of contents were."""

    name: str
    image: Kept
    shelf: Shelf
    sources: dict[str, Source]
    read: frozenset[tuple[str, str]]


@dataclass
class KeptBuild:
    """What is kept of a build; `former` is its graph also where nothing of it may be used."""

    graph: Graph
    shelf: Shelf
    former: Graph
    gathered: Gathered | None = None
    changes: dict[str, bytes] = field(default_factory=dict)  # of the gathered context, since its image was made


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
        _, made, image_file, sources, names = image
        found.gathered = Gathered(name, made, Shelf(folder / image_file, later[2]), sources, names)
        found.changes = later[3]
    _sweep(folder, {file, found.gathered.shelf.file.name if found.gathered else ""})
    return found


def _sweep(folder: Path, wanted: set[str]) -> None:
    """Remove the shelves that nothing refers to."""
    for file in folder.glob(SHELVES):
        if file.name not in wanted:
            file.unlink()


def hold(session: Session, build: str, kept: KeptBuild, is_new: bool) -> None:
    """Keep what this build leaves for the next, until it is accepted; the image anew only where it `is_new`."""
    shelf, gathered = _tidied(kept.graph, kept.shelf), kept.gathered
    name = gathered.name if gathered else ""
    if gathered and is_new:
        image: tuple[Any, ...] = (name, gathered.image, gathered.shelf.file.name, gathered.sources, gathered.read)
        session.hold(IMAGE, image)
    session.hold(LATER, (build, name, gathered.shelf.length if gathered else 0, kept.changes))
    session.hold(GRAPH, (build, kept.graph, shelf.file.name, shelf.length, name))
    for one in (shelf, gathered.shelf if gathered else None):
        if one:
            one.close()


def _tidied(graph: Graph, shelf: Shelf) -> Shelf:
    """The shelf, or a new one where more than half of it is of no use any more."""
    readings = {name: step for name, step in graph.steps.items() if isinstance(step.value, tuple)}
    places: list[Place] = [step.value for step in readings.values()]
    if shelf.length < 2 * sum(size for _, size in places) + (1 << 16):
        return shelf
    new = new_shelf(shelf.file.parent)
    moved = shelf.copied_to(new, places)
    for name, step in readings.items():
        graph.steps[name] = step._replace(value=moved[step.value])
    return new
