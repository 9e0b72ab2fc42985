"""Reads sources once: what one became is kept as long as everything that its reading saw is as it was.

New sources are read on several processes before Pelican asks for them. Pelican makes a new Markdown converter for
every file; here one is made, and reset.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.readers import BaseReader, HTMLReader, MarkdownReader, RstReader
from pelican.utils import file_suffix, pelican_open

from plugins.fast_build.parallel import Team
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.shelf import Shelf

Read = tuple[Any, dict[str, Any]]
_STOCK = (MarkdownReader, RstReader, HTMLReader)


class Readings:
    """The readings of one build."""

    def __init__(self, steps: Steps, shelf: Shelf, settings: dict[str, Any], processes: int) -> None:
        self._steps, self._shelf, self._settings, self._processes = steps, shelf, settings, processes
        self._ahead: dict[str, tuple[bytes, Record]] = {}
        self._wanted: set[str] = set()
        self._team: Team[str] | None = None

    def use(self, generator: Generator, is_ahead: bool = True) -> None:
        """Let the readers of a generator go this way; when `is_ahead`, begin to read what it will ask for."""
        stock = {suffix: reader.read for suffix, reader in generator.readers.readers.items() if is_fit(reader)}
        for suffix, reader in generator.readers.readers.items():
            if type(reader) is MarkdownReader:
                stock[suffix] = _quick(reader)
            if suffix in stock:
                reader.read = self._recorded(stock[suffix])
        if is_ahead and isinstance(generator, ArticlesGenerator | PagesGenerator):
            self._read_ahead(list(_sources(generator)), stock)

    def _recorded(self, read: Callable[[str], Read]) -> Callable[[str], Read]:
        def recorded(source_path: str) -> Read:
            name = self._name(source_path)
            step = self._steps.keep(name)
            data = self._shelf.get(step.value) if step else None
            if data is not None:
                return self._unpacked(data)
            if self._is_ahead(name):
                data, record = self._ahead.pop(name)
                self._steps.add(name, record, value=self._shelf.put(data))
                return self._unpacked(data)
            with RECORDER.step() as record:
                found = read(source_path)
            self._steps.add(name, record, value=self._shelf.put(self._packed(found)))
            return found

        return recorded

    def _read_ahead(self, paths: Sequence[str], stock: dict[str, Callable[[str], Read]]) -> None:
        """Begin to read what is not kept, on several processes."""
        wanted = [path for path in paths if file_suffix(path) in stock and not self._steps.keep(self._name(path))]
        self._wanted.update(map(self._name, wanted))

        def read(part: Iterable[str]) -> list[tuple[str, bytes, Record]]:
            found = []
            for path in part:
                with RECORDER.step() as record:
                    try:
                        data = self._packed(stock[file_suffix(path)](path))
                    except Exception:  # noqa: S112 - Pelican reads it again, and tells of it in its own way
                        continue
                found.append((self._name(path), data, record))
            return found

        if wanted:
            self.finish()
            self._team = Team(wanted, read, self._take, self._processes)

    def _take(self, worker: int, found: list[tuple[str, bytes, Record]]) -> None:
        self._ahead.update({name: (data, record) for name, data, record in found})

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

    def former(self, name: str) -> Read | None:
        """What a source became in the last build, by the name of the step that read it; None where it is not known."""
        step = self._steps.old.steps.get(name)
        data = self._shelf.get(step.value) if step and isinstance(step.value, tuple) else None
        return None if data is None else self._unpacked(data)

    def _name(self, source_path: str) -> str:
        return f"read {self._steps.places.name(source_path)}"

    def _packed(self, value: Any) -> bytes:
        stream = io.BytesIO()
        pickler = _Pickler(stream, pickle.HIGHEST_PROTOCOL)
        pickler.settings = self._settings
        pickler.dump(value)
        return stream.getvalue()

    def _unpacked(self, data: bytes) -> Read:
        unpickler = _Unpickler(io.BytesIO(data))
        unpickler.settings = self._settings
        found: Read = unpickler.load()
        return found


class _Pickler(pickle.Pickler):
    """Categories, tags and authors hold Pelican's settings, which stay here."""

    settings: Any

    def persistent_id(self, value: Any) -> str | None:
        return "settings" if value is self.settings else None


class _Unpickler(pickle.Unpickler):
    settings: Any

    def persistent_load(self, name: str) -> Any:
        return self.settings


def is_fit(reader: BaseReader) -> bool:
    """Whether what a reader gives depends on nothing but what can be recorded; a plugin's says so of its own."""
    return type(reader) in _STOCK or bool(getattr(reader, "is_recordable", False))


def _sources(generator: Generator) -> Iterable[str]:
    kind = "ARTICLE" if isinstance(generator, ArticlesGenerator) else "PAGE"
    settings = generator.settings
    for file in generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"]):
        yield os.path.abspath(os.path.join(generator.path, file))


def _quick(reader: MarkdownReader) -> Callable[[str], Read]:
    """Pelican's reading of Markdown, with one converter for all texts."""
    from plugins.fast_build.quick_markdown import Converters

    converters = Converters(reader.settings["MARKDOWN"])

    def read(source_path: str) -> Read:
        reader._source_path = source_path
        reader._md = converters.ready()
        with pelican_open(source_path) as text:
            content = reader._md.convert(text)
        if not hasattr(reader._md, "Meta"):
            return content, {}
        converters.keep("meta")
        return content, reader._parse_metadata(reader._md.Meta)

    return read
