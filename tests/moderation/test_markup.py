"""What a comment may say: a small part of Markdown, whatever is typed, in linear time."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_archive import archive_file
from plugins.comments_archive.clean import TAGS, clean_body
from plugins.moderation.markup import count_links, to_html
from plugins.moderation.received import Status
from plugins.moderation.submission import LONGEST_TEXT
from tests.comments_archive.payloads import PAYLOADS
from tests.moderation.conftest import NOW, written

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p>\n<p>Two<br>\nlines.</p>"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("> said\n\nanswered", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>answered</p>"),
        ("- a\n- b\n\n1. c", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("[here](https://a.example/x)", f'<p><a href="https://a.example/x" {REL}>here</a></p>'),
        ("See https://a.example/x.", f'<p>See <a href="https://a.example/x" {REL}>https://a.example/x</a>.</p>'),
        ("# no heading", "<p># no heading</p>"),
        ("![no picture](https://a.example/x.png)", f'<p>!<a href="https://a.example/x.png" {REL}>no picture</a></p>'),
        ("***", "<p>***</p>"),
        ("<b>no</b> a<b and c>d &amp;", "<p>&lt;b&gt;no&lt;/b&gt; a&lt;b and c&gt;d &amp;amp;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/inside)", "<p>x</p>"),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2<em>3</em>4</p>"),
        ("    indented", "<p>indented</p>"),
        ("me@example.org", "<p>me@example.org</p>"),
        (" \n\n", ""),
    ],
)
def test_a_small_part_of_markdown_and_nothing_of_html(text: str, html: str) -> None:
    assert to_html(text) == html


def test_links_are_counted() -> None:
    assert count_links(to_html("https://a.example [b](https://b.example) nothing")) == 2
    assert count_links(to_html("[a](/a) `https://b.example`")) == 0


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "*", "*a ", "**a", "`", "> ", "- ", "[a](", "![[]()", "_*a", "\\", "<", "http://", "~~a", "\n", "a\n"),
        *(">a\n", "```\n", "[x]: y\n", '[a](b "', "&a", "*_", ">- ", "[a](<b", "http://a.example "),
    ],
)
def test_the_largest_text_of_any_sign_is_read_in_time(piece: str) -> None:
    text = (piece * LONGEST_TEXT)[:LONGEST_TEXT]
    assert len(to_html(text)) < 12 * LONGEST_TEXT


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_what_would_attack_is_text(payload: str) -> None:
    html = to_html(payload)
    assert clean_body(html) == html
    for element in BeautifulSoup(html, "lxml").find_all(True):
        assert element.name in TAGS | {"html", "body"}
        assert set(element.attrs) <= {"href", "rel", "title"}
        assert str(element.get("href", "https:")).startswith(("http:", "https:"))


@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_becomes_a_record_that_can_be_read(text: str, name: str, link: str) -> None:
    """A comment that nobody could read would stop every build."""
    from plugins.moderation import submission

    taken = submission.take(submission.Posted("first", name=name, link=link, text=text), submission.Writers(["key"]))
    if isinstance(taken, submission.Submission):
        record = taken.as_record("c-22222222", NOW)
        reading = archive_file.read(archive_file.write([record]))
        assert reading.misread == ()
        assert reading.records == (record,)
        assert clean_body(record.body) == record.body


def test_statuses_fit_their_column() -> None:
    assert max(map(len, Status)) <= 12
    assert written().body == "<p>Thank you.</p>"
