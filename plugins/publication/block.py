"""Blocks of lines, and the reader that sorts them: Python-Markdown's block parser, on lines that know their number.

The blocks themselves are in `simple_blocks` and `nested_blocks`, a function for each of Python-Markdown's processors.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from plugins.publication.raw_html import Line

DEEPEST = 20  # blocks in blocks; what is deeper is read as text, and some hundreds of levels end Python-Markdown
TAB = "    "


class Text(NamedTuple):
    """Lines that are read for spans: a paragraph, a table's cell, or, when `level` is not 0, a heading."""

    lines: list[Line]
    level: int = 0


@dataclass
class Blocks:
    """All text of a body, the targets of its references by name with their lines, and the names of its footnotes."""

    texts: list[Text] = field(default_factory=list)
    references: dict[str, tuple[str, int]] = field(default_factory=dict)
    footnotes: dict[str, list[Line]] = field(default_factory=dict)
    too_deep: list[int] = field(default_factory=list)  # lines of blocks deeper than DEEPEST


class Node:
    """An element of the page, as far as what follows depends on it."""

    __slots__ = ("children", "tag", "tail", "text")

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.children: list[Node] = []
        self.text: list[Line] = []  # of the item of a tight list, in which paragraphs run together
        self.tail: list[Line] = []  # the same, behind a block that stands in the item

    @property
    def last(self) -> Node | None:
        return self.children[-1] if self.children else None

    def add(self, tag: str) -> Node:
        self.children.append(Node(tag))
        return self.children[-1]


class Block:
    """Some lines in a row. A part of a block shares its lines, and what has been searched for in them."""

    __slots__ = ("_found", "_lines", "end", "is_apart", "start")

    def __init__(self, lines: list[Line]) -> None:
        self._lines, self.start, self.end = lines, 0, len(lines)
        self._found: dict[re.Pattern[str], list[int]] = {}
        self.is_apart = False  # more than one blank line stands before it

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, index: int) -> Line:
        return self._lines[self.start + index]

    def lines(self, start: int = 0, end: int | None = None) -> list[Line]:
        return self._lines[self.start + start : self.end if end is None else self.start + end]

    def part(self, start: int, end: int | None = None) -> list[Block]:
        """The lines from `start` to `end` as a block; none where there are no lines."""
        part = Block(self._lines)
        part._found = self._found
        part.start, part.end = self.start + start, self.end if end is None else self.start + end
        return [part] if len(part) else []

    @property
    def is_indented(self) -> bool:
        return self.is_indented_by(4)

    def is_indented_by(self, width: int) -> bool:
        return self[0].text.startswith(" " * width)

    def first(self, pattern: re.Pattern[str], start: int = 0) -> int | None:
        """Index of the first line from `start` on that matches `pattern` as a whole.

        All lines are searched once, however often they are asked for: a body may have 100,000 of them.
        """
        if pattern not in self._found:
            self._found[pattern] = [index for index, line in enumerate(self._lines) if pattern.fullmatch(line.text)]
        found = self._found[pattern]
        index = bisect_left(found, self.start + start)
        return found[index] - self.start if index < len(found) and found[index] < self.end else None

    def detab(self, start: int = 0, width: int = 4) -> tuple[list[Line], list[Block]]:
        """The lines from `start` on that are indented by `width`, without it, and the rest as a block."""
        end = start
        while end < len(self) and self[end].text.startswith(" " * width):
            end += 1
        return [Line(line.number, line.text[width:]) for line in self.lines(start, end)], self.part(end)


class BlockReader:
    """Offers each block to the processors, in their order, until one takes it; what none takes is a paragraph.

    A processor takes blocks from the end of those that wait, and puts back what it leaves: they wait in reverse order.
    """

    def __init__(self, processors: Sequence[Processor]) -> None:
        self.blocks = Blocks()
        self.state = [""]  # what is being read: "list", "looselist", "detabbed" or "blockquote"
        self._processors, self._depth = processors, 0

    def parse(self, parent: Node, lines: Sequence[Line], state: str = "") -> None:
        """Read lines as the content of `parent`."""
        if not lines:
            return
        self._depth += 1
        self.state += [state] * bool(state)
        waiting = list(split(lines))[::-1]
        while waiting:
            if self._depth > DEEPEST:
                self.blocks.too_deep.append(waiting[-1][0].number)
                self._paragraph(parent, waiting.pop())
            elif not any(process(self, parent, waiting) for process in self._processors):
                self._paragraph(parent, waiting.pop())
        self._depth -= 1
        if state:
            self.state.pop()

    def text(self, lines: Sequence[Line], level: int = 0) -> None:
        """Keep a text to be read for spans."""
        self.blocks.texts.append(Text(list(lines), level))

    def _paragraph(self, parent: Node, block: Block) -> None:
        if self.state[-1] != "list":
            self.text(block.lines())
            parent.add("p")
            return
        lines = parent.last.tail if parent.last else parent.text
        if not lines:
            self.blocks.texts.append(Text(lines))
        lines += block.lines()


Processor = Callable[[BlockReader, Node, list[Block]], bool]


def split(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks between blank lines."""
    whole, start, blank = Block(list(lines)), 0, 0
    for index, line in enumerate((*lines, Line(0, ""))):
        if line.text.strip():
            continue
        for block in whole.part(start, index):
            block.is_apart, blank = blank > 1, 0
            yield block
        start, blank = index + 1, blank + 1


def loosely_detabbed(lines: Sequence[Line], level: int = 1) -> list[Line]:
    indent = TAB * level
    return [Line(number, text.removeprefix(indent)) for number, text in lines]
