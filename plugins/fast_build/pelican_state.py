"""What the code of a site keeps to itself: globals, closures, memos. Whether it has changed tells a fingerprint.

A plugin that fills a list while sources are read, and shows it on pages later, has a state that no hook sees. So the
objects that a site's modules, its receivers of signals and its templates' functions refer to are walked through, as
the garbage collector does. Libraries are trusted to keep nothing from one page for another.
"""

from __future__ import annotations

import functools
import gc
import logging
import re
import types
import weakref
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import PosixPath, PurePosixPath
from typing import Any

from blinker import Signal
from jinja2 import Environment
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.readers import BaseReader, Readers
from pelican.urlwrappers import URLWrapper
from pelican.writers import Writer

from plugins.fast_build.record import RECORDER
from plugins.fast_build.recorded import RecordedDict
from plugins.fast_build.site_code import SiteCode

MOST = 300_000  # objects of one state; beyond, it counts as changed every time
_VALUES = frozenset({str, bytes, int, float, complex, bool, type(None), date, time, timedelta, re.Pattern})
_VALUES |= {PosixPath, PurePosixPath}  # which work out their text once somebody asks for it
_OF_PYTHON = frozenset({"_abc_impl", "__slotnames__"})  # which classes one was asked about; how it is pickled
_APART: tuple[type, ...] = (types.ModuleType, types.CodeType, Signal, logging.Logger, Environment, Pelican, Generator)
_APART += (Content, URLWrapper, Readers, BaseReader, Writer, RecordedDict)  # Pelican's own, which are seen otherwise


class KeptState:
    """The state of a site's code; trusted modules are left out."""

    def __init__(self, code: SiteCode, environments: Collection[Environment], settings: dict[str, Any]) -> None:
        self._code, self._environments, self._settings = code, environments, settings
        self._names: frozenset[str] = frozenset()

    def look(self) -> dict[str, int]:
        """The fingerprint of each root, by its name; worth something in this process alone."""
        with RECORDER.silence():
            roots = dict(self.roots())
            seen: set[int] = set()
            return {name: self._fingerprint(value, seen) for name, value in roots.items()}

    def changed(self, before: dict[str, int]) -> list[str]:
        """The names of the roots that are no longer as they were at an earlier look."""
        now = self.look()
        return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))

    def roots(self) -> Iterator[tuple[str, Any]]:
        """What state hangs from: names with objects. Those of Pelican begin with a word and a blank."""
        modules = {module.__name__: module for module, _ in self._code.modules()}
        self._names = frozenset(name for name in modules if not self._code.is_trusted(name))
        for name in sorted(self._names):
            for attribute, value in list(vars(modules[name]).items()):
                if not attribute.startswith("__"):
                    yield f"{name}.{attribute}", value
        for word, signal in vars(signals).items():
            for number, receiver in enumerate(_receivers(signal)):
                if self._is_ours(receiver):
                    yield f"receiver {number} of {word}", receiver
        for number, environment in enumerate(self._environments):
            for kind in ("globals", "filters", "tests"):
                yield f"template {number} {kind}", getattr(environment, kind)
        for name, value in dict.items(self._settings):
            yield f"setting {name}", value

    def _is_ours(self, function: Any) -> bool:
        function = getattr(function, "__func__", function)
        return getattr(function, "__module__", type(function).__module__) in self._names

    def _fingerprint(self, root: Any, seen: set[int]) -> int:
        """The sum over all objects that can be reached and were not `seen`: each with what it refers to."""
        total, waiting = _key(root), [root]
        while waiting:
            value = waiting.pop()
            if type(value) in _VALUES or id(value) in seen:
                continue
            seen.add(id(value))
            parts = self._parts(value)
            total = hash((total, _key(value), *map(_key, parts)))
            waiting += parts
            if len(seen) > MOST:
                return id(object())
        return total

    def _parts(self, value: Any) -> list[Any]:
        """What an object refers to that may be state."""
        if isinstance(value, types.FunctionType):
            if not self._is_ours(value):
                return []
            return [*(value.__closure__ or ()), value.__defaults__, value.__kwdefaults__, *vars(value).values()]
        if isinstance(value, functools._lru_cache_wrapper):
            return [value.cache_info().misses, value.cache_info().currsize] if self._is_ours(value) else []
        if isinstance(value, type):
            own = vars(value) if value.__module__ in self._names else {}
            return [held for name, held in own.items() if name not in _OF_PYTHON]
        if isinstance(value, _APART) or getattr(type(value), "notes_itself", False):
            return []
        with suppress(AttributeError):
            object.__getattribute__(value, "__dict__")  # Python keeps attributes apart once somebody has asked for all
        return gc.get_referents(value)


def _key(value: Any) -> int:
    """What tells an object from others: plain values by what they are; methods are made anew for each who asks."""
    if type(value) in _VALUES:
        return hash(value)
    return hash((id(value.__func__), id(value.__self__))) if type(value) is types.MethodType else id(value)


def _receivers(signal: Any) -> Iterator[Callable[..., Any]]:
    for reference in list(signal.receivers.values()) if isinstance(signal, Signal) else ():
        receiver = reference() if isinstance(reference, weakref.ref) else reference
        if receiver is not None:
            yield receiver
