"""Pelican's build, with what it sees recorded: the next is proved needless, or does what changed and nothing else."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import Pelican, main, signals
from pelican.log import console
from pelican.writers import Writer

from plugins.fast_build import command_line, parallel, pelican_tracking
from plugins.fast_build.fact import FILE, PACKAGES, Fact
from plugins.fast_build.graph import Graph
from plugins.fast_build.manifest import Manifest, load
from plugins.fast_build.moment import RecordedMoment, written
from plugins.fast_build.observer import OBSERVER
from plugins.fast_build.pelican_pages import Pages
from plugins.fast_build.pelican_reading import Readings
from plugins.fast_build.pelican_signals import by_steps
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.pelican_writer import StepWriter
from plugins.fast_build.proof import moment_of, stands
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.recorded import RecordedDict, RecordedSettings
from plugins.fast_build.session import GRAPH, Session
from plugins.fast_build.shelf import Shelf
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
        self.settings["RECORDED_MOMENT"] = RecordedMoment.of
        command = command_line.read(sys.argv[1:])
        self.settings.update(command_line.with_site(self.settings, command))
        self.places = command_line.places_of(self.settings)
        folder = command_line.site_folder(self.settings)
        trusted = self.settings.get("FAST_BUILD_TRUSTED", ())
        self.code = SiteCode(folder, pelican.plugins, trusted, command.settings_file if command else "")
        self.session = command_line.session_of(self.settings, self.places)
        self.start = Record()
        pelican_tracking.install()
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
            self._generate(Steps(self.places, Graph(), frozenset(), frozenset(), ""), None)
            return
        with session.alone():
            digest = command_line.settings_digest(self.settings, self.places)
            moment = moment_of(self.settings)
            is_same = session.manifest is not None and session.manifest.settings == digest
            if is_same and not self.settings.get("FAST_BUILD_FRESH") and stands(session, moment):
                console.print("Done: nothing has changed.")
                return
            for doubt in session.manifest.doubts if session.manifest else ():
                logger.info("fast_build: nobody can prove that nothing has changed: %s", doubt)
            session.begin()
            self._build(session, digest, moment)

    def _build(self, session: Session, digest: bytes, moment: datetime) -> None:
        OBSERVER.undo = session.undo
        session.undo.begin()
        try:
            if self.settings.get("FAST_BUILD_FORMER"):
                session.link_former(self.settings["FAST_BUILD_FORMER"])
            changed = frozenset(session.changed())
            old, former, shelf = self._old(session, changed)
            spoiled = frozenset(f"{{output}}/{name}" for name in session.spoiled())
            RECORDER.renumber(self.start, old.cells)
            self.settings.renumber()
            steps = Steps(self.places, old, changed, spoiled, written(moment))
            steps.began, steps.former = session.began, former.steps
            with RECORDER.step(self.start):
                self._generate(steps, shelf)
            self._finish(session, digest, steps, shelf)
            if not self.settings.get("FAST_BUILD_HOLD"):
                session.accept()
        except BaseException:
            OBSERVER.undo = None
            session.recover()
            raise
        OBSERVER.undo = None

    def _old(self, session: Session, changed: frozenset[Fact]) -> tuple[Graph, Graph, Shelf]:
        """What can be kept of the last build's graph, that graph, and the shelf for its readings.

        Nothing can be kept where the site's code or the start of its plugins was another.
        """
        kept = load(session.folder / GRAPH)
        graph, file, length = kept if isinstance(kept, tuple) else (Graph(), "", 0)
        for other in session.folder.glob("shelf.*"):
            if other.name != file:
                other.unlink()
        new = Shelf(session.folder / f"shelf.{time.time_ns():x}")
        if not session.manifest or self.settings.get("FAST_BUILD_FRESH"):
            return Graph(), graph, new
        start = graph.steps.get("start")
        code = {(FILE, self.places.name(file)) for _, file in self.code.modules()} | {(PACKAGES, "")}
        numbers = {number for fact in changed if (number := graph.facts.known(fact)) is not None}
        if start is None or not numbers.isdisjoint(start.facts) or not changed.isdisjoint(code):
            return Graph(), graph, new
        return graph, graph, Shelf(session.folder / file, length)

    def _generate(self, steps: Steps, shelf: Shelf | None) -> None:
        """What `Pelican.run` does, step by step."""
        started = time.perf_counter()
        pelican, settings = self.pelican, self.settings
        processes = parallel.processes(settings.get("FAST_BUILD_PROCESSES"))
        context = RecordedDict(dict(settings))
        context["generated_content"], context["static_links"], context["static_content"] = {}, set(), {}
        context["localsiteurl"] = settings["SITEURL"]
        generators = [
            cls(
                context=context,
                settings=settings,
                path=pelican.path,
                theme=pelican.theme,
                output_path=pelican.output_path,
            )
            for cls in pelican._get_generator_classes()
        ]
        steps.cells.settings, steps.cells.context = settings, context
        steps.cells.generators = generators
        steps.cells.environments = [generator.env for generator in generators]
        readings = Readings(steps, shelf, settings, processes) if shelf else None
        pelican_tracking.forget()
        with RECORDER.step(Record(coarse=True)) as seen:
            for generator in generators:
                if readings:
                    readings.use(generator)
                if hasattr(generator, "generate_context"):
                    generator.generate_context()
                if hasattr(generator, "check_disabled_readers"):
                    generator.check_disabled_readers()
            signals.all_generators_finalized.send(generators)
            for generator in generators:
                if hasattr(generator, "refresh_metadata_intersite_links"):
                    generator.refresh_metadata_intersite_links()
            _hold_until_published(generators, settings)
        if readings:
            readings.finish()
        seen.cells.clear()
        steps.add("context", seen)
        steps.cells.take_contents()
        pelican_tracking.forget()
        pages = Pages(steps, steps.cells.environments, processes)
        writer = self._writer(pages)
        with by_steps(steps, pages.flush):
            for number, generator in enumerate(generators):
                if hasattr(generator, "generate_output"):
                    with steps.doing(f"output {number} {type(generator).__name__}"):
                        generator.generate_output(writer)
                    pages.flush()
            signals.finalized.send(pelican)
        took = time.perf_counter() - started
        console.print(f"Done: {pages.made} pages and feeds made, {pages.kept} kept, in {took:.2f} seconds.")

    def _writer(self, pages: Pages) -> Any:
        """Our writer, also in the place of a plugin's, as long as that leaves the writing of pages to Pelican's."""
        writer = self.pelican._get_writer()
        base = type(writer)
        if base.write_file is not Writer.write_file or base.write_feed is not Writer.write_feed:
            return writer
        cls = StepWriter if base is Writer else type("StepWriter", (StepWriter, base), {})
        made = cls(self.pelican.output_path, settings=self.settings)
        made.take, made.feed = pages.take, pages.feed
        return made

    def _finish(self, session: Session, digest: bytes, steps: Steps, shelf: Shelf) -> None:
        steps.add("start", self.start)
        graph = steps.finish()
        writes = {name for step in graph.steps.values() for name in step.writes}
        outputs = session.outputs(map(self.places.path, writes))
        self._remove_what_is_left(session, outputs)
        seen = {fact for step in graph.steps.values() for fact in graph.facts.of(step.facts)}
        seen |= {(FILE, self.places.name(file)) for _, file in self.code.modules()}
        doubts = {doubt for step in graph.steps.values() for doubt in step.doubts}
        every = Record()
        for step in graph.steps.values():
            every.hold(step.since, step.until)
        manifest = Manifest(
            settings=digest,
            given=_given(),
            facts=session.facts(seen),
            outputs=outputs,
            since=every.since,
            until=every.until,
            doubts=(*sorted(doubts), *self.code.doubts()),
        )
        shelf = _tidied(graph, shelf)
        session.hold(manifest, (graph, shelf.file.name, shelf.length))
        shelf.close()

    def _remove_what_is_left(self, session: Session, outputs: Iterable[str]) -> None:
        """Remove the files of pages that are no more, and folders that are empty then."""
        left = set(session.manifest.outputs if session.manifest else ()) - set(outputs)
        is_first = session.manifest is None and self.settings.get("FAST_BUILD_OWNS_OUTPUT")
        if self.pelican.delete_outputdir or is_first:
            left |= set(_all_files(session.output, self.pelican.output_retention)) - set(outputs)
        for name in left:
            path = Path(session.output, name)
            with suppress(OSError):
                path.unlink()
                for parent in path.parents:
                    if str(parent) == session.output:
                        break
                    parent.rmdir()


def _tidied(graph: Graph, shelf: Shelf) -> Shelf:
    """The shelf, or a new one where more than half of it is of no use any more."""
    readings = {name: step for name, step in graph.steps.items() if isinstance(step.value, tuple)}
    places = [step.value for step in readings.values()]
    if shelf.length < 2 * sum(size for _, size in places) + (1 << 16):
        return shelf
    new, moved = shelf.copied(places, shelf.file.with_name(f"shelf.{time.time_ns():x}"))
    for name, step in readings.items():
        graph.steps[name] = step._replace(value=moved[step.value])
    return new


def _hold_until_published(generators: Iterable[Any], settings: dict[str, Any]) -> None:
    """Pelican makes drafts of articles of the future, by the clock; the first of them will be no draft for ever."""
    if RECORDER.record is None or settings["WITH_FUTURE_DATES"]:
        return
    now = datetime.now(UTC)
    for generator in generators:
        for article in (*getattr(generator, "drafts", ()), *getattr(generator, "drafts_translations", ())):
            moment = article.date if article.date.tzinfo else article.date.replace(tzinfo=article.timezone)
            if moment > now:
                RECORDER.record.hold("", written(moment))


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
