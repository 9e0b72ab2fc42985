"""The outline of a Markdown body: its headings, links, images, raw HTML and shortcodes, each with its line.

Python-Markdown keeps no line numbers, so this scans the source itself: code and comments are blanked out first, what is
left is searched. `tests/publication/test_outline.py` holds it against what Python-Markdown makes of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.toc import slugify, unique


@dataclass(frozen=True)
class Heading:
    """A heading, with the id that it has on the page."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Link:
    """A link: the words it stands on and where it goes, as written."""

    text: str
    target: str
    line: int


@dataclass(frozen=True)
class Image:
    """A picture: its alternative text and its file, as written."""

    alt: str
    target: str
    line: int


@dataclass(frozen=True)
class Tag:
    """An opening HTML tag written by hand, with everything up to its `>`."""

    name: str
    text: str
    line: int


@dataclass(frozen=True)
class Shortcode:
    """`[name argument]`; `alone` when nothing else stands on its line."""

    name: str
    argument: str
    alone: bool
    line: int


@dataclass(frozen=True)
class Outline:
    """All that the check asks of a body."""

    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    tags: tuple[Tag, ...]
    shortcodes: tuple[Shortcode, ...]
    anchors: frozenset[str]


_FENCE = re.compile(r"^(?P<indent>[ >]*)(?P<fence>`{3,}|~{3,})[^`]*$")
_CONTAINER = re.compile(r"^\s*(?:[*+-]|\d+[.)])\s|^\[\^[^\]]+\]:|^(?:!!!|\?\?\?)|^:\s{1,3}")
_INLINE_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ESCAPE = re.compile(r"\\[\\`*_{}\[\]()>#+.!|-]")
_TARGET = r"\(\s*(?:<(?P<angled>[^>\n]*)>|(?P<plain>(?:[^\s()]|\([^\s()]*\))*))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
_TEXT = r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
_IMAGE = re.compile("!" + _TEXT + _TARGET)
_LINK = re.compile(r"(?<!!)" + _TEXT + _TARGET)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\]^][^\]]*)\]:\s*<?(?P<target>[^\s>]+)>?.*$", re.M)
_BY_REFERENCE = re.compile(r"(?P<image>!?)" + _TEXT + r"\s?\[(?P<name>[^\]]*)\]")
_AUTOLINK = re.compile(r"<(?P<target>(?:https?|ftp)://[^\s>]+)>")
_TAG = re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])(?P<rest>[^<>]*)>?")
_SHORTCODE = re.compile(r"(?<![\\!*\]\w])\[(?P<name>[A-Za-z][\w-]*)(?:[ \t]+(?P<argument>[^\[\]\n]*))?\](?![\[(:])")
_ATX = re.compile(r"^(?P<prefix>[ >]*)(?P<level>#{1,6})(?P<text>.*?)#*\s*$")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?P<list>[^{}]*)\}\s*$")
_ID = re.compile(r"#([\w-]+)")
_HTML_ID = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)")


def scan(body: str, first_line: int = 1) -> Outline:
    """Find everything in `body`, whose first line is line `first_line` of its file."""
    source = _without_code(body)
    lines = _Lines(source, first_line)
    headings = tuple(_headings(source, _without_code_blocks(body), first_line))
    definitions = {match["name"].casefold(): match for match in _DEFINITION.finditer(source)}
    images = [
        Image(match["text"], match["angled"] or match["plain"] or "", lines.at(match.start()))
        for match in _IMAGE.finditer(source)
    ]
    rest = _IMAGE.sub(lambda match: _blank(match[0]), source)
    # A picture may be the words of a link; where only the picture stood, the link has no words of its own.
    links = [
        Link(match["text"].strip(), match["angled"] or match["plain"] or "", lines.at(match.start()))
        for match in _LINK.finditer(rest)
    ]
    for match in _BY_REFERENCE.finditer(source):
        definition = definitions.get((match["name"] or match["text"]).casefold())
        if definition and match["image"]:
            images.append(Image(match["text"], definition["target"], lines.at(match.start())))
    links += [Link(match["name"], match["target"], lines.at(match.start())) for match in definitions.values()]
    links += [Link(match["target"], match["target"], lines.at(match.start())) for match in _AUTOLINK.finditer(source)]
    tags = tuple(Tag(match["name"].lower(), match[0], lines.at(match.start())) for match in _TAG.finditer(source))
    written_ids = {found for tag in tags for found in _HTML_ID.findall(tag.text)}
    return Outline(
        headings,
        tuple(sorted(links, key=lambda link: link.line)),
        tuple(images),
        tags,
        tuple(_shortcodes(_DEFINITION.sub(lambda match: _blank(match[0]), source), lines)),
        frozenset({heading.anchor for heading in headings} | written_ids),
    )


class _Lines:
    """Turns a position in the text into a line of the file."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.first_line = text, first_line

    def at(self, position: int) -> int:
        return self.text.count("\n", 0, position) + self.first_line


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _without_code(body: str) -> str:
    """The body with code, comments and escaped characters replaced by as many spaces."""
    source = _without_code_blocks(body)
    source = _COMMENT.sub(lambda match: _blank(match[0]), source)
    paragraphs = re.split(r"(\n[ \t]*\n)", source)
    source = "".join(_INLINE_CODE.sub(lambda match: _blank(match[0]), part) for part in paragraphs)
    return _ESCAPE.sub("  ", source)


def _without_code_blocks(body: str) -> str:
    result: list[str] = []
    fence = ""
    container = False  # inside a list item, footnote or callout, four spaces continue the text
    after_blank, in_code = True, False
    for line in body.split("\n"):
        opened = _FENCE.match(line)
        if fence:
            if opened and line.strip(" >") == opened["fence"] and opened["fence"].startswith(fence):
                fence = ""
            result.append("")
            continue
        if opened and _closes(body, opened["fence"], len(result)):
            fence, in_code = opened["fence"], False
            result.append("")
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        if not line.strip():
            after_blank = True
            result.append(line)
            continue
        code_indent = 8 if container else 4
        in_code = indent >= code_indent and (after_blank or in_code)
        if indent < 4:
            container = bool(_CONTAINER.match(line)) or (container and not after_blank)
        result.append("" if in_code else line)
        after_blank = False
    return "\n".join(result)


def _closes(body: str, fence: str, index: int) -> bool:
    """Whether a fence that opens on line `index` is closed further down; otherwise it is text."""
    later = body.split("\n")[index + 1 :]
    return any(line.strip(" >").startswith(fence) and not line.strip(" >" + fence[0]) for line in later)


def _headings(source: str, original: str, first_line: int) -> Iterator[Heading]:
    """Headings of both styles. Text comes from `original`, where inline code still stands."""
    used: set[str] = set()
    lines, originals = source.split("\n"), original.split("\n")
    for index, line in enumerate(lines):
        match = _ATX.match(line)
        if match and match["text"].strip():
            level, text = len(match["level"]), originals[index].strip(" >").strip("#").strip()
        elif _is_underlined(lines, index):
            level, text = (1 if lines[index + 1].startswith("=") else 2), originals[index].strip()
        else:
            continue
        attributes = _ATTRIBUTES.search(text)
        if attributes:
            text = text[: attributes.start()]
        written = _ID.search(attributes["list"]) if attributes else None
        plain = _plain(text)
        anchor = written[1] if written else unique(slugify(plain, "-"), used)
        used.add(anchor)
        yield Heading(level, plain, anchor, index + first_line)


def _is_underlined(lines: list[str], index: int) -> bool:
    """Whether a line is a heading because the next one is a row of = or -, as the first of its block."""
    starts_block = index == 0 or not lines[index - 1].strip()
    underlined = index + 1 < len(lines) and re.fullmatch(r"(=+|-+)[ ]*", lines[index + 1])
    return bool(starts_block and lines[index].strip() and underlined and not lines[index].startswith("    "))


def _plain(text: str) -> str:
    """Inline Markdown as the words that a reader sees."""
    text = _IMAGE.sub("", text)
    text = _LINK.sub(lambda match: match["text"], text)
    text = re.sub(r"\\([\\`*_{}\[\]()>#+.!|-])", r"\1", re.sub(r"`+([^`]*)`+", r"\1", text))
    return re.sub(r"(\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w))", "", text).strip()


def _shortcodes(source: str, lines: _Lines) -> Iterator[Shortcode]:
    for match in _SHORTCODE.finditer(source):
        start = source.rfind("\n", 0, match.start()) + 1
        end = source.find("\n", match.end())
        alone = source[start : end if end >= 0 else None].strip() == match[0]
        argument = (match["argument"] or "").strip()
        yield Shortcode(match["name"], argument, alone, lines.at(match.start()))
