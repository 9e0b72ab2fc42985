"""What is cut out of a body before it is read as Markdown: fenced code, comments, and blocks of raw HTML.

The order and the limits are Python-Markdown's: fences first, then everything that begins a line like HTML, whatever
stands around it. So a tag between two backticks that begins a line is published raw, and is found here.
"""

from __future__ import annotations

import re
from bisect import bisect
from itertools import accumulate
from typing import NamedTuple

from markdown.util import BLOCK_LEVEL_ELEMENTS

CUT = "\x02"  # stands for what was cut out, or read already; no text holds it
_BREAK = "\x03"  # ends a block, as a blank line does
_FENCE = re.compile(r"(?P<fence>~{3,}|`{3,})[ ]*(?:\{(?P<attributes>[^\n]*)\}|\.?[\w#.+-]*[ ]*(?:hl_lines=.*)?)")
_START = re.compile(r"^[ ]{0,3}(?=<[a-zA-Z!?])|(?P<in_line>(?=<!--))", re.M)
_IN_TAIL = re.compile(r"[^\n<]*(?=<)")
_OPENING = re.compile(
    r"<(?P<name>[a-zA-Z][^\s/>`]*+)(?P<rest>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>|<(?P<broken>[a-zA-Z]\w*)"
)
_CLOSES = {"<!--": re.compile(r"--!?>"), "<![CDATA[": re.compile(r"\]\]>"), "<?": re.compile(r"\?>")}
# As a browser reads them: `<!-->` ends at once.
COMMENT = re.compile(r"<!--(?:-?>|(?:(?!<!--|--!?>).)*+--!?>)", re.S)
_BLOCK_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.S)


class Line(NamedTuple):
    """A line of text and its number in the file."""

    number: int
    text: str


class Remainder(NamedTuple):
    """What is left as Markdown, and what was cut out: raw HTML, and attributes of fences, each with its first line."""

    lines: list[Line]
    raw: list[Line]
    attributes: list[Line]


def cut(body: str, first_line: int) -> Remainder:
    """Take a body apart; its first line is line `first_line` of its file."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace(CUT, "").replace(_BREAK, "")
    body = re.sub(r"(?<=\n) +\n", "\n", body.expandtabs(4))
    lines, attributes = _without_fences(body.split("\n"))
    text, raw = _without_html("\n".join(lines))
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    result: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=first_line):
        for index, piece in enumerate(line.split(_BREAK)):
            result += [Line(number, "")] * bool(index)
            result.append(Line(number, piece))
    return Remainder(
        result,
        [Line(bisect(starts, position) - 1 + first_line, found) for position, found in raw],
        [Line(index + first_line, found) for index, found in attributes],
    )


def _without_fences(lines: list[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """The lines with fenced code blanked out, and the attributes that fences set."""
    last_close: dict[str, int] = {}
    for index, line in enumerate(lines):
        if line.startswith(("```", "~~~")):
            last_close[line.rstrip(" ")] = index
    fence, attributes = "", []
    for index, line in enumerate(lines):
        opening = None if fence else _FENCE.fullmatch(line)
        if opening and last_close.get(opening["fence"], 0) > index:
            fence = opening["fence"]
            lines[index] = _BREAK + CUT + _BREAK
            if opening["attributes"]:
                attributes.append((index, f"{{{opening['attributes']}}}"))
        elif fence:
            fence = "" if line.rstrip(" ") == fence else fence
            lines[index] = ""
    return lines, attributes


def _without_html(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text with comments and raw blocks blanked out, and the raw HTML with the position of each piece."""
    kept: list[str] = []
    raw: list[tuple[int, str]] = []
    done, absent, tail = 0, set[str](), False
    start = _START.search(text)
    while start:
        position = start.end()
        end = _end_of_raw(text, position, absent)
        if end and start.lastgroup != "in_line":
            piece = text[position:end]
            kept += [text[done:position], _BREAK, CUT, "\n" * piece.count("\n"), _BREAK]
            comment = _BLOCK_COMMENT.match(piece)
            raw.append((position + comment.end(), piece[comment.end() :]) if comment else (position, piece))
            done, tail = end, True
        # On the line where a block ended, the next may begin anywhere.
        start = _IN_TAIL.match(text, end or position + 1) if tail else None
        tail = bool(start)
        start = start or _START.search(text, end or position + 1)
    return "".join([*kept, text[done:]]), raw


def _end_of_raw(text: str, position: int, absent: set[str]) -> int | None:
    """Where the raw HTML that begins at `position` ends; None when it is text, or inline, or holds Markdown.

    `absent` remembers the ends that the rest of the text does not have, so that no search is made twice.
    """
    for opening, close in _CLOSES.items():
        if text.startswith(opening, position):
            found = None if opening in absent else close.search(text, position + len(opening))
            absent |= set() if found else {opening}
            return found.end() if found else None
    tag = _OPENING.match(text, position)
    name = (tag["name"] or tag["broken"]).lower() if tag else ""
    if tag is None or name not in BLOCK_LEVEL_ELEMENTS or re.search(r"\smarkdown\b", tag["rest"] or ""):
        return None
    if name == "hr" or (tag["rest"] or "").endswith("/"):
        return tag.end()
    depth = 1
    for other in re.compile(rf"<(/?){name}\b", re.I).finditer(text, tag.end()):
        depth += -1 if other[1] else 1
        if depth == 0:
            return text.find(">", other.end()) + 1 or len(text)
    return len(text)
