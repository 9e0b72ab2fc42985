"""Markdown's block parser and its passes over whole texts, which look first whether there is anything to do.

Each part is Markdown's own, and gives what that gives; only searches that cannot find anything are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor as HtmlInMarkdown
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX

from plugins.fast_build.needed_text import holds_any, needed

# Processors that take no block but one in which an expression of theirs is found.
_EXPRESSIONS = {
    "markdown.blockprocessors": {
        "HashHeaderProcessor": "RE",
        "SetextHeaderProcessor": "RE",
        "HRProcessor": "SEARCH_RE",
        "OListProcessor": "RE",
        "UListProcessor": "RE",
        "BlockQuoteProcessor": "RE",
        "ReferenceProcessor": "RE",
    },
    "markdown.extensions.abbr": {"AbbrBlockprocessor": "RE"},
    "markdown.extensions.def_list": {"DefListProcessor": "RE"},
    "markdown.extensions.footnotes": {"FootnoteBlockProcessor": "RE"},
    "markdown.extensions.sane_lists": {"SaneOListProcessor": "RE", "SaneUListProcessor": "RE"},
}
# Processors that take no block but an indented one.
_INDENTED = {
    "markdown.blockprocessors": {"ListIndentProcessor", "CodeBlockProcessor"},
    "markdown.extensions.def_list": {"DefListIndentProcessor"},
}
_BLANK_LINE = re.compile(r"(?<=\n) +\n")


def needed_by(processor: Any) -> tuple[str, ...]:
    """Strings of which a block holds at least one that this processor of blocks takes; none where nobody can tell."""
    module, name = type(processor).__module__, type(processor).__name__
    if name in _INDENTED.get(module, ()):
        return (" " * processor.tab_length,)
    if (module, name) == ("markdown.extensions.tables", "TableProcessor"):
        return ("|",)
    if (module, name) == ("markdown.extensions.md_in_html", "MarkdownInHtmlProcessor"):
        return needed(HTML_PLACEHOLDER_RE) or ()
    expression = getattr(processor, _EXPRESSIONS.get(module, {}).get(name, ""), None)
    return needed(expression) or () if expression else ()


class QuickParser(BlockParser):
    """Markdown's parser, which asks no processor that cannot take a block."""

    _asked: tuple[Any, ...] = ()  # the processors, and below, what each needs
    _needs: list[tuple[Any, str, list[str]]]

    def parseBlocks(self, parent: Any, blocks: list[str]) -> None:  # noqa: N802 - Markdown's own name
        """Have the blocks taken by the processors, as Markdown does."""
        processors = tuple(self.blockprocessors)
        if processors != self._asked:
            words = [needed_by(processor) or ("",) for processor in processors]
            self._needs = [(one, first, rest) for one, (first, *rest) in zip(processors, words, strict=True)]
            self._asked = processors
        while blocks:
            block = blocks[0]
            for processor, first, rest in self._needs:
                if first not in block and not (rest and holds_any(block, rest)):
                    continue
                if processor.test(parent, block):
                    if processor.run(parent, blocks) is not False:
                        break
                    block = blocks[0]


class QuickWhitespace(NormalizeWhitespace):
    """The same whitespace on all lines."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what Markdown does."""
        source = "\n".join(lines).replace(STX, "").replace(ETX, "")
        source = source.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        if "\t" in source:
            source = source.expandtabs(self.md.tab_length)
        if "\n " in source and " \n" in source:
            source = _BLANK_LINE.sub("\n", source)
        return source.split("\n")


class QuickFences(FencedBlockPreprocessor):
    """Code between fences."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what Markdown does; the first text goes through it in any case, as it looks for other extensions."""
        text = "\n".join(lines)
        if self.checked_for_deps and "```" not in text and "~~~" not in text:
            return text.split("\n")
        return super().run(lines)


class QuickHtml(HtmlBlockPreprocessor):
    """HTML in a text."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what Markdown does."""
        text = "\n".join(lines)
        return super().run(lines) if "<" in text or "&" in text else text.split("\n")


class QuickHtmlInMarkdown(HtmlInMarkdown):
    """HTML in a text, with Markdown in it."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what Markdown does."""
        text = "\n".join(lines)
        return super().run(lines) if "<" in text or "&" in text else text.split("\n")


class QuickUnescape(UnescapeTreeprocessor):
    """Letters that were escaped."""

    def unescape(self, text: str) -> str:
        """Do what Markdown does."""
        return super().unescape(text) if STX in text else text


class _Levels(dict[Any, bool]):
    """Whether a tag is that of a block, remembered."""

    def __init__(self, is_block_level: Callable[[Any], bool]) -> None:
        super().__init__()
        self._ask = is_block_level

    def __missing__(self, tag: Any) -> bool:
        self[tag] = found = self._ask(tag)
        return found


QUICK = {
    NormalizeWhitespace: QuickWhitespace,
    FencedBlockPreprocessor: QuickFences,
    HtmlBlockPreprocessor: QuickHtml,
    HtmlInMarkdown: QuickHtmlInMarkdown,
    UnescapeTreeprocessor: QuickUnescape,
}


def quicken(converter: Markdown) -> None:
    """Let the parts of a converter that are Markdown's own look first."""
    for registry in (converter.preprocessors, converter.treeprocessors):
        for part in registry:
            part.__class__ = QUICK.get(type(part), type(part))
    if type(converter.parser) is BlockParser:
        converter.parser.__class__ = QuickParser


def remember_levels(converter: Markdown) -> None:
    """Let a converter to which no tag is added any more remember which are those of blocks."""
    converter.is_block_level = _Levels(converter.is_block_level).__getitem__  # type: ignore[method-assign, assignment]  # the hook
