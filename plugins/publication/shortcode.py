"""Shortcodes: `[newsletter]`, `[offer SLUG]` and `[webinar SLUG]`, alone on a line or in a sentence.

This module turns them into marks in the HTML; `plugins/rendering` replaces each mark by the theme's template of the
same name. Inside code they stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from plugins.publication.kinds import OFFER, WEBINAR, Kind


@dataclass(frozen=True)
class Definition:
    """What a shortcode takes: the slug of a document of `kind`, or nothing."""

    kind: Kind | None = None


SHORTCODES: Mapping[str, Definition] = MappingProxyType(
    {"newsletter": Definition(), "offer": Definition(OFFER), "webinar": Definition(WEBINAR)}
)
_NAMES = "|".join(SHORTCODES)
_ALONE = re.compile(rf"^\[(?P<name>{_NAMES})(?:[ \t]+(?P<argument>[^\[\]\n]*))?\]$")
IN_SENTENCE = re.compile(rf"\[(?P<name>{_NAMES})(?:[ \t]+(?P<argument>[^\[\]\n]*+))?\](?![\[(:])")
_MARK = re.compile(
    r'<(?P<tag>div|span)(?: [^<>]*)? data-argument="(?P<argument>[^"]*)" data-shortcode="(?P<name>[\w-]+)"[^<>]*>'
    r"</(?P=tag)>"
)


@dataclass(frozen=True)
class Mark:
    """A place in the HTML where a shortcode stood."""

    name: str
    argument: str
    alone: bool


def replace_marks(html: str, render: Callable[[Mark], str]) -> str:
    """Replace every mark in `html` by what `render(mark)` returns."""

    def one(match: re.Match[str]) -> str:
        return render(Mark(match["name"], unescape(match["argument"]), match["tag"] == "div"))

    return _MARK.sub(one, html)


class ShortcodeExtension(Extension):
    """Python-Markdown extension that marks the places of shortcodes."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        md.parser.blockprocessors.register(_AloneProcessor(md.parser), "shortcode", 75)
        # Before links (160) and references, after code (190) and escapes (180).
        md.inlinePatterns.register(_InSentenceProcessor(IN_SENTENCE.pattern, md), "shortcode", 175)


class _AloneProcessor(BlockProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return bool(_ALONE.match(block.strip()))

    def run(self, parent: Element, blocks: list[str]) -> None:
        match = _ALONE.match(blocks.pop(0).strip())
        if match:
            _mark(SubElement(parent, "div"), match)


class _InSentenceProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's own name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return _mark(Element("span"), m), m.start(0), m.end(0)


def _mark(element: Element, match: re.Match[str]) -> Element:
    element.set("data-argument", (match["argument"] or "").strip())
    element.set("data-shortcode", match["name"])
    return element
