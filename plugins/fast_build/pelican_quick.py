"""Work of Pelican's own, done with less: where it asks a list whether each article is in it, a list that knows."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from operator import attrgetter
from typing import Any

import pelican.generators
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator
from pelican.utils import get_original_items

from plugins.fast_build.record import RECORDER

process_translations = pelican.generators.process_translations


class Members(list[Any]):
    """A list of contents that knows at once whether one is in it."""

    def __contains__(self, item: object) -> bool:
        if getattr(type(item), "__eq__", None) is not object.__eq__:
            return super().__contains__(item)
        known = vars(self).get("_known")
        if known is None or len(known) != len(self):
            known = vars(self)["_known"] = {id(one) for one in self}
        return id(item) in known


def install() -> None:
    """Let Pelican's generators sort out translations this way."""
    pelican.generators.process_translations = _translations_apart


def quicken(generators: Collection[Generator]) -> None:
    """Let the lists of articles of each tag, category and author answer at once."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            for tag, articles in generator.tags.items():
                generator.tags[tag] = Members(articles)
            for name in ("categories", "authors"):
                setattr(generator, name, [(key, Members(articles)) for key, articles in getattr(generator, name)])


def _translations_apart(contents: list[Content], translation_id: Any = None) -> tuple[list[Content], list[Content]]:
    """What Pelican's `process_translations` gives: originals, and translations of them."""
    if not translation_id or not isinstance(translation_id, str | Collection):
        found: tuple[list[Content], list[Content]] = process_translations(contents, translation_id)
        return found
    names = [translation_id] if isinstance(translation_id, str) else list(translation_id)
    for cls in {type(content) for content in contents}:
        for name in (*names, "lang", "in_default_lang", "metadata translation"):
            RECORDER.note("class", cls.__name__, name)
    with RECORDER.silence():
        key = attrgetter(*names)
        contents.sort(key=key)
        originals = Members()
        for values, group in groupby(contents, key):
            items = list(group)
            originals += get_original_items(items, _words(names, values if len(names) > 1 else (values,)))
            for item in items:
                item.translations = [other for other in items if other is not item]
        return list(originals), [content for content in contents if content not in originals]


def _words(names: Collection[str], values: Collection[Any]) -> str:
    """How Pelican's warnings name a group."""
    return "with" + ", ".join(f' {name} "{value}"' for name, value in zip(names, values, strict=True))
