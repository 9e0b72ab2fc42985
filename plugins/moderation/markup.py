"""What a reader may write into a comment: a small part of Markdown, and nothing of HTML.

Paragraphs, line breaks as they were typed, *emphasis*, **strong**, ~~struck~~, `code`, ``` blocks of it, > quotes,
lists, [links](https://example.org/) and bare addresses. Headings, pictures, rules, tables and HTML are text like any
other. Rendered once, when the comment comes in, and cleaned as
everything in the archive is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.comments_archive.clean import clean_body, plain

RULES = (
    "paragraph",
    "fence",
    "blockquote",
    "list",
    "emphasis",
    "strikethrough",
    "backticks",
    "link",
    "newline",
    "escape",
)
DEEPEST = 50  # quotes in quotes, lists in lists; the parser leaves out what is deeper
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\[\]{}|\\^]+[^\s<>\"'`\[\]{}|\\^.,;:!?)]", re.I)
_LINE_END = re.compile(r"[^\S\n]+$", re.M)


def to_html(written: str) -> str:
    """The comment as cleaned HTML; empty when it says nothing."""
    return clean_body(_MARKDOWN.render(_LINE_END.sub("", plain(written))))


def count_links(html: str) -> int:
    """How many links a cleaned body holds."""
    return len(re.findall(r"<a [^>]*href=", html))


def _link_addresses(state: StateCore) -> None:
    """Turn bare addresses into links, but for those that stand in a link."""
    for block in state.tokens:
        if block.type == "inline" and block.children and "://" in block.content:
            block.children = list(_linked(block.children))


def _linked(tokens: list[Token]) -> Iterator[Token]:
    open_links = 0
    for token in tokens:
        open_links += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not open_links:
            yield from _cut(token.content)
        else:
            yield token


def _cut(text: str) -> Iterator[Token]:
    position = 0
    for match in _ADDRESS.finditer(text):
        yield Token("text", "", 0, content=text[position : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": match[0]})
        yield Token("text", "", 0, content=match[0])
        yield Token("link_close", "a", -1)
        position = match.end()
    yield Token("text", "", 0, content=text[position:])


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": DEEPEST})
    parser.enable([*RULES, "balance_pairs", "fragments_join"])
    parser.core.ruler.push("addresses", _link_addresses)
    return parser


_MARKDOWN = _parser()
