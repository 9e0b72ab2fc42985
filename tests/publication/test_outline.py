"""The outline is what Python-Markdown makes of the same body, its lines are right, and no body takes for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.publication.front_matter import parse
from plugins.publication.outline import Outline, scan
from tests.publication.bodies import BODIES
from tests.publication.rendered import rendered, scanned

ROOT = Path(__file__).parents[2]
TEXTS = sorted([*ROOT.glob("content/**/*.md"), *ROOT.glob("tests/site/content/**/*.md")])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_text_of_ours_has_the_outline_of_its_page(path: Path) -> None:
    body = parse(path.read_text(encoding="utf-8")).body
    assert scanned(scan(body)) == rendered(body)


@settings(max_examples=80)
@given(BODIES)
def test_any_body_has_the_outline_of_its_page(body: str) -> None:
    assert scanned(scan(body)) == rendered(body)


@pytest.mark.soak
@settings(max_examples=10_000)
@given(BODIES)
def test_many_more_bodies_have_the_outline_of_their_page(body: str) -> None:
    assert scanned(scan(body)) == rendered(body)


# What hypothesis found, and what it would take long to find again.
@pytest.mark.parametrize(
    "body",
    [
        "text <!-- [a](b) --> text",
        "<!-- [a](b)\n\n[c](d) --> [e](f)",
        "<!--> [a](b) -->",
        "text <!-- open\n\n[a](b)",
        "- > a\n    >\n    > [a](b)",
        "> a\n[a](b)\n\nb",
        "- a\n\n        code [a](b)\n\n    text [c](d)",
        "1. a\n    - b [x](y)\n\n        c [x](z)\n2. [d](e)",
        "- a\n- # b\n\n- # c\n    [d](e)",
        "!!! note\n    - a\n\n        [a](b)\n\n    [c](d)\n[e](f)",
        '!!! note "[a](b)"\n    text',
        "Term\n:   [a](b)\n\n    [c](d)",
        "[^1]: [a](b)\n\n    [c](d)\n\n\n    [e](f)\n\nUse[^1].",
        "[a]: b\n[c]: <d> 'T'\n\n[A] [x][c] [c][] ![alt][a] ![A] [none] [x][none]",
        "[a]:\n  b\n  'T'\n\n[a]",
        "| a | [b](c) |\n|---|---|\n| `|` | \\| [d](e) | f |",
        "a | b\n- | -\n`[x](y)` | [z](w)",
        "| ```x`` | [a `` b ``](c) |\n|---|---|\n| d | e |\n# f",
        "| \\`a | b` | `c | d` |\n|---|---|\n| [e](f) | [g](h) |\n# i",
        "- a\n    ```\n    [b](c)\n    [d]: e\n    ```\n    [f](g)",
        "- a\n# b\n```\n[c](d)\n[e]: f\n```",
        "a\n:   b\n```\n[c](d)\n[e]: f\n```\n[g](h)",
        "```x`` `` a ` b `` [a](b) `c`",
        "```\n`[a](b)`",
        "``` {.python #own}\n[a](b)\n```\n\n## Own",
        "~~~\n```\n[a](b)\n~~~\n[c](d)",
        "   ```\n[a](b)\n   ```",
        "<div>\n[a](b)\n\n## No heading\n</div>\n\n[c](d)",
        '<div markdown="1">\n[a](b)\n</div>',
        "<p>a</p> <p>[a](b)</p> [c](d)",
        "[![alt](photo.jpg)](target.md)",
        "[a `]` b](c) [d \\] e](f)",
        '[a](b(c)d) [e](<f g> "T") [h](i \'T\') [j](k "with (brackets)")',
        "[a](x&amp;y) [b]( c ) [d](e\nf)",
        "![a \\* `b`](c) ![](d)",
        "<https://example.org/?a=1&b=2> <desk@example.org> <mailto:desk@example.org>",
        "\\[a](b) \\![c](d) \\\\[e](f)",
        "# Same\n\n# Same\n\n# Same {#own}\n\n## Own\n\n# Same_1\n\n#\n",
        "Under\n---\n## *Em* **strong** `co*de` _a_b_ [link](x) ![pic](y) &amp; <kbd>K</kbd> ##\n#tag\n####### seven",
        "## ___\n\n## a * b * c\n\n## C#\n\n## Émigré’s “pay”\n\n## 日本\n\n## `&amp;` &lt;b&gt;",
        "text\n# Heading\n- [a](b)\n---\n\ttab",
        "*[HTML]: Hypertext\n[a](b)\n\nHTML and [c](d)",
        "[newsletter]\n\nIn [offer resume-review] and `[webinar x]` and \\[newsletter]",
        "[a](b)\r\n\r\n## Heading\r\n",
    ],
)
def test_this_body_has_the_outline_of_its_page(body: str) -> None:
    assert scanned(scan(body)) == rendered(body)


@settings(max_examples=40)
@given(st.lists(BODIES, min_size=1, max_size=3), st.integers(1, 50))
def test_every_line_is_the_line_of_the_file(bodies: list[str], first_line: int) -> None:
    body = "\n\n".join(bodies)
    lines = ["", *[""] * (first_line - 1), *body.split("\n")]
    outline = scan(body, first_line)
    for heading in outline.headings:
        assert all(word in lines[heading.line] for word in heading.text.split() if word.isalnum())
    for link in outline.links:
        assert "[" in lines[link.line] or "<" in lines[link.line]
        assert link.target.replace("mailto:", "").split("&")[0] in lines[link.target_line]
    for image in outline.images:
        assert "![" in lines[image.line]
        assert image.target.split("&")[0] in lines[image.target_line]
    for tag in outline.tags:
        assert f"<{tag.name}" in lines[tag.line].lower()
    for shortcode in outline.shortcodes:
        assert f"[{shortcode.name}" in lines[shortcode.line]


def test_lines_count_from_the_first_of_the_file() -> None:
    body = "\n## Two\n\n```\n# no\n```\n\nA [b](c)\nand ![d](e)\nand <b>f</b> [g][h]\n\n[h]: i\n\n[x\ny](z)\n"
    outline = scan(body, first_line=12)
    assert [(heading.text, heading.line) for heading in outline.headings] == [("Two", 13)]
    assert [(link.target, link.line, link.target_line) for link in outline.links] == [
        ("c", 19, 19),
        ("i", 21, 23),
        ("z", 25, 26),
    ]
    assert [(image.target, image.line) for image in outline.images] == [("e", 20)]
    assert [(tag.name, tag.line) for tag in outline.tags] == [("b", 21)]


def tags(body: str) -> list[str]:
    return [tag.name for tag in scan(body).tags]


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "text <script>alert(1)</script>",
        "`a\n<script>alert(1)</script>\nb`",  # begins a line, so it is no code
        "<!--> <script>alert(1)</script> -->",  # a browser ends the comment at once
        "text <!--> <script>alert(1)</script> -->",
        "<? > <script>alert(1)</script> ?>",
        "<![CDATA[ > <script>alert(1)</script> ]]>",
        "<div></div> ` <script>alert(1)</script> `",
        "<div>\n\n`<script>alert(1)</script>`\n\n</div>",
        "- <SCRIPT\nsrc=x>\n",
        "> text\n    <script>alert(1)</script>",
        "| a | <script> |\n|---|---|\n| b | c |",
        "[<script>](x)",
    ],
)
def test_a_tag_that_a_browser_would_obey_is_found(body: str) -> None:
    assert "script" in tags(body)


@pytest.mark.parametrize(
    "body",
    [
        *("`<script>`", "    <script>", "```\n<script>\n```", "<!-- <script> -->", "\\`<script\\`"),
        *("a < script > b", "<3"),
    ],
)
def test_a_tag_that_is_only_shown_is_not(body: str) -> None:
    assert tags(body) == []


def test_the_text_of_a_tag_ends_where_a_browser_ends_it() -> None:
    texts = [tag.text for tag in scan('<a title=">" onclick="x()"> <b\nclass=c> <br/>').tags]
    assert texts == ['<a title=">" onclick="x()">', "<b\nclass=c>", "<br/>"]


def test_a_broken_tag_in_raw_html_has_no_end() -> None:
    (_, broken) = scan('<div>\n<a x="1 < onclick=x()>\n</div>').tags
    assert broken.text == "<a"


def test_an_unknown_shortcode_is_told_from_a_bracketed_word() -> None:
    one, other = scan("a [sic] b\n\n[offer  a b ]\n").shortcodes
    assert (one.name, one.argument, one.alone, one.line) == ("sic", "", False, 1)
    assert (other.name, other.argument, other.alone, other.line) == ("offer", "a b", True, 3)


def test_anchors_are_those_of_headings_lists_of_attributes_and_raw_html() -> None:
    body = "## One\n\n## Two {#second}\n\nText\n{: #third}\n\n<p id='fourth' data-id='no'>x</p>\n\n{no} #fifth\n"
    assert scan(body).anchors == {"one", "second", "third", "fourth"}


def test_lists_of_attributes_are_found_with_their_lines() -> None:
    outline = scan("[a](b){onclick=x}\n\n``` {style=y}\ncode\n```\n\n`{no}` \\{no}\n")
    assert sorted((line.number, line.text) for line in outline.attributes) == [(1, "{onclick=x}"), (3, "{style=y}")]


# Each takes seconds to minutes where a search starts anew at every place; a scan of 50 KB takes a tenth of a second.
@pytest.mark.parametrize(
    "fragment",
    [
        *("[", "`", "<a ", "(", "![", "[a](", '[a](b "', "[a](<", "[a][", "[]", "[^a", "[^a]: b\n", "[a]: ", "[x "),
        *("<!--", "\n<!--", "\n<div", "\n<div>", '\n<p "', "\n<?", '<a ="', "<a@", "<http://", "</", "~~~\n", "(("),
        *("*a ", "# *a ", "# {", "# a\n", "##", "> ", "- ", "- # a\n", "---\n", "- - ", "!!! a ", "1. a\n    1. b\n"),
        *("\\", "\\`", "`` ` ", "a ` ", "|`", "&", "{a=", "    ", "\n", "a\n: b\n", "*[a", '"', "'", "[a]: b c\n"),
    ],
)
def test_no_fragment_repeated_takes_for_ever(fragment: str) -> None:
    scan(fragment * (50_000 // len(fragment)))


@pytest.mark.parametrize(
    "body",
    [
        "[" * 50_000 + "]" * 50_000,
        "[" * 30_000 + "](a)" * 15_000,
        "[a]" + "(" * 50_000 + ")" * 50_000,
        " ".join("`" * length for length in range(1, 440)),
        "# a" + " " * 100_000 + "b}",
        "[a](b" + " " * 100_000,
        "".join(f"[a{number}]: b\n" for number in range(8_000)) + "[a1] " * 1000,
        "\n".join(">" * depth + " a" for depth in range(440)),
        "\n".join("    " * depth + "- a" for depth in range(220)),
    ],
    ids=["brackets", "links in links", "round brackets", "ticks", "spaces", "no end", "references", "quotes", "lists"],
)
def test_no_nesting_takes_for_ever(body: str) -> None:
    assert isinstance(scan(body), Outline)


@settings(max_examples=200)
@given(st.text(st.sampled_from("[]()<>!`*_#\\-=|:{}&~^\"'\n\t ab1/."), max_size=80))
def test_no_text_at_all_raises_an_error(body: str) -> None:
    scan(body)
