"""The quick converter gives what Python-Markdown gives, byte for byte."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from plugins.fast_build.needed_text import needed
from plugins.fast_build.quick_blocks import needed_by
from plugins.fast_build.quick_markdown import Converters, quicken
from plugins.publication.dialect import markdown
from tests.publication.bodies import BODIES

PELICAN: dict[str, Any] = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
    },
    "extensions": ["markdown.extensions.codehilite", "markdown.extensions.extra", "markdown.extensions.meta"],
    "output_format": "html5",
}
EVERYTHING: dict[str, Any] = {
    "extensions": ["extra", "toc", "smarty", "wikilinks", "nl2br", "sane_lists", "admonition", "legacy_em"],
    "extension_configs": {"footnotes": {"UNIQUE_IDS": True}},
}
PIECES = (
    r"""*a* **b** _c_ ` `` \* \` [a](b) [a][b] ![a](b) <b> <http://x.y> <a@b.c> &amp; &#3; [^1] [[Wiki]] -- "q" '"""
)
BLOCKS = (
    "> ",
    "- ",
    "1. ",
    "# ",
    "\n---",
    "\n===",
    ": ",
    "    ",
    "\t",
    "[b]: c",
    "[^1]: d",
    "*[HTML]: x",
    "!!! note\n",
)
TABLE = "a | b\n--|--\nc | d"
HTML = ("<div markdown=1>", "</div>", "<!-- c -->", "&amp;", "& ", "{#id .class}")
TEXTS = st.lists(
    st.sampled_from([*PIECES.split(), *BLOCKS, TABLE, *HTML, "\n```\n", "~~~", "\n", "\n\n", "  \n", " ", "\x02", "\r"])
)


@pytest.mark.parametrize("settings", [PELICAN, EVERYTHING], ids=["Pelican's", "everything"])
@given(texts=st.lists(TEXTS.map("".join), min_size=1, max_size=4))
@example(texts=[r"[a](\*b)"])
def test_texts_of_all_marks(settings: dict[str, Any], texts: list[str]) -> None:
    converters = Converters(settings)
    for text in texts:
        assert converters.ready().convert(text) == Markdown(**settings).convert(text)


@pytest.mark.parametrize("settings", [PELICAN, EVERYTHING], ids=["Pelican's", "everything"])
@given(texts=st.lists(BODIES, min_size=1, max_size=3))
def test_whole_bodies(settings: dict[str, Any], texts: list[str]) -> None:
    converters = Converters(settings)
    for text in texts:
        assert converters.ready().convert(text) == Markdown(**settings).convert(text)


@given(BODIES | TEXTS.map("".join))
def test_texts_of_our_own_dialect(text: str) -> None:
    assert quicken(markdown(str.upper)).convert(text) == markdown(str.upper).convert(text)


def test_a_plain_paragraph_is_shown_to_few_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    converter = Converters(PELICAN).ready()
    asked = []
    for processor in converter.parser.blockprocessors:
        monkeypatch.setattr(
            processor, "test", lambda *given, it=processor, test=processor.test: asked.append(it) or test(*given)
        )
    converter.convert("Nothing but words, and a name of two-and-a-half parts.")
    assert [type(processor).__name__ for processor in asked if needed_by(processor)] == [
        "SetextHeaderProcessor",
        "HRProcessor",
        "UListProcessor",
    ]


class Counting(Preprocessor):
    """A preprocessor that remembers the texts before."""

    count = 0

    def run(self, lines: list[str]) -> list[str]:
        self.count += 1
        return [*lines, str(self.count)]


class CountingExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        md.preprocessors.register(Counting(md), "counting", 1)


def test_a_foreign_extension_gets_a_new_converter_for_every_text() -> None:
    converters = Converters({"extensions": [CountingExtension()]})
    assert [converters.ready().convert("a") for _ in range(2)] == ["<p>a</p>\n<p>1</p>"] * 2


EXPRESSIONS = [
    r"a",
    r"\[x\]",
    r"(?:ab|c)d*",
    r"x{2,3}|[yz]",
    r"(?<!a)b(?=c)",
    r"[^a]",
    r"a*",
    r"(a|b)+",
    r"\w&",
    r"  \n",
    r"a b+c",
    r"xb{2,3}?a",
    r"(?=(?:-+x){2})-x",
    r"(?i:a)b*",
]


@given(st.sampled_from(EXPRESSIONS), st.text("abcdxyzA-[]& \n"))
def test_every_match_holds_one_of_the_needed_texts(expression: str, text: str) -> None:
    compiled = re.compile(expression)
    words = needed(compiled)
    if words and compiled.search(text):
        assert any(word in text for word in words)


def test_needed_texts_are_found() -> None:
    assert needed(re.compile(r"(?<!\!)\[")) == ("[",)
    assert needed(re.compile(r"<([A-Za-z]+://[^<>]*)>")) == ("://",)
    assert needed(re.compile(r"(^|\n):[ ]{1,3}(.*?)")) == (": ",)
    assert needed(re.compile(r"a", re.I)) is None
    assert needed(re.compile(r"(?i:a)")) is None
    assert needed(re.compile(r"a?")) is None
