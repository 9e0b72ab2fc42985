"""Brings back the gathered context of the last build, where what changed since concerns single sources alone.

The changed sources are read anew. For each, what Pelican makes of its old and its new state is compared: attributes
that came out different are put on the content that was brought back, as long as nothing that gathers the context has
ever read an attribute of that name. Then everything else that was gathered is as it would be gathered again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pelican import signals
from pelican.contents import Content, SkipStub
from pelican.generators import Generator
from pelican.readers import Readers

from plugins.fast_build.pelican_holding import held_by, identity, whole
from plugins.fast_build.pelican_packing import WORLD
from plugins.fast_build.pelican_reading import Readings, stock_read
from plugins.fast_build.pelican_steps import Steps
from plugins.fast_build.pelican_tracking import EVERYTHING, is_worked_out
from plugins.fast_build.record import RECORDER, Record
from plugins.fast_build.value_digest import Undigestible

_SIGNALS = {"preread_signal": "preread_sender", "context_signal": "context_sender"}
_MISSING = object()


class NotAlone(Exception):  # noqa: N818 - it is a finding
    """More has changed than single sources, or nobody can tell; the message says what."""


@dataclass(frozen=True)
class Source:
    """How a generator had a source read: the number of the generator, and what it said beside the path."""

    generator: int
    path: str
    options: dict[str, Any]


class Noting:
    """While the context is gathered inside the block, sources go through `readings`, and how each was read is noted."""

    def __init__(self, generators: list[Generator], readings: Readings) -> None:
        self._generators = {id(generator.readers): number for number, generator in enumerate(generators)}
        self._readings = readings
        self.sources: dict[str, Source] = {}

    def __enter__(self) -> Noting:
        noting = self

        def read_noted(readers: Readers, base_path: str, path: str, **options: Any) -> Any:
            return noting._read(readers, base_path, path, options)

        Readers.read_file = read_noted
        return self

    def __exit__(self, *error: object) -> None:
        Readers.read_file = stock_read

    def _read(self, readers: Readers, base_path: str, path: str, options: dict[str, Any]) -> Any:
        self._note(readers, base_path, path, options)
        with _making():
            content, is_told = self._readings.read(readers, base_path, path, options)
            if not is_told:
                tell(content)
            return content

    def _note(self, readers: Readers, base_path: str, path: str, options: dict[str, Any]) -> None:
        """Note one reading; signals go by their names, as they are others in another process."""
        number = self._generators.get(id(readers))
        if number is None:
            return
        kept = {name: value for name, value in options.items() if name not in {"context", *_SIGNALS.values()}}
        for name in _SIGNALS.keys() & kept.keys():
            kept[name] = kept[name] and kept[name].name
        self.sources[os.path.abspath(os.path.join(base_path, path))] = Source(number, str(path), kept)


@contextmanager
def _making() -> Iterator[None]:
    """What a content reads of itself while it is made inside the block is compared by its result."""
    record = RECORDER.record or Record()
    record.is_making = True
    try:
        yield
    finally:
        record.is_making = False


def tell(content: Content) -> None:
    """Tell plugins of a content that was made, as Pelican does; of one that is to be skipped it says nothing."""
    if not isinstance(content, SkipStub):
        signals.content_object_init.send(content)


@dataclass(frozen=True)
class Change:
    """What a changed source makes different: attributes of its content, each before and after."""

    name: str  # of the content in the image
    attributes: dict[str, tuple[Any, Any]]


class Restorer:
    """Finds out what changed sources make different, and puts it on the contents that were brought back.

    `sources` are as noted by their absolute paths, `read` the classes and names of attributes that gathering has read.
    """

    def __init__(
        self, steps: Steps, readings: Readings, sources: dict[str, Source], read: frozenset[tuple[str, str]]
    ) -> None:
        self._steps, self._readings, self._sources, self._read = steps, readings, sources, read
        self.told = Record(coarse=True)  # what plugins have looked at when they were told of changed contents

    def changes(self, generators: list[Generator]) -> list[Change]:
        """What the changed sources make different; raises NotAlone."""
        steps = self._steps
        context = steps.old.steps.get("context")
        if context is None or not steps.is_good(context) or not steps.asks_the_same("start"):
            raise NotAlone("the context is not as it was gathered")
        readings = [name for name in steps.old.steps if name.startswith("read ")]
        changed = [name for name in readings if not steps.reads_the_same(name)]
        return [self._change(name, generators) for name in changed]

    def _change(self, name: str, generators: list[Generator]) -> Change:
        path = self._steps.places.path(name.removeprefix("read "))
        source, before = self._sources.get(path), self._readings.former(name)
        if source is None or before is None:
            raise NotAlone(f"{path}: nobody knows how it was read")
        generator = generators[source.generator]
        try:
            after = self._after(source, generator)
            with RECORDER.silence():
                added_before = self._told(before, generator)
            with RECORDER.step(self.told):
                added_after = self._told(after, generator)
        except NotAlone:
            raise
        except Exception as error:  # Pelican reads it again, and tells of it in its own way
            raise NotAlone(f"{path}: it cannot be read: {error}") from error
        if type(before) is not type(after) or isinstance(after, SkipStub) or added_before != added_after:
            raise NotAlone(f"{path}: it brings or takes away more than its words")
        if (before.url, before.save_as) != (after.url, after.save_as):
            raise NotAlone(f"{path}: its page moves")
        attributes = dict(self._differences(whole(before), whole(after)))
        classes = {base.__name__ for base in type(after).__mro__}
        read = {attribute for cls, attribute in self._read if cls in classes}
        others = {name for name in read if name in attributes or self._is_worked_out_otherwise(name, before, after)}
        if others or (EVERYTHING in read and attributes):
            raise NotAlone(f"{path}: others have read its {', '.join(sorted(others))}")
        return Change(f"generated_content {source.path}", attributes)

    def _after(self, source: Source, generator: Generator) -> Content:
        """What Pelican makes of a source now; plugins have not been told. Raises NotAlone."""
        options = dict(source.options) | {"context": generator.context}
        for name, sender in _SIGNALS.items():
            if options.get(name):
                options |= {name: getattr(signals, options[name]), sender: generator}
        content, is_told = self._readings.read(generator.readers, generator.path, source.path, options)
        if is_told:
            raise NotAlone(f"{source.path}: plugins have a hand in its reading")
        return content

    def _told(self, content: Content, generator: Generator) -> list[str]:
        """Tell plugins of a content; the files that it and they link to."""
        links: set[str] = set()
        if isinstance(content, SkipStub):
            return []
        held_by(content)["_context"] = dict(generator.context) | {"static_links": links}
        with _making():
            tell(content)
        held_by(content)["_context"] = generator.context
        return sorted(links | content.get_static_links())

    def _differences(self, before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
        for name in before.keys() | after.keys():
            pair = before.get(name, _MISSING), after.get(name, _MISSING)
            if not self._is_same(*pair):
                yield name, pair

    def _is_worked_out_otherwise(self, name: str, before: Content, after: Content) -> bool:
        key = name.removeprefix("metadata ")
        if key != name:  # that one of the metadata, and no other
            return not self._is_same(before.metadata.get(key), after.metadata.get(key))
        if not is_worked_out(type(after), name):
            return False
        with RECORDER.silence():
            return not self._is_same(getattr(before, name, _MISSING), getattr(after, name, _MISSING))

    def _is_same(self, one: Any, other: Any) -> bool:
        """Whether two values would be written alike; False where nobody can tell."""
        try:
            digest = self._steps.cells.digest_of
            return one is other or (not (one is _MISSING or other is _MISSING) and digest(one) == digest(other))
        except Undigestible:
            return False

    def put(self, changes: list[Change]) -> list[str]:
        """Put changes on contents that were brought back; their identities. Raises NotAlone."""
        found = []
        for change in changes:
            content = WORLD.contents.get(change.name)
            if content is None:
                raise NotAlone(f"{change.name}: it was not gathered")
            for name, (before, after) in change.attributes.items():
                self._put(content, name, before, after)
            content.refresh_metadata_intersite_links()
            if not content.is_valid():
                raise NotAlone(f"{change.name}: Pelican leaves it out now")
            found.append(str(identity(content)))
        return found

    def _put(self, content: Content, name: str, before: Any, after: Any) -> None:
        held = getattr(content, name, _MISSING)
        if not (held is before is _MISSING) and not self._is_same(held, before):
            raise NotAlone(f"{content.source_path}: gathering has changed its {name}")
        held = whole(content)
        held.pop(name, None)
        if after is not _MISSING:
            held[name] = after
