"""Blocks that hold no others: code, tables, headings, rules, and definitions of abbreviations and references.

Each function takes the first of the waiting blocks, or leaves it and returns False; see `block.BlockReader`.
"""

from __future__ import annotations

import re
from bisect import bisect

from plugins.publication.block import Block, BlockReader, Node, loosely_detabbed
from plugins.publication.raw_html import Line

_HEADING = re.compile(r"(?P<level>#{1,6})(?P<text>(?:\\.|[^\\#]|#+(?=[^#]))*?)#*")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*")
_RULE = re.compile(r"[ ]{0,3}(?P<mark>[-_*])(?:[ ]{0,2}(?P=mark)){2,}[ ]*")
_ABBREVIATION = re.compile(r"\*\[[^\\\]]+\] ?:[ ]*\S.*")
_TITLE = r"(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\))[ ]*"
_REFERENCE = re.compile(
    rf"[ ]{{0,3}}\[(?P<name>[^\[\]\n]*+)\]:[ ]*+(?:\n[ ]*+)?(?P<target>[^\s]++)[ ]*+(?:(?:\n[ ]*+)?{_TITLE})?$", re.M
)
_MAY_BE_REFERENCE = re.compile(r"[ ]{0,3}\[[^\[\]]*\]:.*")
_BAR = re.compile(r"\\[\\|]|\|")
_TICKS = re.compile(r"\\\\|\\?`+")
_END_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|$")


def code(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    if not waiting[-1].is_indented:
        return False
    _, rest = waiting.pop().detab()
    parent.add("pre")
    waiting += rest
    return True


def table(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    block = waiting[-1]
    if len(block) < 2 or set(block[1].text) - set("|:- "):
        return False
    head = block[0].text.strip(" ")
    border = head.startswith("|") or bool(_END_BORDER.search(head))
    columns = len(cells(head, border))
    rows = (block[index].text.strip(" ") for index in range(1, len(block)))
    is_table = columns > 1 or (border and all(row.startswith("|") or _END_BORDER.search(row) for row in rows))
    if not is_table or len(cells(block[1].text, border)) != columns:
        return False
    for line in (*block.lines(0, 1), *block.lines(2)):
        for cell in cells(line.text, border)[:columns]:
            reader.text([Line(line.number, cell.strip(" "))])
    parent.add("table")
    waiting.pop()
    return True


def heading(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    index = waiting[-1].first(_HEADING)
    if index is None:
        return False
    block = waiting.pop()
    reader.parse(parent, block.lines(0, index))
    match = _HEADING.fullmatch(block[index].text)
    if match:
        reader.text([Line(block[index].number, match["text"].strip())], len(match["level"]))
    parent.add("h")
    rest = block.part(index + 1)
    if rest and rest[0].is_indented and reader.state[-1] == "looselist":
        rest = [Block(loosely_detabbed(rest[0].lines()))]
    waiting += rest
    return True


def underlined(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    block = waiting[-1]
    if len(block) < 2 or not _UNDERLINE.fullmatch(block[1].text):
        return False
    waiting.pop()
    number, text = block[0]
    reader.text([Line(number, text.strip())], 1 if block[1].text.startswith("=") else 2)
    parent.add("h")
    waiting += block.part(2)
    return True


def rule(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    index = waiting[-1].first(_RULE)
    if index is None:
        return False
    block = waiting.pop()
    reader.parse(parent, block.lines(0, index))
    parent.add("hr")
    waiting += block.part(index + 1)
    return True


def abbreviation(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
    index = waiting[-1].first(_ABBREVIATION)
    if index is None:
        return False
    block = waiting.pop()
    waiting += block.part(index + 1) + block.part(0, index)
    return True


def reference(reader: BlockReader, parent: Node, waiting: list[Block]) -> bool:
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
    reader.blocks.references[match["name"].strip().lower()] = (match["target"].lstrip("<").rstrip(">"), line)
    waiting += block.part(index + 1 + match[0].count("\n")) + block.part(0, index)
    return True


def cells(row: str, border: bool) -> list[str]:
    """The cells of a table's row: bars that are neither escaped nor in code divide it."""
    row = row.strip(" ")
    if border:
        row = _END_BORDER.sub("", row.removeprefix("|"))
    code = _code(row)
    bars = [match.start() for match in _BAR.finditer(row) if match[0] == "|"]
    bars = [bar for bar in bars if not (at := bisect(code, (bar,))) or code[at - 1][1] < bar]
    return [row[left + 1 : right] for left, right in zip([-1, *bars], [*bars, len(row)], strict=True)]


def _code(row: str) -> list[tuple[int, int]]:
    """First and last place of what stands between as many backticks; not quite the rule for the text of a cell."""
    ticks = [match for match in _TICKS.finditer(row) if match[0] != "\\\\"]
    sizes = [len(match[0]) - match[0].startswith("\\") for match in ticks]
    following: dict[int, list[int]] = {}
    for index in range(len(ticks) - 1, -1, -1):
        following.setdefault(sizes[index], []).append(index)
    code, done = [], -1
    for index, opening in enumerate(ticks):
        same = following.get(sizes[index] - opening[0].startswith("\\"), [])
        while same and same[-1] <= index:
            same.pop()
        if index > done and same and sizes[same[-1]]:
            done = same[-1]
            code.append((opening.start(), ticks[done].end() - 1))
    return code
