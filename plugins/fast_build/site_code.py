"""The code of a site: its settings and plugins, as loaded. What of it asks the clock or throws dice, and what it keeps.

Such code may give another page every time, so while there is any, nobody can prove that nothing has changed. A site
vouches for modules in `FAST_BUILD_TRUSTED`.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from plugins.fast_build.fact import file_digest

Asking = tuple[bytes, tuple[tuple[int, str], ...]]  # the digest of a file, and line and name of each call

_ASKING = {
    "datetime.datetime": {"now", "today", "utcnow"},
    "datetime.date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "monotonic", "perf_counter"},
    "random": {"*"},
    "secrets": {"*"},
    "uuid": {"uuid1", "uuid4"},
    "os": {"urandom", "getpid"},
}
_NAMES = {name.encode() for names in _ASKING.values() for name in names} | {b"random", b"secrets"}


class SiteCode:
    """The modules that belong to the site: below its folder, or below those of its plugins."""

    def __init__(
        self, folder: str, plugins: Iterable[ModuleType], trusted: Iterable[str] = (), settings_file: str = ""
    ) -> None:
        self._folder = folder.rstrip("/") + "/"
        self._plugins = tuple(sorted({root for plugin in plugins for root in _roots(plugin)}))
        self._trusted = tuple(trusted)
        self._values = frozenset(_only_values(settings_file)) if settings_file else frozenset()
        self._installed = tuple(path.rstrip("/") + "/" for path in (sys.prefix, sys.base_prefix) if path != "/")

    @property
    def folders(self) -> tuple[str, ...]:
        """Where the code lies."""
        return (self._folder, *self._plugins)

    def modules(self) -> Iterator[tuple[ModuleType, str]]:
        """Every loaded module of the site, with its file; not those of this package.

        A settings file that holds nothing but values is none: they count one by one, as settings.
        """
        own = os.path.dirname(__file__) + "/"
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if not isinstance(file, str) or file.startswith(own) or file in self._values:
                continue
            file = os.path.abspath(file)
            if file.startswith(self._plugins) or (
                file.startswith(self._folder) and not file.startswith(self._installed)
            ):
                yield module, file

    def is_trusted(self, name: str) -> bool:
        """Whether the site vouches for the module of this name, or for a package that it belongs to."""
        return any(name == one or name.startswith(f"{one}.") for one in self._trusted)

    def asking(self, known: Mapping[str, Asking]) -> dict[str, Asking]:
        """What in each file asks the clock or throws dice; what is `known` already of a file as it is counts."""
        found = {}
        for module, file in self.modules():
            if file.endswith(".py") and not self.is_trusted(module.__name__):
                name, digest = os.path.relpath(file, self._folder), file_digest(file)
                before = known.get(name)
                found[name] = before if before and before[0] == digest else (digest, tuple(_asking(file)))
        return found


def doubts(asking: Mapping[str, Asking]) -> list[str]:
    """What asks the clock or throws dice, each in a few words with file and line."""
    return sorted(f"{name}:{line}: it calls {what}" for name, (_, calls) in asking.items() for line, what in calls)


def _only_values(settings_file: str) -> Iterator[str]:
    """The settings file, and those that it takes in whole, as long as they hold no function, class or lambda."""
    try:
        with open(settings_file, "rb") as stream:
            tree = ast.parse(stream.read())
    except (OSError, SyntaxError):
        return
    if any(isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef) for node in ast.walk(tree)):
        return
    yield settings_file
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.names[0].name == "*":
            file = getattr(sys.modules.get(node.module), "__file__", None)
            if file and file != settings_file:
                yield from _only_values(file)


def _roots(plugin: ModuleType) -> Iterator[str]:
    """The folders, with a slash, or the file of a plugin's code; a plugin may be any object with register()."""
    module = plugin if isinstance(plugin, ModuleType) else sys.modules.get(type(plugin).__module__)
    for path in getattr(module, "__path__", ()):
        yield os.path.abspath(path) + "/"
    file = getattr(module, "__file__", None)
    if file and not hasattr(module, "__path__"):
        yield os.path.abspath(file)


def _asking(file: str) -> Iterator[tuple[int, str]]:
    """Line and name of every reference to a function that asks the clock or throws dice."""
    try:
        with open(file, "rb") as stream:
            text = stream.read()
    except OSError:
        return
    if not any(name in text for name in _NAMES):
        return
    tree = ast.parse(text)
    known = dict(_imported(tree))
    for node in ast.walk(tree):
        name = _dotted(node, known)
        owner, _, function = name.rpartition(".")
        if function in _ASKING.get(owner, ()) or "*" in _ASKING.get(owner, ()):
            yield getattr(node, "lineno", 1), f"{name}()"


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that a module imports anywhere, with what they stand for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.AST, known: dict[str, str]) -> str:
    """What a name or attribute refers to, such as `datetime.datetime.now`; empty when it is nothing imported."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value, known)
        return f"{owner}.{node.attr}" if owner else ""
    return ""
