"""The image of a site: what Pelican's generators have gathered when their context is complete, kept for later builds.

Articles come back without their long parts, such as the text, which are read from the shelf when somebody wants them.
What cannot be kept makes that there is no image, and the next build gathers everything again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import Environment
from pelican.generators import Generator
from pelican.readers import Readers

from plugins.fast_build.pelican_packing import WORLD, Laid, NoImage, bring, lay, pack, pack_content, unpack
from plugins.fast_build.record import RECORDER
from plugins.fast_build.shelf import Shelf

# What generators have from the start, and is made anew in every build.
_FROM_START = frozenset({"context", "settings", "env", "readers", "_templates", "_templates_path"})
_MAPS = ("generated_content", "static_content")
_FILLED = (list, dict, set)


class Kept(NamedTuple):
    """The image as it lies in the cache: where each content lies on the shelf, by its name, and everything else."""

    contents: dict[str, Laid]
    rest: bytes


class Image:
    """Keeps and brings back the state of a Pelican: its settings, its context, its generators, and all contents."""

    def __init__(self, settings: dict[str, Any], context: dict[str, Any], generators: list[Generator]) -> None:
        self._settings, self._context, self._generators = settings, context, generators
        self._fresh = {id(generator): dict(vars(generator)) for generator in generators}
        self._known_settings, self._known_context = dict(settings), dict(context)
        begun = {name: value for name, value in context.items() if name not in settings and name not in _MAPS}
        self._filled = {name: _shape(value) for name, value in begun.items() if isinstance(value, _FILLED)}

    def keep(self, shelf: Shelf, known: Mapping[str, Laid]) -> Kept:
        """The image of the state as it is now; what contents of before are `known`, and lie on the shelf already.

        Raises NoImage.
        """
        self._name_contents()
        rest = {
            "maps": {name: {path: one is not None for path, one in self._context[name].items()} for name in _MAPS},
            "context": dict(self._added(dict(self._context), self._known_context)),
            "settings": dict(self._added(dict(self._settings), self._known_settings)),
            "generators": [dict(self._gathered(generator)) for generator in self._generators],
        }
        return Kept({name: lay_anew(name, shelf, known.get(name)) for name in WORLD.contents}, pack(rest))

    def _name_contents(self) -> None:
        found = {}
        for kind in _MAPS:
            for path, content in self._context[kind].items():
                if content is not None:
                    found[f"{kind} {path}"] = content
        WORLD.know(found)

    def _added(self, held: dict[str, Any], known: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """What is new, or another, or filled since."""
        for name, value in held.items():
            if name not in _MAPS and (name not in known or known[name] is not value or self._is_filled(name, value)):
                yield name, value

    def _is_filled(self, name: str, value: Any) -> bool:
        return name in self._filled and (self._filled[name] is None or _shape(value) != self._filled[name])

    def _gathered(self, generator: Generator) -> Iterator[tuple[str, Any]]:
        """What a generator has that it did not begin with; lists and the like may have been filled since."""
        fresh = self._fresh[id(generator)]
        for name, value in vars(generator).items():
            if name in _FROM_START or isinstance(value, Environment | Readers):
                continue
            if name not in fresh or fresh[name] is not value or isinstance(value, list | dict | set):
                yield name, value

    def restore(self, contents: Mapping[str, Laid], packed: bytes, shelf: Shelf) -> None:
        """Bring back a state: contents from the shelf, and everything else as it was packed. Raises NoImage."""
        WORLD.know({name: bring(laid, shelf) for name, laid in contents.items()})
        rest = unpack(packed)
        for kind in _MAPS:
            there = rest["maps"][kind]
            self._context[kind].update(
                {path: WORLD.contents[f"{kind} {path}"] if there[path] else None for path in there}
            )
        self._context.update(rest["context"])
        self._settings.update(rest["settings"])
        for generator, gathered in zip(self._generators, rest["generators"], strict=True):
            vars(generator).update(gathered)


def lay_anew(name: str, shelf: Shelf, known: Laid | None = None) -> Laid:
    """Put the content of this name on the shelf as it is now. Raises NoImage."""
    packed, later = pack_content(WORLD.contents[name])
    return lay(packed, shelf, known, later)


def _shape(value: Any) -> bytes | None:
    """What a list or the like of the context holds; None where that cannot be told."""
    try:
        with RECORDER.silence():
            return pack(value)
    except NoImage:
        return None
