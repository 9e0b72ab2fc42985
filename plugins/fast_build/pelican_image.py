"""The image of a site: what Pelican's generators have gathered when their context is complete, kept for later builds.

Articles come back without their long parts, such as the text, which are read from the shelf when somebody wants them.
What cannot be kept makes that there is no image, and the next build gathers everything again.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from jinja2 import Environment
from pelican.contents import Content
from pelican.generators import Generator
from pelican.readers import Readers

from plugins.fast_build.shelf import Place, Shelf

LONG, MANY = 400, 40  # letters of a text, or parts of a list, that are left on the shelf
# What generators have from the start, and is made anew in every build.
_FROM_START = frozenset({"context", "settings", "env", "readers", "_templates", "_templates_path"})
_MAPS = ("generated_content", "static_content")


class NoImage(Exception):  # noqa: N818 - it is a finding
    """Something of the site cannot be kept; the message says what."""


class Kept(NamedTuple):
    """The image as it lies in the cache, pickled: classes of contents, what each holds, and everything else.

    `later` has what some contents hold since; it counts before `contents`.
    """

    classes: bytes
    contents: bytes
    rest: bytes
    later: dict[str, bytes]


class Image:
    """Keeps and brings back the state of a Pelican: its settings, its context, its generators, and all contents."""

    def __init__(self, settings: dict[str, Any], context: dict[str, Any], generators: list[Generator]) -> None:
        self._settings, self._context, self._generators = settings, context, generators
        self._fresh = {id(generator): dict(vars(generator)) for generator in generators}
        self._known_settings = dict(settings)
        self.contents: dict[str, Content] = {}
        self._names: dict[int, str] = {}

    def keep(self, shelf: Shelf) -> Kept:
        """The image of the state as it is now. Raises NoImage."""
        self._name_contents()
        rest = {
            "maps": {name: {path: one is not None for path, one in self._context[name].items()} for name in _MAPS},
            "context": dict(self._added(dict(self._context), self._known_settings)),
            "settings": dict(self._added(dict(self._settings), self._known_settings)),
            "generators": [dict(self._gathered(generator)) for generator in self._generators],
        }
        classes = {name: type(content) for name, content in self.contents.items()}
        contents = {name: self._light(content, shelf) for name, content in self.contents.items()}
        return Kept(self._pack(classes), self._pack(contents), self._pack(rest), {})

    def _name_contents(self) -> None:
        for kind in _MAPS:
            for path, content in self._context[kind].items():
                if content is not None:
                    self.contents[f"{kind} {path}"] = content
        self._names = {id(content): name for name, content in self.contents.items()}

    def _added(self, held: dict[str, Any], known: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in held.items():
            if name not in _MAPS and (name not in known or known[name] is not value):
                yield name, value

    def _gathered(self, generator: Generator) -> Iterator[tuple[str, Any]]:
        """What a generator has that it did not begin with; lists and the like may have been filled since."""
        fresh = self._fresh[id(generator)]
        for name, value in vars(generator).items():
            if name in _FROM_START or isinstance(value, Environment | Readers):
                continue
            if name not in fresh or fresh[name] is not value or isinstance(value, list | dict | set):
                yield name, value

    def light(self, name: str, shelf: Shelf) -> bytes:
        """What one content holds now, for `later`. Raises NoImage."""
        return self._pack(self._light(self.contents[name], shelf))

    def _light(self, content: Content, shelf: Shelf) -> tuple[dict[str, Any], dict[str, Place]]:
        held: dict[str, Any] = {}
        later: dict[str, Place] = {}
        for name, value in content.__dict__.items():
            if name == "_fast_build_later":  # long parts that nobody has asked for since they were brought back
                later |= {attribute: work.args[1] for attribute, work in value.items()}
            elif _is_long(value):
                later[name] = shelf.put(self._pack(value))
            else:
                held[name] = value
        return held, later

    def _pack(self, value: Any) -> bytes:
        stream = io.BytesIO()
        pickler = _Pickler(stream, pickle.HIGHEST_PROTOCOL)
        pickler.image = self
        try:
            pickler.dump(value)
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            raise NoImage(str(error)) from None
        return stream.getvalue()

    def reference(self, value: Any) -> tuple[str, Any] | None:
        """How an object is referred to that is there anyway, or kept by itself; None for one that is kept here."""
        if value is self._settings:
            return "settings", None
        if value is self._context:
            return "context", None
        if isinstance(value, Generator):
            return "generator", next(n for n, generator in enumerate(self._generators) if generator is value)
        if issubclass(type(value), Content):
            name = self._names.get(id(value))
            if name is None:
                raise NoImage(f"{type(value).__name__}: a content that Pelican does not list")
            return "content", name
        return None

    def restore(self, kept: Kept, shelf: Shelf) -> None:
        """Bring back a state. Raises NoImage where the image is damaged; then nothing here may be used."""
        classes = self._unpack(kept.classes)
        self.contents = {name: object.__new__(cls) for name, cls in classes.items()}
        rest = self._unpack(kept.rest)
        contents = self._unpack(kept.contents)
        for name, (held, later) in (contents | {name: self._unpack(data) for name, data in kept.later.items()}).items():
            self._bring(name, held, later, shelf)
        self._names = {id(content): name for name, content in self.contents.items()}
        for kind in _MAPS:
            self._context[kind].update(
                {path: self.contents[f"{kind} {path}"] if there else None for path, there in rest["maps"][kind].items()}
            )
        self._context.update(rest["context"])
        self._settings.update(rest["settings"])
        for generator, gathered in zip(self._generators, rest["generators"], strict=True):
            vars(generator).update(gathered)

    def _bring(self, name: str, held: dict[str, Any], later: dict[str, Place], shelf: Shelf) -> None:
        """Give a content what it held."""
        content = self.contents[name]
        content.__dict__.update(held)
        if later:
            content.__dict__["_fast_build_later"] = {
                attribute: partial(self._late, shelf, place) for attribute, place in later.items()
            }

    def _late(self, shelf: Shelf, place: Place) -> Any:
        data = shelf.get(place)
        if data is None:
            raise NoImage("the shelf is damaged")
        return self._unpack(data)

    def _unpack(self, data: bytes) -> Any:
        unpickler = _Unpickler(io.BytesIO(data))
        unpickler.image = self
        return unpickler.load()

    def find(self, reference: tuple[str, Any]) -> Any:
        """What a reference stands for."""
        kind, name = reference
        if kind == "content":
            return self.contents[name]
        if kind == "generator":
            return self._generators[name]
        return self._settings if kind == "settings" else self._context


def _is_long(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > LONG
    return type(value) in {list, tuple, dict} and _weigh(value, MANY) < 0


def _weigh(value: Any, room: int) -> int:
    """The room that is left when all parts of a value are counted; below 0 when there is not enough."""
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    for part in parts:
        room -= 1
        if type(part) in {list, tuple, dict}:
            room = _weigh(part, room)
        if room < 0:
            break
    return room


class _Pickler(pickle.Pickler):
    image: Image

    def persistent_id(self, value: Any) -> tuple[str, Any] | None:
        kind = type(value)
        if kind is str or kind is int:
            return None
        return self.image.reference(value)


class _Unpickler(pickle.Unpickler):
    image: Image

    def persistent_load(self, reference: Any) -> Any:
        return self.image.find(reference)
