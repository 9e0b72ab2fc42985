"""A Markdown converter that is made once, and tries an inline pattern only on a text that holds what it needs.

What it gives is Python-Markdown's own, byte for byte; the tests hold it to that. With an extension that is not
Markdown's own, a new converter is made for every text, as Pelican does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markdown import Markdown, inlinepatterns
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX, AtomicString

from plugins.fast_build import quick_blocks
from plugins.fast_build.needed_text import holds_any, needed

_DELIMITERS = getattr(inlinepatterns, "DelimiterProcessor", ())  # older versions have a pattern for each emphasis
# What Markdown keeps private, under the names that Python gives to it.
_apply = vars(InlineProcessor)["_InlineProcessor__applyPattern"]
_place = vars(InlineProcessor)["_InlineProcessor__processPlaceholders"]
_QUICK = ("markdown.", __name__, quick_blocks.__name__)  # where parts are from that can be reset


class QuickInline(InlineProcessor):
    """Markdown's inline processor, which asks for the needed text before it searches."""

    _asked: tuple[Any, ...] = ()  # the patterns, and below, what each needs
    _needs: list[tuple[Any, str, list[str]]]

    def run(self, tree: Any, ancestors: list[str] | None = None) -> Any:
        """Apply the patterns to a tree, as Markdown does."""
        patterns = tuple(self.inlinePatterns)
        if patterns != self._asked:
            words = [_needed_by(pattern) or ("",) for pattern in patterns]
            self._needs = [(one, first, rest) for one, (first, *rest) in zip(patterns, words, strict=True)]
            self._any = re.compile("|".join(sorted({re.escape(word) for some in words for word in some})))
            self._asked = patterns
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - Markdown's
        if isinstance(data, AtomicString) or not self._any.search(data):
            return data
        needs, count, start = self._needs, len(self._needs), 0
        while patternIndex < count:
            pattern, first, rest = needs[patternIndex]
            if first not in data and not (rest and holds_any(data, rest)):
                patternIndex += 1  # noqa: N806 - Markdown's own name
                start = 0
                continue
            data, matched, start = _apply(self, pattern, data, patternIndex, start)
            if not matched:
                patternIndex += 1  # noqa: N806 - Markdown's own name
        return data

    def _InlineProcessor__processPlaceholders(self, data: str, parent: Any, isText: bool = True) -> Any:  # noqa: N802, N803 - Markdown's
        if not data or INLINE_PLACEHOLDER_PREFIX in data:
            return _place(self, data, parent, isText)
        if isText:
            parent.text = parent.text + data if parent.text else data
        else:
            parent.tail = parent.tail + data if parent.tail else data
        return []


def _needed_by(pattern: Any) -> tuple[str, ...] | None:
    if isinstance(pattern, _DELIMITERS):
        return tuple(pattern.delimiters) or None
    return needed(pattern.getCompiledRegExp()) if isinstance(pattern, InlinePattern) else None


class Converters:
    """Gives a converter for the settings of a `MARKDOWN`, ready for a new text."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._kept: Markdown | None = None
        self.converter: Markdown
        self._preprocessors: dict[str, Any] = {}

    def ready(self) -> Markdown:
        """A converter as new."""
        self.converter = self._ready()
        return self.converter

    def _ready(self) -> Markdown:
        if self._kept is None:
            made = quicken(Markdown(**self._settings))
            if all(type(part).__module__.startswith(_QUICK) for part in _parts(made)):
                self._kept = made
                quick_blocks.remember_levels(made)
                self._prefixes = {id(one): one.unique_prefix for one in _footnotes(made)}
            return made
        for name, (processor, priority) in self._preprocessors.items():
            if name not in self._kept.preprocessors:
                self._kept.preprocessors.register(processor, name, priority)
        self._kept.reset()
        for one in _footnotes(self._kept):
            one.unique_prefix = self._prefixes[id(one)]
        return self._kept

    def keep(self, name: str) -> None:
        """A preprocessor will be taken out of the converter by somebody; the next text has it again."""
        registry = self.converter.preprocessors
        item = next(item for item in _priorities(registry) if item.name == name)
        self._preprocessors[name] = registry[name], item.priority


def quicken(converter: Markdown) -> Markdown:
    """Let a converter search less; parts of it that are not Markdown's own are left alone."""
    quick_blocks.quicken(converter)
    if type(converter.treeprocessors["inline"]) is InlineProcessor:
        priority = next(item.priority for item in _priorities(converter.treeprocessors) if item.name == "inline")
        converter.treeprocessors.register(QuickInline(converter), "inline", priority)
    return converter


def _priorities(registry: Any) -> list[Any]:
    return list(registry._priority)


def _extensions(converter: Markdown) -> list[Any]:
    return list(converter.registeredExtensions)


def _parts(converter: Markdown) -> Iterator[Any]:
    """Everything that has a say in a conversion."""
    yield from _extensions(converter)
    for registry in (
        converter.preprocessors,
        converter.parser.blockprocessors,
        converter.treeprocessors,
        converter.inlinePatterns,
        converter.postprocessors,
    ):
        yield from registry


def _footnotes(converter: Markdown) -> list[Any]:
    return [one for one in _extensions(converter) if isinstance(one, FootnoteExtension)]
