"""Reads sources once: what one became is kept as long as everything that its reading saw is as it was.

New sources are read on several processes before Pelican asks for them, up to the content that Pelican makes of each.
Pelican makes a new Markdown converter for every file; here one is made, and reset.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from pelican import contents, signals
from pelican.contents import Article, Content, Page, SkipStub
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.readers import BaseReader, HTMLReader, MarkdownReader, Readers, RstReader
from pelican.utils import file_suffix, pelican_open

from plugins.fast_build.parallel import Team
from plugins.fast_build.pelican_holding import held_by
from plugins.fast_build.pelican_packing import Laid, NoImage, Packed, bring, lay, pack_content
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.pelican_tracking import ANSWERS
from plugins.fast_build.record import RECORDER, Cell, Record
from plugins.fast_build.shelf import Shelf

_STOCK = (MarkdownReader, RstReader, HTMLReader)
_SIGNALS = ("preread_signal", "context_signal")
_UNFINISHED = frozenset({"context", "list"})  # kinds of cells that hold something else once all sources are read
stock_read = Readers.read_file
logger = logging.getLogger(__name__)


class Readings:
    """The readings of one build."""

    def __init__(self, steps: Steps, shelf: Shelf, processes: int) -> None:
        self._steps, self._shelf, self._processes = steps, shelf, processes
        self._ahead: dict[str, tuple[Packed, Record]] = {}
        self._wanted: set[str] = set()
        self._team: Team[str] | None = None

    def use(self, generator: Generator, is_ahead: bool = True) -> None:
        """Let a generator have its sources read this way; when `is_ahead`, begin to read what it will ask for."""
        for reader in generator.readers.readers.values():
            if type(reader) is MarkdownReader:
                reader.read = _quick(reader)
        if is_ahead and isinstance(generator, ArticlesGenerator | PagesGenerator):
            self._read_ahead(generator)

    def read(self, readers: Readers, base_path: str, path: str, options: dict[str, Any]) -> tuple[Content, bool]:
        """The content of a source, and whether the plugins have been told of it, as Pelican tells them at its end.

        `options` are those of Pelican's `read_file`, whose exceptions are raised.
        """
        full = os.path.abspath(os.path.join(base_path, path))
        if not _is_fit(readers, full, options):
            return stock_read(readers, base_path, path, **options), True
        cls, name = options["content_class"], self._name(full)
        step = self._steps.keep(name)
        if step and isinstance(step.value, Laid) and step.value.cls in {cls, SkipStub}:
            try:
                return self._brought(step.value), False
            except NoImage as damage:
                logger.info("fast_build: %s is read again: %s", full, damage)
        if self._is_ahead(name):
            packed, record = self._ahead.pop(name)
            return self._put(name, packed, record), False
        content, found, record = _recorded(readers, base_path, path, options)
        if found is None:
            return content, False
        return self._put(name, found, record), False

    def _put(self, name: str, packed: Packed, record: Record) -> Content:
        step = self._steps.add(name, record, value=lay(packed, self._shelf))
        return self._brought(step.value)

    def _brought(self, laid: Laid) -> Content:
        content = bring(laid, self._shelf, is_whole=True)
        if signals.content_object_init.receivers:  # who hears of it may change it in any way
            held_by(content).pop(ANSWERS, None)
        return content

    def _read_ahead(self, generator: ArticlesGenerator | PagesGenerator) -> None:
        """Begin to read what is not kept, on several processes."""
        options = {"content_class": Article if isinstance(generator, ArticlesGenerator) else Page}
        options["context"] = generator.context
        told = signals.article_generator_preread, signals.article_generator_context
        if isinstance(generator, PagesGenerator):
            told = signals.page_generator_preread, signals.page_generator_context
        options |= zip(_SIGNALS, told, strict=True)
        wanted = [
            path
            for path in _sources(generator)
            if _is_fit(generator.readers, path, options) and not self._steps.keep(self._name(path))
        ]
        self._wanted.update(map(self._name, wanted))

        def read(part: Iterable[str]) -> list[tuple[str, Packed, Record, list[Cell]]]:
            found = []
            for path in part:
                try:
                    _, packed, record = _recorded(generator.readers, generator.path, path, options)
                except Exception:  # noqa: S112 - Pelican reads it again, and tells of it in its own way
                    continue
                if packed:
                    cells = list(
                        RECORDER.numbering.of(record.cells)
                    )  # each process has numbers of its own for new ones
                    found.append((self._name(path), packed, replace(record, cells=set()), cells))
            return found

        if wanted:
            self.finish()
            self._team = Team(wanted, read, self._take, self._processes)

    def _take(self, worker: int, found: list[tuple[str, Packed, Record, list[Cell]]]) -> None:
        for name, packed, record, cells in found:
            record.cells = set(map(RECORDER.numbering.number, cells))
            self._ahead[name] = packed, record

    def _is_ahead(self, name: str) -> bool:
        """Whether a source has been read ahead; lends a hand until it has."""
        while name not in self._ahead and name in self._wanted and self._team and self._team.step():
            pass
        return name in self._ahead

    def finish(self) -> None:
        """Nothing will be asked for any more."""
        if self._team:
            self._team.finish()
            self._team.end()
            self._team = None

    def former(self, name: str) -> Content | None:
        """What a source became in the last build, by the name of the step that read it; None where it is not known."""
        step = self._steps.old.steps.get(name)
        return bring(step.value, self._shelf, is_whole=True) if step and isinstance(step.value, Laid) else None

    def _name(self, path: str) -> str:
        return f"read {self._steps.places.name(path)}"


def _recorded(
    readers: Readers, base_path: str, path: str, options: dict[str, Any]
) -> tuple[Content, Packed | None, Record]:
    """A content, read and recorded, of which plugins have not been told; packed where it can be kept."""
    outer = RECORDER.record
    packed = None
    with RECORDER.step(Record(is_making=True)) as record:
        try:
            with signals.content_object_init.muted():
                content = stock_read(readers, base_path, path, **options)
            things = RECORDER.numbering.things
            if not any(things[number][0] in _UNFINISHED for number in record.cells):
                packed, _ = pack_content(content)
                packed.eager[ANSWERS] = _answers(content)
        except NoImage as reason:
            logger.debug("fast_build: %s cannot be kept: %s", path, reason)
        finally:
            if packed is None and outer is not None:  # whoever wanted it has read what it has read
                outer.add(record)
    return content, packed, record


def _answers(content: Content) -> dict[str, Any]:
    """What Pelican asks each content that was just read, and always answers alike."""
    if isinstance(content, SkipStub):
        return {}
    contents.logger.disabled = True  # a content that is not valid says why when Pelican asks it
    try:
        is_valid = content.is_valid()
    finally:
        contents.logger.disabled = False
    return {"is_valid": True, "get_static_links": content.get_static_links()} if is_valid else {}


def _is_fit(readers: Readers, path: str, options: dict[str, Any]) -> bool:
    """Whether a source's content depends on nothing but what can be recorded; a plugin's reader says so of its own.

    A plugin that wants to hear of each source before it is a content may change it.
    """
    reader: BaseReader | None = readers.readers.get(file_suffix(path))
    if reader is None or options.get("fmt") or any(getattr(options.get(name), "receivers", ()) for name in _SIGNALS):
        return False
    return type(reader) in _STOCK or bool(getattr(reader, "is_recordable", False))


def _sources(generator: Generator) -> Iterator[str]:
    kind = "ARTICLE" if isinstance(generator, ArticlesGenerator) else "PAGE"
    settings = generator.settings
    for file in generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"]):
        yield os.path.abspath(os.path.join(generator.path, file))


def _quick(reader: MarkdownReader) -> Callable[[str], tuple[Any, dict[str, Any]]]:
    """Pelican's reading of Markdown, with one converter for all texts."""
    from plugins.fast_build.quick_markdown import Converters

    converters = Converters(reader.settings["MARKDOWN"])

    def read(source_path: str) -> tuple[Any, dict[str, Any]]:
        reader._source_path = source_path
        reader._md = converters.ready()
        with pelican_open(source_path) as text:
            content = reader._md.convert(text)
        if not hasattr(reader._md, "Meta"):
            return content, {}
        converters.keep("meta")
        return content, reader._parse_metadata(reader._md.Meta)

    return read
