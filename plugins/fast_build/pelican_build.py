"""Pelican's build, with what it sees recorded: the next is proved needless, or does what changed and nothing else."""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican import Pelican, main, signals
from pelican.log import console

from plugins.fast_build import (
    command_line,
    jinja_tracking,
    pelican_address,
    pelican_kept,
    pelican_memo,
    pelican_quick,
    pelican_tracking,
    proof,
    site_code,
)
from plugins.fast_build.fact import FILE, PACKAGES
from plugins.fast_build.graph import Graph, Step
from plugins.fast_build.manifest import NAME, Manifest, Written
from plugins.fast_build.moment import RecordedMoment, written
from plugins.fast_build.observer import OBSERVER
from plugins.fast_build.parts import Parts
from plugins.fast_build.pelican_generate import AttachedError, Generation
from plugins.fast_build.pelican_kept import KeptBuild
from plugins.fast_build.pelican_packing import NoImage
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.proof import moment_of, stands
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.recorded import RecordedSettings
from plugins.fast_build.session import Session
from plugins.fast_build.shared_values import SharedValues
from plugins.fast_build.site_code import SiteCode

logger = logging.getLogger(__name__)


def install() -> None:
    """Take over every Pelican that is made from now on."""
    send = signals.initialized.send

    def send_recorded(pelican: Pelican, **options: Any) -> Any:
        build = Build(pelican)
        with build.recording():
            sent = send(pelican, **options)
        pelican.run = build.run
        return sent

    signals.initialized.send = send_recorded


def start(arguments: list[str]) -> None:
    """Do what Pelican's own command does."""
    sys.argv = ["pelican", *arguments]
    main(arguments)


class Build:
    """One Pelican, from its plugins' start to the end of its run; with autoreload, many runs."""

    def __init__(self, pelican: Pelican) -> None:
        self.pelican = pelican
        self.settings = pelican.settings = RecordedSettings(pelican.settings)
        self.settings["CACHE_CONTENT"] = self.settings["LOAD_CONTENT_CACHE"] = False  # it goes by paths and times
        self.settings["RECORDED_MOMENT"] = RecordedMoment.of
        self.values = SharedValues()
        self.settings["RECORDED_VALUE"] = self.values.recorded
        self.parts = Parts()
        self.settings["RECORDED_PART"] = self.parts.do
        self.settings["QUICK_MARKDOWN"] = _quicken  # for readers that make converters of their own
        command = command_line.read(sys.argv[1:])
        self.settings.update(command_line.with_site(self.settings, command))
        self.places = command_line.places_of(self.settings)
        folder = command_line.site_folder(self.settings)
        trusted = self.settings.get("FAST_BUILD_TRUSTED", ())
        self.code = SiteCode(folder, pelican.plugins, trusted, command.settings_file if command else "")
        self.session = command_line.session_of(self.settings, self.places)
        self.start = Record()
        jinja_tracking.install()
        pelican_tracking.install()
        pelican_quick.install()
        pelican_memo.install()
        pelican_address.install()
        if self.session:
            ignored = [*command_line.NO_FACTS, str(self.session.folder), self.session.undo.folder]
            ignored += self.settings.get("FAST_BUILD_IGNORED", ())
            programs = self.settings.get("FAST_BUILD_PROGRAMS", ())
            OBSERVER.start(pelican.output_path, ignored, self.code.folders, programs)

    def recording(self) -> Any:
        """Record the start of the plugins."""
        return RECORDER.step(self.start) if self.session else nullcontext()

    def run(self) -> None:
        """Build what must be built."""
        session = self.session
        RECORDER.is_on = session is not None
        if session is None:
            steps = Steps(self.places, Graph(), frozenset(), frozenset(), "")
            Generation(self.pelican, steps, None, self.code, self.parts).run(False)
            return
        with session.alone():
            session.begin()
            if proof.last_look:
                session.follow(proof.last_look)
                proof.last_look = None  # with autoreload, the next build looks for itself
            self._digest = command_line.settings_digest(self.settings, self.places)
            moment = moment_of(self.settings)
            is_wanted = bool(self.settings.get("FAST_BUILD_FRESH") or self.settings.get("FAST_BUILD_FORMER"))
            if self._is_same(session) and not is_wanted and stands(session, moment):
                console.print("Done: nothing has changed.")
                return
            for doubt in session.manifest.doubts if session.manifest else ():
                logger.info("fast_build: nobody can prove that nothing has changed: %s", doubt)
            self._build(session, moment)

    def _is_same(self, session: Session) -> bool:
        """Whether the settings are those of the last build."""
        return session.manifest is not None and session.manifest.settings == self._digest

    def _build(self, session: Session, moment: datetime) -> None:
        started = time.perf_counter()
        with _collecting_seldom():
            try:
                made = self._make(session, moment, bool(self.settings.get("FAST_BUILD_FRESH")))
            except (AttachedError, NoImage) as reason:
                logger.info("fast_build: everything is made: %s", reason)
                made = self._make(session, moment, True)
        took = time.perf_counter() - started
        console.print(f"Done: {made}, in {took:.2f} seconds.")

    def _make(self, session: Session, moment: datetime, is_fresh: bool) -> str:
        """Make what must be made, all where it `is_fresh`; returns what was made, in words."""
        OBSERVER.undo = session.undo
        session.undo.begin()
        try:
            if self.settings.get("FAST_BUILD_FORMER"):
                session.link_former(self.settings["FAST_BUILD_FORMER"])
            kept = self._kept(session, is_fresh)
            RECORDER.renumber(self.start, kept.graph.cells)
            self.settings.renumber()
            spoiled = frozenset(f"{{output}}/{name}" for name in session.spoiled)
            steps = Steps(self.places, kept.graph, session.changed, spoiled, written(moment))
            steps.began, steps.former = session.began, kept.former.steps
            steps.cells.shared = self.values
            generation = Generation(self.pelican, steps, kept, self.code, self.parts)
            with RECORDER.step(self.start):
                generation.run(self._is_same(session))
            self._finish(session, steps, kept, generation.has_gathered)
            if not self.settings.get("FAST_BUILD_HOLD"):
                session.accept()
        except BaseException:  # also one that is interrupted leaves the output as it was
            OBSERVER.undo = None
            session.recover()
            raise
        OBSERVER.undo = None
        pages = sum(1 for name in kept.graph.steps if name.startswith(("page ", "feed ")))
        return f"{pages} pages and feeds, {generation.made} of them made anew"

    def _kept(self, session: Session, is_fresh: bool) -> KeptBuild:
        """What can be kept of the last build: nothing where the site's code or the start of its plugins was another."""
        kept = pelican_kept.read(session)
        start = kept.graph.steps.get("start")
        code = {(FILE, self.places.name(file)) for _, file in self.code.modules()} | {(PACKAGES, "")}
        numbers = {number for one in session.changed if (number := kept.graph.facts.known(one)) is not None}
        is_other = start is None or not numbers.isdisjoint(start.facts) or not session.changed.isdisjoint(code)
        if is_other or is_fresh:
            return KeptBuild(Graph(), pelican_kept.new_shelf(session.folder), kept.former)
        return kept

    def _finish(self, session: Session, steps: Steps, kept: KeptBuild, has_gathered: bool) -> None:
        for name, record in {"start": self.start, **self.values.records}.items():
            steps.add(name, record)
        graph = kept.graph = steps.finish()
        outputs = self._outputs(session, steps, graph)
        self._remove_what_is_left(session, outputs)
        code = {(FILE, self.places.name(file)) for _, file in self.code.modules()}
        seen = set(graph.facts.of(set().union(*(step.facts for step in graph.steps.values())))) | code
        doubts = {doubt for step in graph.steps.values() for doubt in step.doubts}
        every = Record()
        for step in graph.steps.values():
            if step.since or step.until:
                every.hold(step.since, step.until)
        asking = self.code.asking(session.manifest.asking if session.manifest else {})
        build = uuid.uuid4().hex
        pelican_kept.hold(session, build, kept, has_gathered)
        manifest = Manifest(
            build=build,
            settings=self._digest,
            given=_given(),
            facts=session.facts(seen, steps.fresh_facts() | code),
            outputs=outputs,
            since=every.since,
            until=every.until,
            doubts=(*sorted(doubts), *site_code.doubts(asking)),
            asking=asking,
        )
        session.hold(NAME, manifest)

    def _outputs(self, session: Session, steps: Steps, graph: Graph) -> dict[str, Written]:
        """What lies in the output now: what was kept as it was, and what was written."""
        prefix = "{output}/"

        def names(some: Iterable[Step]) -> set[str]:
            return {one.removeprefix(prefix) for step in some for one in step.writes if one.startswith(prefix)}

        return session.outputs(names(graph.steps.values()), names(graph.steps[name] for name in steps.done))

    def _remove_what_is_left(self, session: Session, outputs: Iterable[str]) -> None:
        """Remove the files of pages that are no more, and folders that are empty then."""
        left = set(session.manifest.outputs if session.manifest else ()) - set(outputs)
        is_first = session.manifest is None and self.settings.get("FAST_BUILD_OWNS_OUTPUT")
        if self.pelican.delete_outputdir or is_first:
            left |= set(_all_files(session.output, self.pelican.output_retention)) - set(outputs)
        for name in left:
            path = Path(session.output, name)
            with suppress(OSError):
                path.unlink(missing_ok=True)
                for parent in path.parents:
                    if str(parent) == session.output:
                        break
                    parent.rmdir()


def _quicken(converter: Any) -> Any:
    """Let a Markdown converter search less; it gives what it gave."""
    from plugins.fast_build.quick_markdown import quicken  # not before somebody reads Markdown

    return quicken(converter)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Inside the block Python looks for garbage in circles less often: a site is a great many objects that stay."""
    before, was_enabled = gc.get_threshold(), gc.isenabled()
    gc.enable()
    gc.set_threshold(500_000, 20, 100)
    try:
        yield
    finally:
        if not was_enabled:
            gc.disable()  # first, or else it would look at once
        gc.set_threshold(*before)


def _all_files(output: str, kept: Iterable[str]) -> Iterator[str]:
    """Every file below a folder, but below those entries of it that are to stay."""
    for parent, folders, names in os.walk(output):
        if parent == output:
            folders[:] = [name for name in folders if name not in kept]
            names = [name for name in names if name not in kept]
        yield from (os.path.relpath(f"{parent}/{name}", output) for name in names)


def _given() -> bytes:
    """The digest of what settings file and command line give, for the proof without Pelican; empty without these."""
    command = command_line.read(sys.argv[1:])
    settings = command_line.settings_of(command) if command else None
    return command_line.settings_digest(settings, command_line.places_of(settings)) if settings else b""
