"""Notes what templates ask for, and the files that they are loaded from, by hooks in Jinja's classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment, Template
from jinja2.runtime import Context
from jinja2.utils import missing

from plugins.fast_build.record import RECORDER, Look, Record

_templates: dict[tuple[int, str], Record] = {}  # what the loading of templates has looked at
_address = object.__hash__  # as good as id(), of which Python tells every observer


def install() -> None:
    """Put the hooks into the classes, once a process."""
    if Context.resolve_or_missing is _resolve_or_missing:
        return
    Context.resolve_or_missing = _resolve_or_missing  # type: ignore[method-assign]  # that is the hook
    Context.get_all = _get_all  # type: ignore[method-assign]  # that is the hook
    load, module = Environment._load_template, Template._get_default_module
    Environment._load_template = _loaded(load)  # type: ignore[method-assign]  # that is the hook
    Template._get_default_module = _imported(module)  # type: ignore[method-assign]  # that is the hook


class _All(dict[str, Any]):
    """Everything that a template knows, for a function that gets it whole; notes the names that are asked for."""

    def _note(self, name: str) -> None:
        if RECORDER.record is not None:
            RECORDER.record.names.add(name)

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, noted."""
        self._note(name)
        return super().get(name, default)


def _resolve_or_missing(self: Context, key: str) -> Any:
    if key in self.vars:
        return self.vars[key]
    record = RECORDER.record
    if record is not None:
        record.names.add(key)
    return dict.get(self.parent, key, missing)


def _get_all(self: Context) -> dict[str, Any]:
    found = _All(self.parent)
    found.update(self.vars)
    return found


def _loaded(load: Callable[..., Template]) -> Callable[..., Template]:
    """A template counts with its file, and with the files that would have been taken before it."""

    def load_recorded(self: Environment, name: str, globals: Any) -> Template:  # noqa: A002 - Jinja's own name
        known = _templates.get((_address(self), name))
        if known is not None:
            template = load(self, name, globals)
        else:
            with RECORDER.step() as inner:
                template = load(self, name, globals)
            known = _templates.setdefault((_address(self), template.name or name), Record())
            known.facts |= inner.facts
        if RECORDER.record is not None:
            RECORDER.record.facts |= known.facts
        return template

    return load_recorded


def files_of(template: Template) -> set[Look]:
    """What the loading of a template has looked at."""
    known = _templates.get((_address(template.environment), template.name or ""))
    return known.facts if known else set()


def _imported(module: Callable[..., Any]) -> Callable[..., Any]:
    """An imported template is run once for all who import it; what it read counts for each of them."""
    known: WeakKeyDictionary[Any, Record] = WeakKeyDictionary()

    def import_recorded(self: Template, ctx: Any = None) -> Any:
        record = RECORDER.record
        if record is None:
            return module(self, ctx)
        with RECORDER.step() as inner:
            imported = module(self, ctx)
        once = known.setdefault(imported, Record())
        once.add(inner)
        record.add(once)
        return imported

    return import_recorded
