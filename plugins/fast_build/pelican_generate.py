"""What `Pelican.run` does, step by step: the context is gathered, or brought back; the output is written, or kept."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, PagesGenerator, TemplatePagesGenerator
from pelican.writers import Writer

from plugins.fast_build import parallel, pelican_quick, pelican_tracking
from plugins.fast_build.moment import written
from plugins.fast_build.parts import Parts
from plugins.fast_build.pelican_holding import identity
from plugins.fast_build.pelican_image import Image, lay_anew
from plugins.fast_build.pelican_kept import Gathered, KeptBuild
from plugins.fast_build.pelican_packing import WORLD, NoImage
from plugins.fast_build.pelican_pages import Pages
from plugins.fast_build.pelican_reading import Readings
from plugins.fast_build.pelican_restore import NotAlone, Noting, Restorer
from plugins.fast_build.pelican_signals import by_steps
from plugins.fast_build.pelican_state import KeptState
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.pelican_watch import Watch
from plugins.fast_build.pelican_writer import StepWriter
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.recorded import RecordedDict
from plugins.fast_build.shared_values import ASKED
from plugins.fast_build.site_code import SiteCode

_PAGES_ALONE = {ArticlesGenerator, PagesGenerator, TemplatePagesGenerator}
logger = logging.getLogger(__name__)


class AttachedError(Exception):
    """A page has taken a static file to itself, in a build that has not made all pages."""


class Generation:
    """One run of a Pelican; `kept` is what the last build has left, and takes what this one leaves."""

    def __init__(self, pelican: Pelican, steps: Steps, kept: KeptBuild | None, code: SiteCode, parts: Parts) -> None:
        self._pelican, self._settings, self._steps, self._kept = pelican, pelican.settings, steps, kept
        self._code, self._parts = code, parts
        self._given = dict(pelican.settings)
        self._told = Record()
        self._processes = parallel.processes(self._settings.get("FAST_BUILD_PROCESSES"))
        self.has_gathered = False
        self._same: set[str] = set()  # contents that came out as in the last build
        self.made = 0

    def run(self, may_restore: bool) -> None:
        """Do it; with `may_restore`, settings and code are those of the build whose context is kept.

        Raises AttachedError where all pages must be made.
        """
        self._begin()
        changed = self._restored() if may_restore else None
        if changed is None:
            self._gather()
        self._steps.cells.take_contents()
        pelican_quick.quicken(self._generators)
        pelican_tracking.forget()
        watch = Watch(self._state, (self._context, self._settings), self._generators)
        watch.begin()  # what is compared now works out pages' texts already, and these may attach files
        if changed is not None:
            self._steps.settle({*changed, ASKED}.__contains__, changed, is_restored=True)
            self._steps.widen("context", self._told)
        elif may_restore and self._same:
            same, names = self._same, self._steps.cells.names()
            self._steps.settle(lambda kind: kind not in same, names - same, is_restored=False)
        self._write(watch)

    def _begin(self) -> None:
        """Make the context and the generators."""
        pelican, settings, cells = self._pelican, self._settings, self._steps.cells
        dict.clear(settings)  # what generators have put into them, where it is done a second time
        dict.update(settings, self._given)
        context = self._context = RecordedDict(dict(settings))
        context["generated_content"], context["static_links"], context["static_content"] = {}, set(), {}
        context["localsiteurl"] = settings["SITEURL"]
        paths = {"path": pelican.path, "theme": pelican.theme, "output_path": pelican.output_path}
        classes = pelican._get_generator_classes()
        self._generators: list[Any] = [cls(context=context, settings=settings, **paths) for cls in classes]
        cells.settings, cells.context, cells.generators = settings, context, self._generators
        cells.environments = [generator.env for generator in self._generators]
        for environment in cells.environments:
            environment.auto_reload = False  # a template that changes during a build is read anew by the next
        WORLD.begin(settings, context, self._generators)
        self._state = KeptState(self._code, cells.environments, settings)
        pelican_tracking.forget()

    def _restored(self) -> set[str] | None:
        """Bring back the context; the identities of the contents that changed since. None where it must be gathered."""
        kept = self._kept
        if kept is None or kept.gathered is None:
            return None
        gathered = kept.gathered
        image = Image(self._settings, self._steps.cells.context, self._generators)
        readings = Readings(self._steps, kept.shelf, self._processes)
        restorer = Restorer(self._steps, readings, gathered.sources, gathered.read)
        try:
            for generator in self._generators:
                readings.use(generator, is_ahead=False)
            changes = restorer.changes(self._generators)
        except NotAlone as reason:
            logger.info("fast_build: the context is gathered anew: %s", reason)
            self._begin()
            return None
        try:
            image.restore(kept.contents, gathered.image.rest, kept.shelf)
            changed = restorer.put(changes)
            self._told = restorer.told
            known = kept.contents
            kept.changes |= {one.name: lay_anew(one.name, kept.shelf, known[one.name]) for one in changes}
        except (NotAlone, NoImage, ArithmeticError, AttributeError, ImportError, LookupError, ValueError) as reason:
            logger.info("fast_build: the context is gathered anew: %s", reason)
            self._begin()
            return None
        return set(changed)

    def _gather(self) -> None:
        """Have the generators read everything, and keep what they have gathered."""
        kept, steps, generators = self._kept, self._steps, self._generators
        if kept is None:
            _gather_all(generators, lambda generator: None)
            return
        readings = Readings(steps, kept.shelf, self._processes)
        image = Image(self._settings, steps.cells.context, generators)
        state = self._state.look()
        with RECORDER.step(Record(coarse=True)) as record, Noting(generators, readings) as noting:
            _gather_all(generators, readings.use)
            _hold_until_published(generators, self._settings)
        readings.finish()
        cells = list(steps.new.cells.of(record.cells))
        things = steps.new.cells.things
        record.cells = {number for number in record.cells if things[number][0] == ASKED}
        steps.add("context", record)
        known = kept.contents
        kept.gathered, kept.changes, self.has_gathered = None, {}, True
        changed = self._state.changed(state)
        self._count_state(changed)
        if changed:
            logger.info("fast_build: the context cannot be kept: a plugin has changed %s", changed[0])
            return
        try:
            made = image.keep(kept.shelf, known)
        except NoImage as reason:
            logger.info("fast_build: the context cannot be kept: %s", reason)
            return
        names = [name for name, laid in made.contents.items() if laid == known.get(name)]
        self._same = {str(identity(WORLD.contents[name])) for name in names}
        read = frozenset((cell[1], cell[2]) for cell in cells if cell[0] == "class")
        kept.gathered = Gathered(uuid.uuid4().hex, made, noting.sources, read)

    def _count_state(self, changed: Iterable[str]) -> None:
        """What plugins have kept while the context was gathered counts for every page."""
        steps, state = self._steps, dict(self._state.roots())
        own = (name for name in changed if " " not in name or name.startswith("receiver"))
        steps.cells.state = {name: state.get(name) for name in own}
        steps.state = frozenset(steps.new.cells.number(("state", name)) for name in steps.cells.state)

    def _write(self, watch: Watch) -> None:
        """Have the generators write what is not kept."""
        steps = self._steps
        steps.here.clear()
        pages = Pages(steps, steps.cells.environments, self._processes, watch)
        self._parts.begin(steps, pages)
        writer = self._writer(pages)
        with by_steps(steps, pages, self._parts):
            for number, generator in enumerate(self._generators):
                if hasattr(generator, "generate_output") and steps.settled.concerns(number):
                    pages.generator = number
                    with self._doing(generator, number):
                        generator.generate_output(writer)
                        self._parts.finish()
                    pages.flush()
            pages.generator = len(self._generators)
            steps.clear_left()
            signals.finalized.send(self._pelican)
        self.made = pages.made
        if watch.has_attached and steps.old.steps:
            raise AttachedError("a page attaches a file")
        if len(steps.here) > 1 and (changed := watch.differences()):
            logger.info("fast_build: %d steps are done every time, as they change %s", len(steps.here), changed[0])
            steps.loosen()

    def _doing(self, generator: Any, number: int) -> AbstractContextManager[Any]:
        """What a generator writes beside its pages is a step; Pelican's own write nothing beside them."""
        name = f"output {number} {type(generator).__name__}"
        if type(generator) in _PAGES_ALONE or self._steps.settled.stands(name):
            return RECORDER.silence()
        return self._steps.doing(name, number)

    def _writer(self, pages: Pages) -> Any:
        """Our writer, also in the place of a plugin's, as long as that leaves the writing of pages to Pelican's."""
        writer = self._pelican._get_writer()
        base = type(writer)
        if base.write_file is not Writer.write_file or base.write_feed is not Writer.write_feed:
            return writer
        cls = StepWriter if base is Writer else type("StepWriter", (StepWriter, base), {})
        made = cls(self._pelican.output_path, settings=self._settings)
        made.take, made.feed, made.steps = pages.take, pages.feed, self._steps
        return made


def _gather_all(generators: list[Any], prepare: Callable[[Any], None]) -> None:
    """What Pelican does until its context is complete; `prepare` is told of each generator before it begins."""
    for generator in generators:
        prepare(generator)
        if hasattr(generator, "generate_context"):
            generator.generate_context()
        if hasattr(generator, "check_disabled_readers"):
            generator.check_disabled_readers()
    signals.all_generators_finalized.send(generators)
    for generator in generators:
        if hasattr(generator, "refresh_metadata_intersite_links"):
            generator.refresh_metadata_intersite_links()


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
