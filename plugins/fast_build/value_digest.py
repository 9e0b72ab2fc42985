"""Digests of values: two values of one digest would be written onto a page alike.

Strict where `==` is not: `1`, `1.0` and `True` differ, as do two names of one moment. Whatever cannot be told apart
reliably, such as an open file or an object of C, has no digest: `Undigestible`, and nobody may count on it.
"""

from __future__ import annotations

import enum
import functools
import logging
import marshal
import re
import types
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from hashlib import blake2b
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from plugins.fast_build.place import Places

SIZE = 12
MOST = 200_000  # parts of one value; beyond, it is no value but half of the program
Identify = Callable[[Any], str | None]
_HEAP_TYPE = 1 << 9  # a flag of CPython's: a class that was made by a class statement


class Undigestible(Exception):  # noqa: N818 - it is a finding, no fault
    """A value that has no digest; the message says which part of it."""


def _nobody(value: Any) -> str | None:
    return None


class Digester:
    """Makes digests. `identify` names values that count by who they are, such as articles, and not by what they hold.

    Paths below known folders count by their names in `places`, so that a clone at another place gives the same digests.
    `stand_in` gives what counts in the place of an object, NotImplemented where it counts itself.
    """

    def __init__(
        self,
        places: Places | None = None,
        identify: Identify = _nobody,
        stand_in: Callable[[Any], Any] = lambda value: NotImplemented,
    ) -> None:
        self._identify, self._stand_in = identify, stand_in
        self._place = places.name if places else None
        self.packed: Callable[[Any], bytes | None] | None = None  # a quicker way, where there is one
        self._open: dict[int, int] = {}
        self._parts: list[bytes] = []

    def __call__(self, value: Any) -> bytes:
        """The digest of a value; raises Undigestible."""
        if self._place is None:
            if type(value) is str:  # most are
                text = value.encode("utf-8", "surrogatepass")
                return blake2b(text, digest_size=SIZE, person=b"text").digest()
            try:
                return blake2b(marshal.dumps(value, 0), digest_size=SIZE, person=b"plain").digest()
            except ValueError:  # it holds more than plain values
                found = self.packed(value) if self.packed else None
                if found is not None:
                    return found
        return self.strict(value)

    def strict(self, value: Any) -> bytes:
        """The digest of a value part by part; raises Undigestible."""
        outer, self._parts = self._parts, []
        try:
            self._add(value)
            return blake2b(b"".join(self._parts), digest_size=SIZE).digest()
        except RecursionError:
            raise Undigestible(f"{type(value).__name__}: it is too deep") from None
        finally:
            self._parts = outer
            if not outer:
                self._open.clear()

    def _add(self, value: Any) -> None:
        if len(self._parts) > MOST:
            raise Undigestible("it is too large")
        adder = _ADDERS.get(type(value))
        if adder:
            adder(self, value)
            return
        name = self._identify(value)
        if name is not None:
            self._tag("identity", name)
            return
        other = self._stand_in(value)
        if other is not NotImplemented:
            self._tag("for", type(value).__qualname__)
            self._add(other)
            return
        if id(value) in self._open:
            self._tag("again", str(self._open[id(value)]))
            return
        self._open[id(value)] = len(self._open)
        try:
            self._add_other(value)
        finally:
            self._open.pop(id(value), None)

    def _tag(self, kind: str, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._parts.append(b"%s %d:%s" % (kind.encode(), len(data), data))

    def _text(self, value: str) -> None:
        self._tag("s", self._place(value) if self._place and value[:1] == "/" else value)

    def _plain(self, value: Any) -> None:
        self._tag(type(value).__name__, repr(value))

    def _bytes(self, value: bytes) -> None:
        self._parts.append(b"b %d:%s" % (len(value), value))

    def _sequence(self, value: Any) -> None:
        self._inside(value, value)

    def _inside(self, value: Any, parts: Any) -> None:
        if id(value) in self._open:
            self._tag("again", str(self._open[id(value)]))
            return
        self._open[id(value)] = len(self._open)
        self._parts.append(b"%s %d[" % (type(value).__name__.encode(), len(parts)))
        for part in parts:
            self._add(part)
        self._open.pop(id(value), None)

    def _mapping(self, value: Any) -> None:
        self._inside(value, [part for pair in value.items() for part in pair])

    def _set(self, value: Any) -> None:
        self._tag(type(value).__name__, b"".join(sorted(Digester.__call__(self, part) for part in value)).hex())

    def _function(self, value: Any) -> None:
        self._tag("function", f"{value.__module__}.{value.__qualname__}")
        self._code(value.__code__)
        for part in (value.__defaults__, value.__kwdefaults__, list(_enclosed(value))):
            self._add(part)

    def _code(self, code: types.CodeType) -> None:
        self._bytes(code.co_code)
        self._tag("names", " ".join(code.co_names))
        for part in code.co_consts:
            if isinstance(part, types.CodeType):
                self._code(part)
            else:
                self._add(part)

    def _native(self, value: Any) -> None:
        self._tag("native", f"{value.__module__}.{value.__qualname__}")
        if not isinstance(value.__self__, types.ModuleType | None):
            self._add(value.__self__)

    def _descriptor(self, value: Any) -> None:
        self._tag("native", f"{value.__objclass__.__module__}.{value.__qualname__}")

    def _method(self, value: Any) -> None:
        self._add(value.__func__)
        self._add(value.__self__)

    def _partial(self, value: functools.partial[Any]) -> None:
        for part in (value.func, value.args, value.keywords):
            self._add(part)

    def _pattern(self, value: re.Pattern[Any]) -> None:
        self._tag("pattern", f"{value.flags} {value.pattern!r}")

    def _named(self, value: Any) -> None:
        self._tag(type(value).__name__, value.__name__)

    def _zone(self, value: ZoneInfo) -> None:
        if value.key is None:
            raise Undigestible("ZoneInfo: it has no key")
        self._tag("zone", value.key)

    def _moment(self, value: datetime | time) -> None:
        self._tag(type(value).__name__, f"{value.replace(tzinfo=None)!r} {value.fold}")
        self._add(value.tzinfo)

    def _add_other(self, value: Any) -> None:
        """What has a class of its own."""
        cls = type(value)
        self._tag("of", f"{cls.__module__}.{cls.__qualname__}")
        if getattr(cls, "notes_itself", False):
            return  # who asks it for something depends on the answer, and on nothing else
        if isinstance(value, enum.Enum):
            self._tag("enum", value.name)
        elif isinstance(value, type):
            self._tag("class", f"{value.__module__}.{value.__qualname__}")
        elif isinstance(value, PurePath):
            self._text(str(value))
        elif isinstance(value, logging.Logger):
            self._tag("logger", value.name)
        elif isinstance(value, functools._lru_cache_wrapper):
            self._add(value.__wrapped__)
        elif isinstance(value, datetime | time):
            self._moment(value)
        elif isinstance(value, tzinfo) and not isinstance(value, timezone):
            raise Undigestible(f"{cls.__name__}: a time zone of its own")
        else:
            self._add_parts(value, cls)

    def _add_parts(self, value: Any, cls: type) -> None:
        """A subclass of a plain type counts by what it holds, every object by its attributes."""
        plains: tuple[Any, ...] = (str, bytes, int, float, list, tuple, dict, set, frozenset)
        for plain in plains:
            if isinstance(value, plain):
                _ADDERS[plain](self, plain.__str__(value) if plain is str else plain(value))
                break
        else:
            if not all(base is object or base.__flags__ & _HEAP_TYPE for base in cls.__mro__):
                raise Undigestible(f"{cls.__module__}.{cls.__qualname__}: not a value")
        held = dict(getattr(value, "__dict__", ()))
        for base in cls.__mro__:
            slots = base.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if name not in {"__dict__", "__weakref__"} and hasattr(value, name):
                    held[name] = getattr(value, name)
        for name in sorted(held):
            self._tag("attribute", name)
            self._add(held[name])


def _enclosed(function: types.FunctionType) -> Iterator[Any]:
    """What the cells of a closure hold; a cell may be empty."""
    for cell in function.__closure__ or ():
        with suppress(ValueError):
            yield cell.cell_contents


_ADDERS: dict[type, Callable[[Digester, Any], None]] = {
    str: Digester._text,
    bytes: Digester._bytes,
    list: Digester._sequence,
    tuple: Digester._sequence,
    dict: Digester._mapping,
    set: Digester._set,
    frozenset: Digester._set,
    deque: Digester._sequence,
    types.MappingProxyType: Digester._mapping,
    datetime: Digester._moment,
    time: Digester._moment,
    ZoneInfo: Digester._zone,
    re.Pattern: Digester._pattern,
    functools.partial: Digester._partial,
    types.FunctionType: Digester._function,
    types.BuiltinFunctionType: Digester._native,
    types.MethodType: Digester._method,
    types.MethodDescriptorType: Digester._descriptor,
    types.WrapperDescriptorType: Digester._descriptor,
    types.ModuleType: Digester._named,
    **dict.fromkeys(
        (type(None), bool, int, float, complex, date, timedelta, timezone, range, type(...)), Digester._plain
    ),
}
