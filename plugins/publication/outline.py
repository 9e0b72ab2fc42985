"""The outline of a Markdown body: its headings, links, images, raw HTML and shortcodes, each with its line.

Python-Markdown keeps no line numbers, so the check reads the source itself: `raw_html` cuts out what is no Markdown,
`block` and its like find the texts, `spans` what stands in them. `tests/publication/test_outline.py` holds the
result against what Python-Markdown makes of the same body.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.extensions.toc import slugify

from plugins.publication import nested_blocks, simple_blocks
from plugins.publication.block import BlockReader, Blocks, Node, Processor, Text
from plugins.publication.raw_html import Line, cut
from plugins.publication.span import Image, Link, Shortcode, Spans, Tag
from plugins.publication.spans import REST, SpanReader, read_tags

REMEMBERED = 10_000  # outlines: several checks ask for each, and the preview's builder after every edit
LONGEST_HEADING = 300  # characters; emphasis in a longer one is not looked for


@dataclass(frozen=True)
class Heading:
    """A heading, with the id that it has on the page."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Outline:
    """All that the check asks of a body.

    `attributes` are lists such as `{: #anchor .wide}`, with all between the first and the last bracket of a line;
    `too_deep` are the lines of blocks that stand in too many others.
    """

    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    tags: tuple[Tag, ...]
    shortcodes: tuple[Shortcode, ...]
    attributes: tuple[Line, ...]
    anchors: frozenset[str]
    too_deep: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Title:
    level: int
    text: str
    written_id: str
    line: int


# In Python-Markdown's order of priority.
PROCESSORS: list[Processor] = [
    nested_blocks.admonition,
    nested_blocks.continued_admonition,
    nested_blocks.in_list,
    nested_blocks.in_definition,
    simple_blocks.code,
    simple_blocks.table,
    simple_blocks.heading,
    simple_blocks.underlined,
    simple_blocks.rule,
    nested_blocks.list_,
    nested_blocks.definition,
    nested_blocks.quote,
    nested_blocks.footnote,
    simple_blocks.abbreviation,
    simple_blocks.reference,
]
_LIST = r"\{:?[ ]*(?P<list>[^}\n ][^\n]*)\}"
_HEADING_ATTRIBUTES = re.compile(rf"(?<! )[ ]+{_LIST}$")
_ANY_LIST = re.compile(r"\{([^{}]*)\}")
_ANCHOR = re.compile(r"#([^\s#.=]+)")
_HTML_ID = re.compile(r"[\s\"'/]id\s*=\s*[\"']?([^\s\"'>]+)", re.I)
_EMPHASIS = re.compile(
    r"(?P<mark>(?<!\*)\*{1,3}(?!\*)|(?<!\w)_{1,3}(?!_))(?=\S)(?P<text>.+?)(?<=\S)(?P=mark)(?!(?<=_)\w)"
)
_NUMBERED = re.compile(r"(.*)_([0-9]{1,9})")


@lru_cache(maxsize=REMEMBERED)
def scan(body: str, first_line: int = 1) -> Outline:
    """Find everything in `body`, whose first line is line `first_line` of its file."""
    remainder = cut(body, first_line)
    blocks = _read_blocks(remainder.lines)
    spans = Spans(tags=[tag for raw in remainder.raw for tag in read_tags(raw)])
    titles = []
    for text in blocks.texts:
        reader = SpanReader(text.lines, blocks.references, blocks.footnotes, spans)
        if text.level:
            titles.append(_title(text, reader))
    written = _written_ids(spans.attributes)
    headings = tuple(_numbered(titles, written | {title.written_id for title in titles}))
    return Outline(
        headings,
        tuple(sorted(spans.links, key=lambda link: link.line)),
        tuple(sorted(spans.images, key=lambda image: image.line)),
        tuple(sorted(spans.tags, key=lambda tag: tag.line)),
        tuple(sorted(spans.shortcodes, key=lambda shortcode: shortcode.line)),
        tuple(sorted([*remainder.attributes, *spans.attributes])),
        frozenset(
            {heading.anchor for heading in headings}
            | written
            | _written_ids(remainder.attributes)
            | {found for tag in spans.tags for found in _HTML_ID.findall(tag.text)}
        ),
        tuple(blocks.too_deep),
    )


def _written_ids(attributes: list[Line]) -> set[str]:
    lists = (written for line in attributes for written in _ANY_LIST.findall(line.text))
    return {anchor for written in lists for anchor in _ANCHOR.findall(written)}


def _read_blocks(lines: list[Line]) -> Blocks:
    reader = BlockReader(PROCESSORS)
    reader.parse(Node("div"), lines)
    for footnote in list(reader.blocks.footnotes.values()):
        reader.parse(Node("div"), footnote)
    return reader.blocks


def _title(text: Text, reader: SpanReader) -> _Title:
    """The words of a heading, without emphasis and without the list of attributes at its end."""
    data, written_id = reader.data.rstrip(" "), ""
    match = _HEADING_ATTRIBUTES.search(data) if data.endswith("}") else None
    if match:
        attributes, rest = get_attrs_and_remainder(match["list"])
        if not rest:
            data = data[: match.start()].rstrip("#").rstrip()
            written_id = dict(attributes).get("id") or ""
    while len(data) < LONGEST_HEADING and data != (data := _EMPHASIS.sub(_without_marks, data)):
        pass
    return _Title(text.level, " ".join(reader.plain(data).split()), written_id, text.lines[0].number)


def _without_marks(emphasis: re.Match[str]) -> str:
    mark = REST * len(emphasis["mark"])
    return f"{mark}{emphasis['text']}{mark}"


def _numbered(titles: list[_Title], written: Collection[str]) -> Iterator[Heading]:
    """The headings with their ids: the one written, or one made of the words, numbered where it is taken."""
    used = set(written)
    taken: dict[str, int] = {}
    for title in titles:
        anchor = title.written_id or slugify(title.text, "-")
        if not title.written_id and (anchor in used or not anchor):
            match = _NUMBERED.fullmatch(anchor)
            base, number = (match[1], int(match[2])) if match else (anchor, 0)
            number = taken.get(anchor, number) + 1
            while f"{base}_{number}" in used:
                number += 1
            taken[anchor] = number
            anchor = f"{base}_{number}"
        used.add(anchor)
        yield Heading(title.level, title.text, anchor, title.line)
