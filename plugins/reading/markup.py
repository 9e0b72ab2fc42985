"""HTML as a tree of places: where each element begins and ends, so that a text can be changed there and nowhere else.

It reads what Markdown writes, and the tidy HTML that authors may add; what it does not understand it leaves alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

# At most 200 pieces in a tag: with quotes that are never closed, more would be looked at again and again.
_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<rest>(?:[^"'<>]++|"[^"]*"|'[^']*'){0,200}+)>""", re.S
)
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_VOID = re.compile(r"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_INLINE = re.compile(
    r"a|abbr|b|bdi|bdo|cite|code|data|dfn|em|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
)


@dataclass
class Element:
    """An element: its start tag lies from `start` to `inside`, its end tag from `inside_end` to `end`."""

    name: str
    rest: str
    start: int
    inside: int
    inside_end: int = -1
    end: int = -1
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Its attributes; the first of two of the same name counts, as in a browser."""
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(self.rest):
            found.setdefault(name.lower(), unescape(double or single or bare))
        return found

    def walk(self) -> Iterator[Element]:
        """The elements inside, in the order of the text."""
        ahead = self.children[::-1]
        while ahead:
            element = ahead.pop()
            yield element
            ahead += element.children[::-1]


@dataclass(frozen=True)
class Edit:
    """A change: what lies from `start` to `end` becomes `text`; an insertion where both are the same."""

    start: int
    end: int
    text: str


def parse(html: str) -> Element:
    """The root, whose children are the elements of `html`. An element that is never closed ends with its parent."""
    root = Element("", "", 0, 0)
    open_element, open_names = root, Counter[str]()
    for match in _TAG.finditer(html):
        name = (match["name"] or "").lower()
        if match["end"]:
            while open_names[name] and open_element.name != name:
                open_names[open_element.name] -= 1
                open_element = _close(open_element, match.start(), match.start())
            if open_names[name]:
                open_names[name] -= 1
                open_element = _close(open_element, match.start(), match.end())
        elif name:
            element = Element(name, match["rest"], match.start(), match.end(), parent=open_element)
            open_element.children.append(element)
            if _VOID.fullmatch(name) or match["rest"].endswith("/"):
                _close(element, match.end(), match.end())
            else:
                open_element = element
                open_names[name] += 1
    while open_element is not root:
        open_element = _close(open_element, len(html), len(html))
    root.inside_end = root.end = len(html)
    return root


def _close(element: Element, inside_end: int, end: int) -> Element:
    element.inside_end, element.end = inside_end, end
    return element.parent or element


def text(html: str) -> str:
    """The words of a piece of HTML, blanks folded."""
    return " ".join(unescape(_TAG.sub(_blank, html)).split())


def _blank(match: re.Match[str]) -> str:
    return "" if _INLINE.fullmatch((match["name"] or "").lower()) else " "


def apply(html: str, edits: Iterable[Edit]) -> str:
    """`html` with the edits made; they must not overlap. At one place they come in their own order."""
    pieces, position = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [html[position : edit.start], edit.text]
        position = edit.end
    pieces.append(html[position:])
    return "".join(pieces)
