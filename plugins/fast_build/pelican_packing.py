"""Contents of Pelican as bytes, and back: the light part whole, long parts such as the text one by one.

A content that is brought back is empty at first. What it holds is read from the shelf once somebody asks for it: see
`pelican_holding`. Whatever is there anyway, such as Pelican's settings, goes by references, and so do other contents.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from pelican.contents import Content
from pelican.generators import Generator

from plugins.fast_build.pelican_holding import HELD, LATER, held_by, hold
from plugins.fast_build.pelican_tracking import ANSWERS
from plugins.fast_build.shelf import Place, Shelf

LONG, MANY = 400, 40  # letters of a text, or parts of a list, that are left on the shelf
_PATH = "relative_source_path"  # by it everybody knows a content
_OURS = frozenset({HELD, LATER, ANSWERS, _PATH})
_MANY = frozenset({list, tuple, dict})


class NoImage(Exception):  # noqa: N818 - it is a finding
    """Something of the site cannot be kept, or what was kept is damaged; the message says what."""


class Packed(NamedTuple):
    """A content as bytes: its class, what it holds from the start, its light part, its long ones."""

    cls: type
    eager: dict[str, Any]
    held: bytes
    long: dict[str, bytes]


class Laid(NamedTuple):
    """A content on the shelf."""

    cls: type
    eager: dict[str, Any]
    held: Place
    long: dict[str, Place]

    def places(self) -> Iterator[Place]:
        """Where its parts lie."""
        yield self.held
        yield from self.long.values()

    def moved(self, to: dict[Place, Place]) -> Laid:
        """The same, at other places."""
        return self._replace(held=to[self.held], long={name: to[place] for name, place in self.long.items()})


class World:
    """What references stand for in this build: Pelican's settings, context and generators, and contents by name."""

    def __init__(self) -> None:
        self.settings: Any = None
        self.context: Any = None
        self.generators: list[Generator] = []
        self.contents: dict[str, Content] = {}
        self.names: dict[int, str] = {}

    def begin(self, settings: Any, context: Any, generators: list[Generator]) -> None:
        """A build begins."""
        self.settings, self.context, self.generators = settings, context, generators
        self.know({})

    def know(self, contents: dict[str, Content]) -> None:
        """From now on these contents can be referred to."""
        self.contents = contents
        self.names = {id(content): name for name, content in contents.items()}

    def reference(self, value: Any) -> tuple[str, Any] | None:
        """How an object is referred to; None for one that is packed itself. Raises NoImage."""
        if value is self.settings:
            return "settings", None
        if value is self.context:
            return "context", None
        if isinstance(value, Generator):
            return "generator", next(n for n, generator in enumerate(self.generators) if generator is value)
        if issubclass(type(value), Content):  # isinstance() would ask the value for its class
            name = self.names.get(id(value))
            if name is None:
                raise NoImage(f"{type(value).__name__}: a content that Pelican does not list")
            return "content", name
        return None

    def find(self, kind: str, name: Any) -> Any:
        """What a reference stands for."""
        if kind == "content":
            return self.contents[name]
        if kind == "generator":
            return self.generators[name]
        return self.settings if kind == "settings" else self.context


WORLD = World()  # one a process, as there is one build at a time


def _find(kind: str, name: Any) -> Any:
    return WORLD.find(kind, name)


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """References; plain values never come here."""
        reference = WORLD.reference(value)
        return NotImplemented if reference is None else (_find, reference)


def pack(value: Any) -> bytes:
    """Any value as bytes. Raises NoImage."""
    stream = io.BytesIO()
    try:
        _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        raise NoImage(str(error)) from None
    return stream.getvalue()


unpack = pickle.loads  # of our own files, each proved whole by the shelf or the cache


def pack_content(content: Content) -> tuple[Packed, dict[str, Place]]:
    """A content as bytes, but for long parts that nobody has asked for; and where long parts lie. Raises NoImage."""
    own = held_by(content)
    if HELD in own:
        hold(content)
    cls: Any = type(content)
    apart = _apart(cls)
    held = {name: value for name, value in own.items() if name not in apart and not _is_long(value)}
    eager, long = {_PATH: own.get(_PATH)}, {}
    for name in own.keys() - held.keys() - _OURS:
        if name in apart:
            eager[name] = own[name]
        else:
            long[name] = pack(own[name])
    later = {name: work.args[1] for name, work in own.get(LATER, {}).items()}
    return Packed(cls, eager, pack(held), long), later


def lay(packed: Packed, shelf: Shelf, known: Laid | None = None, later: dict[str, Place] | None = None) -> Laid:
    """Put a content on the shelf; what is as it was in `known` or `later` lies there already."""
    before: dict[str, Place] = (known.long if known else {}) | (later or {})
    held = shelf.put(packed.held, known.held if known else None)
    long = {name: shelf.put(data, before.get(name)) for name, data in packed.long.items()}
    return Laid(packed.cls, packed.eager, held, (later or {}) | long)


def bring(laid: Laid, shelf: Shelf, is_whole: bool = False) -> Content:
    """A content as it was packed; its light part at once where it is to be `is_whole`. Raises NoImage."""
    content: Content = object.__new__(laid.cls)
    own = held_by(content)
    own.update(laid.eager)
    own[HELD] = partial(read, shelf, laid.held)
    if laid.long:
        own[LATER] = {name: partial(read, shelf, place) for name, place in laid.long.items()}
    if is_whole:
        hold(content)
    return content


def read(shelf: Shelf, place: Place) -> Any:
    """What lies on the shelf. Raises NoImage."""
    data = shelf.get(place)
    if data is None:
        raise NoImage("the shelf is damaged")
    return unpack(data)


@cache
def _apart(cls: Any) -> frozenset[str]:
    """Attributes that are no light part: those that a class has too, which would be taken while it is not there."""
    return frozenset(name for base in cls.__mro__ for name in vars(base)) | _OURS


def _is_long(value: Any) -> bool:
    kind = type(value)
    if kind is str:
        return len(value) > LONG
    return kind in _MANY and _weigh(value, MANY) < 0


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
