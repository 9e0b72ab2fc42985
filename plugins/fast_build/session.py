"""One build of one site into one folder: its places, its cache, its manifest, and whether anything has changed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from plugins.fast_build import fact
from plugins.fast_build.fact import FILE, PACKAGES, Fact
from plugins.fast_build.manifest import NAME, Manifest, Written, load, save
from plugins.fast_build.place import Places
from plugins.fast_build.undo import Undo

CACHE = "fast_build"
GRAPH, IMAGE, LATER = "graph", "image", "later"
FILES = (IMAGE, LATER, GRAPH, NAME)  # of a cache; the manifest comes last
HELD = ".held"  # behind the names of files that no build may use until they are accepted


def cache_folder(cache: Path, output: Path) -> Path:
    """Where the cache of a site's output lies below the site's folder for caches: one for each output."""
    beside = os.path.relpath(output, os.path.dirname(os.path.abspath(cache)))
    return cache / CACHE / fact.digest(os.fsencode(beside)).hex()[:8]


class Session:
    """A build with its cache in `folder`, which writes below `output`."""

    def __init__(self, folder: Path, output: str, places: Places) -> None:
        self.folder, self.output, self.places = folder, output.rstrip("/"), places
        self.undo = Undo(self.output, f"{self.output}.undo.{folder.name}")
        self.manifest: Manifest | None = None
        self.began = 0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other build of this cache runs; then mend what a killed one left, and read the manifest."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.recover()
            found = load(self.folder / NAME)
            self.manifest = found if isinstance(found, Manifest) else None
            yield

    def recover(self) -> None:
        """Put the output back to what it was before a build that was not accepted; nothing where there was none."""
        self.undo.recover()
        for name in FILES:
            (self.folder / f"{name}{HELD}").unlink(missing_ok=True)

    def hold(self, name: str, value: Any) -> None:
        """Keep one of the `FILES` of a good build until it is accepted; those that are not held stay as they are."""
        save(self.folder / f"{name}{HELD}", value)

    def tell(self, told: dict[str, Any], facts: dict[Fact, bytes], doubts: Iterable[str]) -> None:
        """Add to the manifest of the build that is held. Raises OSError where there is none."""
        manifest = load(self.folder / f"{NAME}{HELD}")
        if not isinstance(manifest, Manifest):
            raise FileNotFoundError(f"{self.folder}: the build is not there any more; another one took its place")
        manifest.told |= told
        manifest.facts |= facts
        manifest.doubts = (*manifest.doubts, *doubts)
        save(self.folder / f"{NAME}{HELD}", manifest)

    def accept(self) -> None:
        """Accept the build that is held: its output is the good one now. Raises OSError where there is none."""
        for name in FILES:
            held = self.folder / f"{name}{HELD}"
            if name == NAME or held.exists():
                held.replace(self.folder / name)
        self.undo.commit()

    def begin(self) -> None:
        """A build begins: what is touched from now on may not be what it reads."""
        with (self.folder / "began").open("w") as file:
            self.began = _next_tick(file)

    def follow(self, earlier: Session) -> None:
        """Begin where another session of this process has begun, and believe what it has looked at since."""
        if earlier.manifest and self.manifest and earlier.manifest.build == self.manifest.build:
            same = (earlier.folder, earlier.output, earlier.places.folders)
            if same == (self.folder, self.output, self.places.folders):
                self.began = earlier.began
                seen = vars(earlier).keys() & {"changed", "spoiled"}
                vars(self).update({name: vars(earlier)[name] for name in seen})

    @cached_property
    def changed(self) -> frozenset[Fact]:
        """The facts that are no longer so since the last good build; looked at once, when the build begins."""
        return frozenset(fact.changed(self.manifest.facts, self.places) if self.manifest else ())

    @cached_property
    def spoiled(self) -> frozenset[str]:
        """The files of the output that are not as the last good build left them; looked at once."""
        outputs = self.manifest.outputs if self.manifest else {}
        return frozenset(name for name, written in outputs.items() if not self._is_as_left(name, written))

    def _is_as_left(self, name: str, written: Written, folder: str = "") -> bool:
        """By size and time, which our own build has set; by content where somebody has copied the output."""
        path = f"{folder or self.output}/{name}"
        try:
            about = os.lstat(path)
        except OSError:
            return False
        if about.st_size != written[0]:
            return False
        return about.st_mtime_ns == written[1] or fact.file_digest(path) == written[2]

    def holds(self, moment: datetime) -> bool:
        """Whether the site is the same at `moment` as at the last good build's now."""
        manifest = self.manifest or Manifest()
        is_early = manifest.since and moment < datetime.fromisoformat(manifest.since)
        is_late = manifest.until and moment >= datetime.fromisoformat(manifest.until)
        return not is_early and not is_late

    def link_former(self, former: str) -> None:
        """Take the files of the last good build from where they lie now, where this output lacks them."""
        for name, written in (self.manifest.outputs if self.manifest else {}).items():
            path = f"{self.output}/{name}"
            if not os.path.lexists(path) and self._is_as_left(name, written, former):
                self.undo.link(f"{former}/{name}", path)

    def facts(self, seen: Iterable[Fact], fresh: Container[Fact]) -> dict[Fact, bytes]:
        """The digests of what was seen, in this build where it is `fresh`, else in the last one and proved since.

        A file that was touched since this build began may not be what it has read, so nobody may count on it.
        """
        proved = {one: found for one, found in (self.manifest or Manifest()).facts.items() if one not in self.changed}
        found = {}
        for one in {*seen, (PACKAGES, "")}:
            if one[0] == FILE and one in fresh and fact.modified_since(self.places.path(one[1]), self.began):
                found[one] = fact.UNKNOWN
            else:
                found[one] = proved[one] if one in proved else fact.look(one, self.places)
        return found

    def outputs(self, names: Iterable[str], new: Container[str]) -> dict[str, Written]:
        """The files of the output by their names in it; those that are not `new` lie as the last build left them."""
        known = (self.manifest or Manifest()).outputs
        found = {}
        for name in names:
            if name in known and name not in new and name not in self.spoiled:
                found[name] = known[name]
                continue
            path = f"{self.output}/{name}"
            if os.path.isfile(path):
                about = os.lstat(path)
                found[name] = (about.st_size, about.st_mtime_ns, fact.file_digest(path))
        return found


def _next_tick(file: IO[str]) -> int:
    """The time of the file system's clock, once it has moved on: what was written before is older than that."""
    started = now = _touched(file)
    while now == started:
        now = _touched(file)
    return now


def _touched(file: IO[str]) -> int:
    os.utime(file.fileno())
    return os.fstat(file.fileno()).st_mtime_ns
