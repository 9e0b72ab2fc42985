"""Work of Pelican's own, done with less: where it asks a list whether each article is in it, a list that knows.

Its generators go through all that there is, and ask for every page. Where it is known which pages do not stand, they
are shown no more than what these are of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import groupby
from operator import attrgetter
from typing import Any

import pelican.generators
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator
from pelican.utils import get_original_items

from plugins.fast_build.record import RECORDER

_ARTICLES = ("articles", "translations", "hidden_articles", "hidden_translations")
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
    """Let Pelican's generators sort out translations this way, and go through no more than they must."""
    if pelican.generators.process_translations is _translations_apart:
        return
    pelican.generators.process_translations = _translations_apart
    for name in ("tags", "categories", "authors"):
        setattr(ArticlesGenerator, f"generate_{name}", _key_by_key(name, vars(ArticlesGenerator)[f"generate_{name}"]))
    ArticlesGenerator.generate_feeds = _where_wanted(ArticlesGenerator.generate_feeds)
    ArticlesGenerator.generate_articles = _of_wanted(ArticlesGenerator.generate_articles)


def quicken(generators: Collection[Generator]) -> None:
    """Let the lists of articles of each tag, category and author answer at once."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            for tag, articles in generator.tags.items():
                generator.tags[tag] = Members(articles)
            for name in ("categories", "authors"):
                setattr(generator, name, [(key, Members(articles)) for key, articles in getattr(generator, name)])


def _writer(write: Any) -> Any:
    """The writer of the build, by what pages are written with; None where that is a plugin's."""
    writer = getattr(getattr(write, "func", None), "__self__", write)
    return writer if hasattr(writer, "steps") else None


def _key_by_key(name: str, method: Callable[..., None]) -> Callable[..., None]:
    """Pelican's making of the lists of tags, say: one tag after the other, and none whose pages all stand.

    Pelican goes through the articles of the whole site for each; here through those of the tag, in the same order.
    """

    def generate(self: ArticlesGenerator, write: Any) -> None:
        writer, held, dates = _writer(write), getattr(self, name), self.dates
        places = {id(article): place for place, article in enumerate(dates)}
        if writer is None or len(places) < len(dates):
            method(self, write)
            return
        try:
            for key, articles in held.items() if isinstance(held, dict) else held:
                if writer.steps.settled.may_skip(key.save_as):
                    continue
                setattr(self, name, {key: articles} if isinstance(held, dict) else [(key, articles)])
                known = {places[id(article)] for article in articles if id(article) in places}
                self.dates = [dates[place] for place in sorted(known)]
                method(self, write)
        finally:
            setattr(self, name, held)
            self.dates = dates

    return generate


def _of_wanted(method: Callable[..., None]) -> Callable[..., None]:
    """Pelican's making of the pages of articles, for those alone whose pages are not known to stand."""

    def generate(self: ArticlesGenerator, write: Any) -> None:
        writer = _writer(write)
        held = {name: getattr(self, name) for name in _ARTICLES}
        if writer:
            for name, contents in held.items():
                wanted, pages = writer.steps.settled.apart(contents)
                setattr(self, name, wanted)
                writer.pass_over(pages)
        try:
            method(self, write)
        finally:
            vars(self).update(held)

    return generate


def _where_wanted(method: Callable[..., None]) -> Callable[..., None]:
    """Pelican's making of feeds, for which it sorts all articles, unless all feeds are known to stand."""

    def generate(self: ArticlesGenerator, write: Any) -> None:
        writer = _writer(write)
        if not (writer and writer.steps.settled.feeds_stand()):
            method(self, write)

    return generate


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
