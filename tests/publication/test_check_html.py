"""The rules for raw HTML: what could act, load or vanish is refused, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.publication.small_site import told_of
from tests.publications import article

OTHERS = {"articles/other.md": article("other"), "images/a.png": b"x"}


def of_body(tmp_path: Path, body: str) -> list[str]:
    found = told_of(tmp_path, "articles/one.md", article("one", body), OTHERS)
    assert {field for _, field, _ in found} <= {"html"}
    return [what for _, _, what in found]


@pytest.mark.parametrize(
    "body",
    [
        "<kbd>Ctrl</kbd>, H<sub>2</sub>O and <br>",
        "<details>\n<summary>More</summary>\n<p>Text</p>\n</details>",
        '<a href="https://example.org/">the example</a>',
        '<a href="/2026/01/other/">the other</a> <a href="#part">a part</a>\n\n## Part',
        '<div class="wide" id="x" title="a > b">\nText\n</div>',
        "a < b, x <y and <3",
        "`<script>` and \\`<kbd>`",
        "<!-- <script>alert(1)</script> -->",
        "<div>\n<!-- <script>alert(1)</script> -->\n</div>",
        "## Heading {#own .wide}",
        "Text\n{: .lead #first}",
        "On Monday = the day, {style of play}, once=twice",
    ],
)
def test_what_is_harmless_passes(tmp_path: Path, body: str) -> None:
    assert of_body(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<script>alert(1)</script>", "a raw <script> stands in the text"),
        ("<ScRiPt src=x></sCrIpT>", "a raw <script> stands in the text"),
        ("text <script>alert(1)</script>", "a raw <script> stands in the text"),
        ("`a\n<script>alert(1)</script>\nb`", "a raw <script> stands in the text"),
        ("<!--> <script>alert(1)</script> -->", "a raw <script> stands in the text"),
        ("<!-- a --!> <script>alert(1)</script> -->", "a raw <script> stands in the text"),
        ("<script/src=//x.example>", "a raw <script> stands in the text"),
        ('<iframe src="https://example.org/"></iframe>', "a raw <iframe> stands in the text"),
        ("<style>p {color: red}</style>", "a raw <style> stands in the text"),
        ('<form action="https://x.example"></form>', "a raw <form> stands in the text"),
        ("<svg><a xlink:href='javascript:alert(1)'></a></svg>", "a raw <svg> stands in the text"),
        ('<img src="a.png" alt="x">', "a raw <img> stands in the text"),
        ("<h1>Title</h1>", "a raw <h1> stands in the text"),
        ("Dear <your name>,", "a raw <your> stands in the text"),
        ("<plaintext>", "a raw <plaintext> stands in the text"),
        ('<p onclick="x()">text</p>', "<p> has the attribute onclick"),
        ("<p/onclick=x()>text</p>", "<p> has the attribute onclick"),
        ("<p ONMOUSEOVER = 'x()'>text</p>", "<p> has the attribute ONMOUSEOVER"),
        ('<p title=">" onclick="x()">text</p>', "<p> has the attribute onclick"),
        ("<p a='b'onclick=x()>text</p>", "<p> has the attribute onclick"),
        ('<p style="position: fixed">text</p>', "<p> has the attribute style"),
        ('text <b onclick="x()">bold</b>', "<b> has the attribute onclick"),
        ('<div>\n<p x="1 < onclick=x()>\n</div>', "the tag <p is not complete"),
        ("<div>\n<!-- open\n</div>", "a comment has no end, and hides the rest of the page"),
        ('<a href="javascript:alert(1)">x</a>', "'javascript:' links are not published"),
        ('<a href=" javascript:alert(1)">x</a>', "'javascript:' links are not published"),
        ("<a href=javascript:alert(1)>x</a>", "'javascript:' links are not published"),
        ('<a href="java&#115;cript:alert(1)">x</a>', "'javascript:' links are not published"),
        ('<a href="&#106;avascript&colon;alert(1)">x</a>', "'javascript:' links are not published"),
        ('<a\nhref="gone.md">x</a>', "there is no file 'gone.md'"),
        ('<a href="/gone/">x</a>', "there is no page at '/gone/'"),
        ('<a href="other.md">x</a>', "'other.md' is published as it is, and leads nowhere"),
        ('<a href="a.png">x</a>', "'a.png' is published as it is, and leads nowhere"),
        ("[x](other.md){onclick=alert(1)}", "{…} sets the attribute onclick"),
        ('[x](other.md){: href="javascript:alert(1)"}', "{…} sets the attribute href"),
        ("Text\n{: style='position: fixed'}", "{…} sets the attribute style"),
        ("## Heading {onclick=x}", "{…} sets the attribute onclick"),
        ('``` {.python onclick="x()"}\ncode\n```', "{…} sets the attribute onclick"),
        ('![a](a.png){srcset="https://x.example/y.png 2x"}', "{…} sets the attribute srcset"),
    ],
)
def test_what_could_act_or_vanish_is_told(tmp_path: Path, body: str, what: str) -> None:
    assert what in of_body(tmp_path, body)


@pytest.mark.parametrize("attribute", ["onclick=x", "onerror=x", "ontoggle=x"])
def test_no_way_to_write_a_handler_passes(tmp_path: Path, attribute: str) -> None:
    for before in (" ", "\n", "/", "\t", ' a="b" ', " a='>' ", ' a=">"', " a ", " a=b ", " a = b "):
        tag = f"<i{before}{attribute}>"
        for body in (tag.replace("<i", "<p"), f"x {tag}x</i>", f"<div>\n{tag}\n</div>", f"> - {tag}"):
            assert of_body(tmp_path, body), body
