"""The body of a text as its page shows it: anchors, must-dos, tables and code that scroll alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import ceil

from plugins.reading import markup
from plugins.reading.contents import ContentsEntry, anchor_edits, contents, headings
from plugins.reading.markup import Edit, Element
from plugins.reading.must_dos import MustDo, find_must_dos

WORDS_A_MINUTE = 230
_WORD = re.compile(r"\w[\w’'-]*")
_NOT_READ = frozenset({"aside", "form", "nav"})  # sign-up places and the like


@dataclass(frozen=True)
class TextFacts:
    """What lists say of a text: the number of its words, its list of contents, its must-dos."""

    words: int
    contents: tuple[ContentsEntry, ...]
    must_dos: tuple[MustDo, ...]

    @property
    def minutes(self) -> int:
        """How long it takes to read; at least one minute."""
        return max(1, ceil(self.words / WORDS_A_MINUTE))


@dataclass(frozen=True)
class PageBody(TextFacts):
    """A body for its page: the HTML, and what there is to say of it."""

    html: str


def text_facts(html: str) -> TextFacts:
    """What is in `html`, without the HTML for its page."""
    body = page_body(html)
    return TextFacts(body.words, body.contents, body.must_dos)


@lru_cache(maxsize=64)  # a page asks for one part after the other
def page_body(html: str) -> PageBody:
    """The body of `html`."""
    root = markup.parse(html)
    found = headings(html, root)
    must_dos, must_do_edits = find_must_dos(html, root)
    edits = [
        *anchor_edits(found),
        *must_do_edits,
        *_table_edits(html, root),
        *_code_edits(root),
    ]
    words = len(_WORD.findall(_read_text(html, root)))
    return PageBody(words, contents(found), tuple(must_dos), markup.apply(html, edits))


def _read_text(html: str, root: Element) -> str:
    """The words that a reader reads, without those of the places for signing up."""
    edits = [Edit(child.start, child.end, " ") for child in root.children if child.name in _NOT_READ]
    return markup.text(markup.apply(html, edits))


def _table_edits(html: str, root: Element) -> Iterator[Edit]:
    """A region around each table that scrolls sideways, which the keyboard can reach."""
    tables = [element for element in root.walk() if element.name == "table" and not _is_inside(element, "table")]
    for number, table in enumerate(tables, 1):
        caption = next((child for child in table.children if child.name == "caption"), None)
        label = markup.text(html[caption.inside : caption.inside_end]) if caption else ""
        label = label or ("Table" if len(tables) == 1 else f"Table {number}")
        opening = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        yield Edit(table.start, table.start, opening)
        yield Edit(table.end, table.end, "</div>")


def _is_inside(element: Element, name: str) -> bool:
    parent = element.parent
    while parent is not None and parent.name != name:
        parent = parent.parent
    return parent is not None


def _code_edits(root: Element) -> Iterator[Edit]:
    """Long lines of code scroll too, so the keyboard must reach the block."""
    for element in root.walk():
        if element.name == "pre" and "tabindex" not in element.attributes:
            yield Edit(element.start + 4, element.start + 4, ' tabindex="0"')
