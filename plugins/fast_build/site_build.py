"""A build as its starter sees it: proved needless before Pelican starts, accepted or taken back when it has ended.

For programs that run Pelican in a process of its own, look at what it made, and only then let it stand:

    site = SiteBuild(settings_file, output, cache)
    with site.alone():
        told = site.unchanged(moment)
        if told is None:
            ...  # run Pelican with `site.settings()` laid over its settings, then
            site.accept({"pages": 12})

Leaving the block without `accept` puts the output back to what it was. Standard library only.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from plugins.fast_build import command_line, proof
from plugins.fast_build.command_line import Command
from plugins.fast_build.fact import FILE
from plugins.fast_build.observer import OBSERVER
from plugins.fast_build.place import Places
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.session import Session


class SiteBuild:
    """A build of the site of `settings_file` into `output`, with its cache in the folder `cache`.

    What the last build wrote may lie in another folder now, `former`: what is still good is taken from there by hard
    links. The output is the site's alone. A `fresh` build makes everything anew. `overrides` are further settings.
    """

    def __init__(
        self,
        settings_file: Path,
        output: Path,
        cache: Path,
        former: Path | None = None,
        fresh: bool = False,
        overrides: dict[str, Any] | None = None,
    ) -> None:
        self._file, self._cache = settings_file, cache
        self._given = {
            **(overrides or {}),
            "FAST_BUILD_SITE": str(settings_file.parent),
            "FAST_BUILD_CACHE": str(cache),
            "FAST_BUILD_FRESH": fresh,
            "FAST_BUILD_HOLD": True,
            "FAST_BUILD_OWNS_OUTPUT": True,
        }
        if former:
            self._given["FAST_BUILD_FORMER"] = str(former)
        self._output = output
        self._is_accepted = False
        self._began = 0
        self._seen = Record()

    def settings(self) -> dict[str, Any]:
        """What is laid over Pelican's settings."""
        return self._given

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for other builds with this cache; at the end take back what was not accepted."""
        self._cache.mkdir(parents=True, exist_ok=True)
        with (self._cache / "turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            session = self._session()
            session.recover()
            session.begin()
            self._began = session.began
            try:
                yield
            finally:
                OBSERVER.is_on = False
                if not self._is_accepted:
                    session.recover()

    def _command(self) -> Command:
        return Command(str(self._file), self._given | {"OUTPUT_PATH": str(self._output)})

    def _session(self) -> Session:
        settings = command_line.settings_of(self._command()) or {}
        session = command_line.session_of(settings, command_line.places_of(settings)) if settings else None
        return session or Session(self._cache, str(self._output), Places({}))

    def unchanged(self, moment: datetime) -> dict[str, Any] | None:
        """What was told of the last build, when the output is what a build at `moment` would give; else None."""
        if self._given["FAST_BUILD_FRESH"]:
            return None
        manifest = proof.manifest_of_last(self._command(), moment)
        if manifest is None:
            return None
        self._is_accepted = True
        return manifest.told

    @contextmanager
    def looking(self, programs: Iterable[str]) -> Iterator[None]:
        """What this process looks at inside the block counts for the build too; what `programs` look at does not."""
        settings = command_line.settings_of(self._command()) or {}
        ignored = [*command_line.NO_FACTS, str(self._cache), *settings.get("FAST_BUILD_IGNORED", ())]
        OBSERVER.start(str(self._output), ignored, (str(self._file.parent),), programs)
        try:
            with RECORDER.step(self._seen):
                yield
        finally:
            OBSERVER.is_on = False

    def accept(self, told: dict[str, Any], files: Iterable[Path] = ()) -> None:
        """Let the build stand, and tell `told` as long as nothing changes; `files` count as looked at too.

        Raises OSError where the build is not there any more.
        """
        session = self._session()
        session.began = self._began
        looks = {*self._seen.facts, *((FILE, os.path.normpath(file)) for file in files)}
        seen = {(kind, session.places.name(path) if path.startswith("/") else path) for kind, path in looks}
        session.tell(told, session.facts(seen, seen), self._seen.doubts)
        session.accept()
        self._is_accepted = True
