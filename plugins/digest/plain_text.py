"""HTML as plain text that reads well alone: wrapped lines, lists, quotations, and links as notes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

WIDTH = 72  # characters; leaves room for the marks of two replies
_BLOCKS = (
    *("blockquote", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
)


def plain_text(html: str, width: int = WIDTH) -> str:
    """The text of `html`; a link becomes a number, and the addresses stand below."""
    return _Writer(width).write(html)


class _Writer:
    def __init__(self, width: int) -> None:
        self._width = width
        self._links: list[str] = []

    def write(self, html: str) -> str:
        """The blocks with a blank line between them, then the links."""
        soup = BeautifulSoup(html, "lxml")
        blocks = ["\n".join(lines) for lines in self._blocks(soup.body, self._width)] if soup.body else []
        links = [f"[{number}] {link}" for number, link in enumerate(self._links, 1)]
        return "\n\n".join([*blocks, *(["\n".join(links)] if links else [])])

    def _blocks(self, parent: Tag, width: int) -> Iterator[list[str]]:
        """The blocks inside an element, each a list of lines; words between blocks are a block, too."""
        inline: list[PageElement] = []
        for child in parent.children:
            if isinstance(child, Tag) and (child.name in _BLOCKS or _holds_blocks(child)):
                yield from self._paragraph(inline, width)
                inline = []
                yield from self._block(child, width)
            else:
                inline.append(child)
        yield from self._paragraph(inline, width)

    def _block(self, tag: Tag, width: int) -> Iterator[list[str]]:
        match tag.name:
            case "ul" | "ol":
                yield from self._list(tag, width)
            case "blockquote":
                yield [f"> {line}".rstrip() for line in _joined(self._blocks(tag, max(20, width - 2)))]
            case "pre":
                yield [f"    {line}".rstrip() for line in tag.get_text().strip("\n").split("\n")]
            case "table":
                yield from self._table(tag)
            case "hr":
                yield ["* * *"]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                for lines in self._blocks(tag, width):
                    yield [*lines, "-" * max(map(len, lines))]
            case "dd":
                for lines in self._blocks(tag, max(20, width - 4)):
                    yield [f"    {line}".rstrip() for line in lines]
            case _:
                yield from self._blocks(tag, width)

    def _list(self, tag: Tag, width: int) -> Iterator[list[str]]:
        """A list; its items stand close together, unless one of them has several paragraphs."""
        first = int(str(tag.get("start"))) if str(tag.get("start")).isdecimal() else 1
        loose = any(item.find("p", recursive=False) for item in tag.find_all("li", recursive=False))
        items = []
        for number, item in enumerate(tag.find_all("li", recursive=False), first):
            mark = "- " if tag.name == "ul" else f"{number}. "
            lines = _joined(self._blocks(item, max(20, width - len(mark))), loose) or [""]
            items.append([f"{mark if at == 0 else ' ' * len(mark)}{line}".rstrip() for at, line in enumerate(lines)])
        yield from items if loose else [_joined(items, loose=False)]

    def _table(self, table: Tag) -> Iterator[list[str]]:
        """A line a row; under the first, when it is a head, a rule."""
        rows = [[self._words(cell.children) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        rows = [row for row in rows if row]
        widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows), default=0))]
        fits = sum(widths) + 3 * len(widths) <= self._width
        lines = []
        for number, row in enumerate(rows):
            cells = [cell.ljust(widths[at]) if fits else cell for at, cell in enumerate(row)]
            lines.append(" | ".join(cells).rstrip())
            if number == 0 and table.find("th"):
                lines.append("-" * min(self._width, sum(widths) + 3 * len(widths) - 3))
        if lines:
            yield lines

    def _paragraph(self, inline: Iterable[PageElement], width: int) -> Iterator[list[str]]:
        lines = [
            line
            for part in self._words(inline).split("\n")
            for line in wrap(part, width, break_long_words=False, break_on_hyphens=False)
        ]
        if lines:
            yield lines

    def _words(self, elements: Iterable[PageElement]) -> str:
        """Inline text on one line, but for the breaks that its author made."""
        text = "".join(self._inline(elements))
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()

    def _inline(self, elements: Iterable[PageElement]) -> Iterator[str]:
        for element in elements:
            if isinstance(element, Tag):
                yield self._tag(element)
            elif type(element) is NavigableString:  # and no comment
                yield re.sub(r"\s+", " ", element)

    def _tag(self, tag: Tag) -> str:
        if tag.name == "br":
            return "\n"
        if tag.name == "img":
            return f"[Picture: {tag['alt']}]" if tag.get("alt") else ""
        inside = "".join(self._inline(tag.children))
        if tag.name == "sup":
            return f"^{inside.strip()}"
        target = str(tag.get("href", ""))
        if tag.name != "a" or not target or inside.strip() in {target, target.removeprefix("mailto:")}:
            return inside
        if target not in self._links:
            self._links.append(target)
        return f"{inside} [{self._links.index(target) + 1}]"


def _joined(blocks: Iterable[list[str]], loose: bool = True) -> list[str]:
    """The lines of several blocks, with a blank line between two of them where they are loose."""
    return [line for number, block in enumerate(blocks) for line in [""] * (loose and number > 0) + block]


def _holds_blocks(tag: Tag) -> bool:
    return any(isinstance(inner, Tag) and inner.name in _BLOCKS for inner in tag.descendants)
