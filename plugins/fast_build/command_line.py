"""Pelican's command line and settings file as plain values, without Pelican: enough to tell whether they are the same.

A settings file is a program: it may ask the environment or the clock. So it is run, and the values that come out count.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.fast_build.place import Places
from plugins.fast_build.session import Session, cache_folder
from plugins.fast_build.value_digest import Digester, Undigestible

# Nothing is noted of what lies here: installed packages count by their versions.
NO_FACTS = ["/proc", "/sys", *{path for path in (sys.prefix, sys.base_prefix) if path not in {"/", "/usr"}}]
SETTINGS_FILE = "pelicanconf.py"
OF_THIS_BUILD = {"OUTPUT_PATH", "CACHE_PATH", "DEBUG", "FAST_BUILD_CACHE", "FAST_BUILD_FORMER", "FAST_BUILD_HOLD"}
OF_THIS_BUILD |= {"FAST_BUILD_SITE", "FAST_BUILD_FRESH", "FAST_BUILD_OWNS_OUTPUT"}
_WITH_VALUE = {
    "-s": "settings",
    "--settings": "settings",
    "-o": "OUTPUT_PATH",
    "--output": "OUTPUT_PATH",
    "-t": "THEME",
    "--theme-path": "THEME",
    "--cache-path": "CACHE_PATH",
}
_WITHOUT_EFFECT = {"-q", "--quiet", "-v", "--verbose"}
_IGNORED_VALUE = {"--fatal", "--log-handler", "--logs-dedup-min-level"}


@dataclass(frozen=True)
class Command:
    """A plain build: the settings file, and the settings that the command line lays over it."""

    settings_file: str
    overrides: dict[str, Any] = field(default_factory=dict)


def read(arguments: Sequence[str]) -> Command | None:
    """What Pelican's arguments ask for; None where it is anything but one plain build."""
    overrides: dict[str, Any] = {}
    settings_file = SETTINGS_FILE if os.path.isfile(SETTINGS_FILE) else ""
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in _WITHOUT_EFFECT:
            continue
        if option in {"-e", "--extra-settings"}:
            if not _lay_over(overrides, waiting):
                return None
        elif option in _WITH_VALUE or option in _IGNORED_VALUE:
            if not equals and not waiting:
                return None
            value = value if equals else waiting.pop(0)
            if _WITH_VALUE.get(option) == "settings":
                settings_file = value
            elif option in _WITH_VALUE:
                overrides[_WITH_VALUE[option]] = os.path.abspath(os.path.expanduser(value))
        elif word.startswith("-") or "PATH" in overrides:
            return None
        else:
            overrides["PATH"] = os.path.abspath(os.path.expanduser(word))
    return Command(os.path.abspath(settings_file), overrides) if settings_file else None


def _lay_over(overrides: dict[str, Any], waiting: list[str]) -> bool:
    while waiting and not waiting[0].startswith("-"):
        name, equals, value = waiting.pop(0).partition("=")
        if not equals:
            return False
        try:
            overrides[name] = json.loads(value)
        except ValueError:
            return False
    return True


def settings_of(command: Command) -> dict[str, Any] | None:
    """The settings as the file and the command line give them, without Pelican's defaults; None where it fails."""
    name = Path(command.settings_file).stem
    spec = importlib.util.spec_from_file_location(name, command.settings_file)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    known = sys.modules.get(name)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:  # whatever is wrong with it, Pelican will say it
        return None
    finally:
        if known is None:
            del sys.modules[name]
        else:
            sys.modules[name] = known
    folder = os.path.dirname(command.settings_file)
    found = {name: value for name, value in vars(module).items() if name.isupper()} | command.overrides
    for name in ("PATH", "OUTPUT_PATH", "CACHE_PATH"):
        default = {"PATH": ".", "OUTPUT_PATH": "output", "CACHE_PATH": "cache"}[name]
        found[name] = os.path.abspath(os.path.join(folder, found.get(name) or default))
    found["FAST_BUILD_SITE"] = found.get("FAST_BUILD_SITE") or folder
    theme = os.path.join(folder, found.get("THEME") or "")
    found["THEME"] = os.path.abspath(theme) if found.get("THEME") and os.path.exists(theme) else found.get("THEME")
    return found


def places_of(settings: dict[str, Any]) -> Places:
    """The places of a site with these settings."""
    folders = {
        "settings": site_folder(settings),
        "content": settings["PATH"],
        "theme": settings["THEME"] or "",
        "output": settings["OUTPUT_PATH"],
        "python": sys.prefix,
    }
    return Places({word: folder for word, folder in folders.items() if os.path.isabs(folder)})


def site_folder(settings: dict[str, Any]) -> str:
    """The folder of the settings file, which Pelican keeps nowhere; else the one that Pelican is started from."""
    return str(settings.get("FAST_BUILD_SITE") or os.getcwd())


def with_site(settings: dict[str, Any], command: Command | None) -> dict[str, Any]:
    """What Pelican's settings lack to be a site's: its folder, and absolute paths where Pelican leaves its defaults."""
    folder = settings.get("FAST_BUILD_SITE") or (os.path.dirname(command.settings_file) if command else os.getcwd())
    names = ("PATH", "OUTPUT_PATH", "CACHE_PATH")
    paths = {name: os.path.abspath(os.path.join(folder, settings[name])) for name in names}
    return {"FAST_BUILD_SITE": folder, **paths}


def session_of(settings: dict[str, Any], places: Places) -> Session | None:
    """The session of a build with these settings; None where they want no cache."""
    cache, output = settings.get("FAST_BUILD_CACHE", ""), settings["OUTPUT_PATH"]
    if cache in {None, False}:
        return None
    folder = Path(cache) if cache else cache_folder(Path(settings["CACHE_PATH"]), Path(output))
    return Session(folder, output, places)


def settings_digest(settings: dict[str, Any], places: Places) -> bytes:
    """The digest of all settings but the clock's; never the same where one of them has none."""
    digester = Digester(places)
    return digester(dict(sorted(_digests(settings, digester))))


def _digests(settings: dict[str, Any], digester: Digester) -> Iterator[tuple[str, bytes]]:
    for name, value in settings.items():
        if name == settings.get("FAST_BUILD_CLOCK") or name in OF_THIS_BUILD:
            continue
        try:
            yield name, digester(value)
        except Undigestible:
            yield name, os.urandom(8)
