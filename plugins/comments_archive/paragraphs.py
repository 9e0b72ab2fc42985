"""Turns the body of an old comment into HTML, as the page of the old site did: paragraphs, line breaks, links.

Blogs store a body as it was typed: a blank line is a paragraph, a line end is a break, an address is a link, and some
HTML stands between. What looks like a tag and is none (`a<b and c>d`, `<http://example.com>`) is text, which a
sanitiser would swallow. Headings and tables, which a comment may not have, become bold words and lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Every name that HTML has had: what is none of these is text.
_ALL_NAMES = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog
    dir div dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head
    header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark
    marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup
    option output p param picture plaintext pre progress q rb rbc rp rt rtc ruby s samp script search section select
    shadow slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea
    tfoot th thead time title tr track tt u ul var video wbr xmp
"""
_NAMES = frozenset(_ALL_NAMES.split())
_TAG = re.compile(
    r"<(?:(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)"
    r"""(?:\s*+/|\s++[^\s"'<>/=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++)|\s++(?:checked|disabled|hidden|open)(?=[\s/>]))*+"""
    r"\s*+>)",
    re.S,
)
# What each block becomes: the HTML before and after its content, and how the content is read.
_PLAIN_BLOCKS = """
    address article aside body caption center details dialog dir div fieldset figcaption figure footer form header
    hgroup html main menu nav search section summary
"""
_PARAGRAPHS, _LINES, _ITEMS, _AS_IS = "paragraphs", "lines", "items", "as is"
_BLOCKS = {
    **dict.fromkeys(_PLAIN_BLOCKS.split(), ("", "", _PARAGRAPHS)),
    **dict.fromkeys([f"h{level}" for level in range(1, 7)], ("<p><strong>", "</strong></p>", _LINES)),
    **dict.fromkeys(["table", "tbody", "thead", "tfoot", "dl"], ("", "", _ITEMS)),
    "tr": ("<p>", "</p>", _LINES),
    "dt": ("<p><strong>", "</strong></p>", _LINES),
    "dd": ("<p>", "</p>", _LINES),
    "p": ("<p>", "</p>", _LINES),
    "li": ("<li>", "</li>", _LINES),
    "ul": ("<ul>", "</ul>", _ITEMS),
    "ol": ("<ol>", "</ol>", _ITEMS),
    "blockquote": ("<blockquote>", "</blockquote>", _PARAGRAPHS),
    "pre": ("<pre>", "</pre>", _AS_IS),
    "hr": ("", "", _PARAGRAPHS),
}
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]]", re.I)
_BETWEEN_BLOCKS = re.compile(
    r"(?:(?<=</p>)|(?<=</li>)|(?<=</[uo]l>)|(?<=</pre>)|(?<=</blockquote>))(?=<(?:p|li|ul|ol|pre|blockquote)\b)"
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_BREAK = re.compile(r"<br\s*+/?>", re.I)
_NO_LINKS = frozenset({"a", "code", "pre", "kbd", "script", "style"})


def to_html(written: str) -> str:
    """The body as HTML, which is still to be cleaned."""
    if "<" not in written:  # as most comments are
        return _filled(written, _PARAGRAPHS)
    text = re.sub(r"(?i)<br\s*+/?>\s*<br\s*+/?>", "\n\n", text_escaped(_without_notes(written)))
    return _BETWEEN_BLOCKS.sub("\n", "".join(_pieces(text)))


def _without_notes(written: str) -> str:
    """`written` without HTML's own comments; one that never ends is text."""
    pieces, position = [], 0
    while (start := written.find("<!--", position)) >= 0 and (end := written.find("-->", start + 4)) >= 0:
        pieces.append(written[position:start])
        position = end + 3
    return "".join([*pieces, written[position:]])


def text_escaped(written: str) -> str:
    """`written`, where every `<` that begins no tag is text."""
    if "<" not in written:
        return written
    pieces, position = [], 0
    for match in _TAG.finditer(written):
        if match["name"] and match["name"].lower() not in _NAMES:
            continue
        pieces += [written[position : match.start()].replace("<", "&lt;"), match[0]]
        position = match.end()
    pieces.append(written[position:].replace("<", "&lt;"))
    return "".join(pieces)


def _pieces(text: str) -> Iterator[str]:
    """The blocks one after the other; what is left open is closed by the sanitiser."""
    reading = [_PARAGRAPHS]
    inside: list[str] = []
    position = 0
    for match in _TAG.finditer(text):
        name = (match["name"] or "").lower()
        if name in {"td", "th"}:
            inside.append(text[position : match.start()] + " ")
            position = match.end()
        elif name in _BLOCKS and (reading[-1] != _AS_IS or name == "pre"):
            inside.append(text[position : match.start()])
            yield _filled("".join(inside), reading[-1])
            inside, position = [], match.end()
            before, after, content = _BLOCKS[name]
            if match["end"]:
                yield after
                if len(reading) > 1:
                    reading.pop()
            elif name != "hr":
                opening = match[0] if name == "blockquote" else before
                yield opening
                reading.append(content)
    inside.append(text[position:])
    yield _filled("".join(inside), reading[-1])


def _filled(text: str, reading: str) -> str:
    if reading == _AS_IS:
        return text.strip("\n")
    if not text.strip():
        return ""
    if reading == _LINES:
        return _linked(_broken(text))
    paragraphs = [part for part in _BLANK_LINES.split(text.strip()) if part.strip()]
    return "\n".join(f"<p>{_linked(_broken(part))}</p>" for part in paragraphs)


def _broken(text: str) -> str:
    lines = (_BREAK.sub("\n", text) if "<" in text else text).split("\n")
    return "<br>".join([line.strip() for line in lines if line.strip()])


def _linked(text: str) -> str:
    """`text` with its bare addresses as links."""
    if "://" not in text:
        return text
    pieces, position, closed = [], 0, ""
    for match in _TAG.finditer(text):
        part = text[position : match.start()]
        pieces += [part if closed else _ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', part), match[0]]
        position = match.end()
        name = (match["name"] or "").lower()
        if name in _NO_LINKS:
            closed = "" if match["end"] else name
    part = text[position:]
    pieces.append(part if closed else _ADDRESS.sub(r'<a href="\g<0>">\g<0></a>', part))
    return "".join(pieces)
