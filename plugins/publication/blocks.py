"""The blocks of a Markdown body: which lines are text that is read for links, which are headings, which are code.

Python-Markdown keeps no line numbers, so its block parser is followed here, processor by processor in its order of
priority, on lines that know their number. A block that another one was found in is read again from the first
processor, as there. `tests/publication/test_outline.py` holds the result against Python-Markdown's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from plugins.publication.raw_html import Line
from plugins.publication.spans import code_spans

DEEPEST = 30  # blocks in blocks; what is deeper is read as text
_TAB = "    "
_ADMONITION = re.compile(r'!!! ?[\w\-]+(?: +[\w\-]+)*+(?: +"[^"]*")? *')
_HEADING = re.compile(r"(?P<level>#{1,6})(?P<text>(?:\\.|[^\\#]|#+(?=[^#]))*?)#*")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*")
_RULE = re.compile(r"[ ]{0,3}(?P<mark>[-_*])(?:[ ]{0,2}(?P=mark)){2,}[ ]*")
_ITEM = {"ol": re.compile(r"[ ]{0,3}\d+\.[ ]+(.*)"), "ul": re.compile(r"[ ]{0,3}[*+-][ ]+(.*)")}
_INDENTED_ITEM = re.compile(r"[ ]{4,7}(?:\d+\.|[*+-])[ ]+.*")
_DEFINITION = re.compile(r"[ ]{0,3}:[ ]{1,3}(.*)")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?(.*)")
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^([^\]]*)\]:[ ]*(.*)")
_ABBREVIATION = re.compile(r"\*\[[^\\\]]+\] ?:[ ]*\S.*")
_TITLE = r"(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\))[ ]*"
_REFERENCE = re.compile(
    rf"[ ]{{0,3}}\[(?P<name>[^\[\]\n]*+)\]:[ ]*+(?:\n[ ]*+)?(?P<target>[^\s]++)[ ]*+(?:(?:\n[ ]*+)?{_TITLE})?$", re.M
)
_MAY_BE_REFERENCE = re.compile(r"[ ]{0,3}\[[^\[\]]*\]:.*")
_END_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|$")
_LISTS, _ITEMS = frozenset({"ul", "ol", "dl"}), frozenset({"li", "dd"})


class Text(NamedTuple):
    """Lines that are read for spans: a paragraph, a table's cell, or, when `level` is not 0, a heading."""

    lines: tuple[Line, ...]
    level: int = 0


@dataclass
class Blocks:
    """All text of a body, the targets of its references by name with their lines, and the names of its footnotes."""

    texts: list[Text] = field(default_factory=list)
    references: dict[str, tuple[str, int]] = field(default_factory=dict)
    footnotes: dict[str, list[Line]] = field(default_factory=dict)


def read_blocks(lines: list[Line]) -> Blocks:
    """Read the lines of a body, from which `raw_html.cut` has taken what is no Markdown."""
    parser = _Parser()
    parser.parse(_Node("div"), lines)
    for footnote in list(parser.blocks.footnotes.values()):
        parser.parse(_Node("div"), footnote)
    return parser.blocks


class _Node:
    """An element of the page, as far as what follows depends on it."""

    __slots__ = ("children", "tag")

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.children: list[_Node] = []

    @property
    def last(self) -> _Node | None:
        return self.children[-1] if self.children else None

    def add(self, tag: str) -> _Node:
        self.children.append(_Node(tag))
        return self.children[-1]


class _Block:
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

    def part(self, start: int, end: int | None = None) -> list[_Block]:
        """The lines from `start` to `end` as a block; none where there are no lines."""
        part = _Block(self._lines)
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

    def detab(self, start: int = 0, width: int = 4) -> tuple[list[Line], list[_Block]]:
        """The lines from `start` on that are indented by `width`, without it, and the rest as a block."""
        end = start
        while end < len(self) and self[end].text.startswith(" " * width):
            end += 1
        return [Line(line.number, line.text[width:]) for line in self.lines(start, end)], self.part(end)


class _Parser:
    """Python-Markdown's block processors. Each takes the first of the waiting blocks, or leaves it to the next.

    The blocks wait in reverse order, as parts of a block are put back in front of the others.
    """

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.depth = 0
        self.state = [""]  # what is being read: "list", "looselist", "detabbed" or "blockquote"
        self.processors: list[Callable[[_Node, list[_Block]], bool]] = [
            self.admonition,
            self.continued_admonition,
            partial(self.indented, _LISTS - {"dl"}, _ITEMS - {"dd"}),
            partial(self.indented, _LISTS, _ITEMS),
            self.code,
            self.table,
            self.heading,
            self.underlined,
            self.rule,
            self.list_,
            self.definition,
            self.quote,
            self.footnote,
            self.abbreviation,
            self.reference,
        ]

    def parse(self, parent: _Node, lines: Sequence[Line], state: str = "") -> None:
        """Read lines as the content of `parent`."""
        self.depth += 1
        self.state += [state] * bool(state)
        waiting = list(_split(lines))[::-1]
        while waiting:
            if self.depth > DEEPEST or not any(processor(parent, waiting) for processor in self.processors):
                self.paragraph(parent, waiting.pop())
        self.depth -= 1
        if state:
            self.state.pop()

    def text(self, lines: Sequence[Line], level: int = 0) -> None:
        self.blocks.texts.append(Text(tuple(lines), level))

    def admonition(self, parent: _Node, waiting: list[_Block]) -> bool:
        index = waiting[-1].first(_ADMONITION)
        if index is None:
            return False
        block = waiting.pop()
        self.parse(parent, block.lines(0, index))
        number, text = block[index]
        title = text[text.find('"') + 1 : text.rfind('"')]
        if title:
            self.text([Line(number, title)])
        content, rest = block.detab(index + 1)
        self.parse(parent.add("admonition"), content)
        waiting += rest
        return True

    def continued_admonition(self, parent: _Node, waiting: list[_Block]) -> bool:
        """An indented block below an admonition, or below a list in one."""
        target, block = parent.last, waiting[-1]
        if target is None or target.tag != "admonition" or not block.is_indented:
            return False
        width = 4
        while target.last and target.last.tag in _LISTS and target.last.last and block.is_indented_by(width + 4):
            target = target.last.last
            width += 4
        waiting.pop()
        content, rest = block.detab(width=width)
        self.parse(target, content)
        waiting += rest
        return True

    def indented(self, lists: frozenset[str], items: frozenset[str], parent: _Node, waiting: list[_Block]) -> bool:
        """An indented block inside or below an item of a list."""
        block = waiting[-1]
        below_list = parent.tag in items or (parent.last is not None and parent.last.tag in lists)
        if not block.is_indented or self.state[-1] == "detabbed" or not below_list:
            return False
        waiting.pop()
        # How many levels of lists it is indented by, and the innermost of them.
        text, sibling = block[0].text, parent
        indent, level = (len(text) - len(text.lstrip(" "))) // 4, int(self.state[-1] == "list")
        while indent > level and sibling.last and sibling.last.tag in lists | items:
            sibling = sibling.last
            level += sibling.tag in lists
        if parent.tag in items:
            target = parent.last if parent.last and parent.last.tag in lists else parent
        elif sibling.tag in items:
            target = sibling
        elif sibling.last and sibling.last.tag in items:
            target = sibling.last
        else:
            target = sibling.add("li")
        self.parse(target, _loosely_detabbed(block.lines(), level), "detabbed")
        return True

    def code(self, parent: _Node, waiting: list[_Block]) -> bool:
        if not waiting[-1].is_indented:
            return False
        _, rest = waiting.pop().detab()
        parent.add("pre")
        waiting += rest
        return True

    def table(self, parent: _Node, waiting: list[_Block]) -> bool:
        block = waiting[-1]
        if len(block) < 2 or set(block[1].text) - set("|:- "):
            return False
        head = block[0].text.strip(" ")
        border = head.startswith("|") or bool(_END_BORDER.search(head))
        columns = len(_cells(head, border))
        rows = (block[index].text.strip(" ") for index in range(1, len(block)))
        is_table = columns > 1 or (border and all(row.startswith("|") or _END_BORDER.search(row) for row in rows))
        if not is_table or len(_cells(block[1].text, border)) != columns:
            return False
        for line in (*block.lines(0, 1), *block.lines(2)):
            for cell in _cells(line.text, border)[:columns]:
                self.text([Line(line.number, cell.strip(" "))])
        parent.add("table")
        waiting.pop()
        return True

    def heading(self, parent: _Node, waiting: list[_Block]) -> bool:
        index = waiting[-1].first(_HEADING)
        if index is None:
            return False
        block = waiting.pop()
        self.parse(parent, block.lines(0, index))
        match = _HEADING.fullmatch(block[index].text)
        if match:
            self.text([Line(block[index].number, match["text"].strip())], len(match["level"]))
        parent.add("h")
        rest = block.part(index + 1)
        if rest and rest[0].is_indented and self.state[-1] == "looselist":
            rest = [_Block(_loosely_detabbed(rest[0].lines()))]
        waiting += rest
        return True

    def underlined(self, parent: _Node, waiting: list[_Block]) -> bool:
        block = waiting[-1]
        if len(block) < 2 or not _UNDERLINE.fullmatch(block[1].text):
            return False
        waiting.pop()
        number, text = block[0]
        self.text([Line(number, text.strip())], 1 if block[1].text.startswith("=") else 2)
        parent.add("h")
        waiting += block.part(2)
        return True

    def rule(self, parent: _Node, waiting: list[_Block]) -> bool:
        index = waiting[-1].first(_RULE)
        if index is None:
            return False
        block = waiting.pop()
        self.parse(parent, block.lines(0, index))
        parent.add("hr")
        waiting += block.part(index + 1)
        return True

    def list_(self, parent: _Node, waiting: list[_Block]) -> bool:
        tag = next((tag for tag, pattern in _ITEM.items() if pattern.fullmatch(waiting[-1][0].text)), None)
        if tag is None:
            return False
        items = _items(waiting.pop(), _ITEM[tag])
        if parent.last and parent.last.tag == tag:
            target = parent.last
            self.parse(target.add("li"), items.pop(0), "looselist")
        else:
            target = parent if parent.tag in {"ol", "ul"} else parent.add(tag)
        for item in items:
            is_nested = item[0].text.startswith(_TAB)
            self.parse(target.last if is_nested and target.last else target.add("li"), item, "list")
        return True

    def definition(self, parent: _Node, waiting: list[_Block]) -> bool:
        """A definition below its terms, which may be a paragraph of their own."""
        block = waiting[-1]
        index = block.first(_DEFINITION)
        if index is None or (index == 0 and parent.last is None):
            return False
        waiting.pop()
        rest = block.part(index + 1)
        if rest and re.match(r"[ ]{0,3}[^ :]", rest[0][0].text):
            content, rest = rest[0].lines(), []
        else:
            content, rest = block.detab(index + 1)
        for number, text in block.lines(0, index):
            self.text([Line(number, text.strip())])
        state = "list"
        if index == 0 and parent.last and parent.last.tag == "p":
            parent.children.pop()
            state = "looselist"
        target = parent.last if parent.last and parent.last.tag == "dl" else parent.add("dl")
        first = Line(block[index].number, _DEFINITION.sub(r"\1", block[index].text))
        self.parse(target.add("dd"), [first, *content], state)
        waiting += rest
        return True

    def quote(self, parent: _Node, waiting: list[_Block]) -> bool:
        index = waiting[-1].first(_QUOTE)
        if index is None:
            return False
        block = waiting.pop()
        self.parse(parent, block.lines(0, index))
        inner = []
        for number, text in block.lines(index):
            match = _QUOTE.fullmatch(text)
            inner.append(Line(number, "" if text.strip() == ">" else match[1] if match else text))
        target = parent.last if parent.last and parent.last.tag == "blockquote" else parent.add("blockquote")
        self.parse(target, inner, "blockquote")
        return True

    def footnote(self, parent: _Node, waiting: list[_Block]) -> bool:
        """A note ends where the next begins; the last of a block goes on in the indented blocks below it."""
        index = waiting[-1].first(_FOOTNOTE)
        match = _FOOTNOTE.fullmatch(waiting[-1][index].text) if index is not None else None
        if index is None or not match:
            return False
        block = waiting.pop()
        following = block.first(_FOOTNOTE, index + 1)
        note = [Line(block[index].number, match[2]), *_loosely_detabbed(block.lines(index + 1, following))]
        if following is not None:
            waiting += block.part(following)
        while following is None and waiting and waiting[-1].is_indented and not waiting[-1].is_apart:
            more = waiting.pop()
            following = more.first(_FOOTNOTE)
            note += [Line(more[0].number, ""), *_loosely_detabbed(more.lines(0, following))]
            waiting += [] if following is None else more.part(following)
        self.blocks.footnotes[match[1]] = note
        waiting += block.part(0, index)
        return True

    def abbreviation(self, parent: _Node, waiting: list[_Block]) -> bool:
        index = waiting[-1].first(_ABBREVIATION)
        if index is None:
            return False
        block = waiting.pop()
        waiting += block.part(index + 1) + block.part(0, index)
        return True

    def reference(self, parent: _Node, waiting: list[_Block]) -> bool:
        block = waiting[-1]
        index = block.first(_MAY_BE_REFERENCE)
        while index is not None:
            match = _REFERENCE.match("\n".join(line.text for line in block.lines(index)[:3]))
            if match:
                break
            index = block.first(_MAY_BE_REFERENCE, index + 1)
        else:
            return False
        waiting.pop()
        line = block[index].number + match[0].count("\n", 0, match.start("target"))
        self.blocks.references[match["name"].strip().lower()] = (match["target"].lstrip("<").rstrip(">"), line)
        waiting += block.part(index + 1 + match[0].count("\n")) + block.part(0, index)
        return True

    def paragraph(self, parent: _Node, block: _Block) -> None:
        self.text(block.lines())
        if self.state[-1] != "list":
            parent.add("p")


def _split(lines: Sequence[Line]) -> Iterator[_Block]:
    """The blocks between blank lines."""
    whole, start, blank = _Block(list(lines)), 0, 0
    for index, line in enumerate((*lines, Line(0, ""))):
        if line.text.strip():
            continue
        for block in whole.part(start, index):
            block.is_apart, blank = blank > 1, 0
            yield block
        start, blank = index + 1, blank + 1


def _items(block: _Block, pattern: re.Pattern[str]) -> list[list[Line]]:
    """The items of a list, each with the lines below it; an indented one stands for itself."""
    items: list[list[Line]] = []
    for line in block.lines():
        match = pattern.fullmatch(line.text)
        if match:
            items.append([Line(line.number, match[1])])
        elif _INDENTED_ITEM.fullmatch(line.text) and not items[-1][0].text.startswith(_TAB):
            items.append([line])
        else:
            items[-1].append(line)
    return items


def _loosely_detabbed(lines: Sequence[Line], level: int = 1) -> list[Line]:
    indent = _TAB * level
    return [Line(number, text.removeprefix(indent)) for number, text in lines]


def _cells(row: str, border: bool) -> list[str]:
    """The cells of a table's row: bars that are neither escaped nor in code divide it."""
    row = row.strip(" ")
    if border:
        row = _END_BORDER.sub("", row.removeprefix("|"))
    masked = list(row)
    for start, _, _, end in code_spans(row):
        masked[start:end] = " " * (end - start)
    bars = [match.start() for match in re.finditer(r"\\[\\|]|\|", "".join(masked)) if match[0] == "|"]
    return [row[left + 1 : right] for left, right in zip([-1, *bars], [*bars, len(row)], strict=True)]
