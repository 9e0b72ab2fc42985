"""The headings of a body: a link to each, and a list of contents where there are enough of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from plugins.reading.markup import Edit, Element, text

ENOUGH = 4
LEVELS = {"h2": 2, "h3": 3}
# A link inside these would stand in the way of what they do.
_NOT_INSIDE = frozenset({"a", "summary", "button", "label", "figcaption", "caption", "th", "td"})


@dataclass(frozen=True)
class Heading:
    """A heading of the second or third level that has an anchor."""

    level: int
    text: str
    anchor: str
    element: Element


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the list of contents, with the lines below it."""

    level: int
    text: str
    anchor: str
    children: tuple[ContentsEntry, ...] = ()


def headings(html: str, root: Element) -> list[Heading]:
    """The headings that can be linked to; notes and hidden marks in them are no part of their text."""
    return [
        Heading(LEVELS[element.name], _words(html, element), element.attributes["id"], element)
        for element in root.walk()
        if element.name in LEVELS and element.attributes.get("id")
    ]


def _words(html: str, element: Element) -> str:
    pieces, position = [], element.inside
    for child in element.children:
        if child.name == "sup":
            pieces.append(html[position : child.start])
            position = child.end
    return text("".join([*pieces, html[position : element.inside_end]]))


def contents(found: Sequence[Heading]) -> tuple[ContentsEntry, ...]:
    """The list of contents; empty where there are fewer than four headings."""
    if len(found) < ENOUGH:
        return ()
    groups: list[tuple[Heading, list[Heading]]] = []
    for heading in found:
        if heading.level == 3 and groups and groups[-1][0].level == 2:
            groups[-1][1].append(heading)
        else:
            groups.append((heading, []))
    return tuple(
        ContentsEntry(
            top.level, top.text, top.anchor, tuple(ContentsEntry(one.level, one.text, one.anchor) for one in below)
        )
        for top, below in groups
    )


def anchor_edits(found: Sequence[Heading]) -> Iterator[Edit]:
    """A link beside each heading; inside it, screen readers would read the link as part of the heading."""
    for heading in found:
        element, parent = heading.element, heading.element.parent
        if parent is not None and parent.name in _NOT_INSIDE:
            continue
        anchor, label = escape(heading.anchor), escape(f"Link to “{heading.text}”")
        yield Edit(element.start, element.start, f'<div class="heading heading-{heading.level}">')
        yield Edit(element.end, element.end, f'<a class="anchor" href="#{anchor}" aria-label="{label}">#</a></div>')
