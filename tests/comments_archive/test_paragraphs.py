"""Old bodies: paragraphs, breaks and links as the old page had them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_archive.clean import absolute, clean_body, clean_name
from plugins.comments_archive.paragraphs import to_html

LINK = '<a href="{0}" rel="nofollow ugc noopener">{0}</a>'


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("one", "<p>one</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p>\n<p>three</p>"),
        ("one\r\n \r\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one<br /><br />two<BR>three", "<p>one</p>\n<p>two<br>three</p>"),
        ("<p>one</p><p>two\nthree</p>", "<p>one</p>\n<p>two<br>three</p>"),
        ("a<b and c>d", "<p>a&lt;b and c&gt;d</p>"),
        ("1 < 2 <3", "<p>1 &lt; 2 &lt;3</p>"),
        ("<http://example.com>", f"<p>&lt;{LINK.format('http://example.com')}&gt;</p>"),
        ("See http://example.com/a.", f"<p>See {LINK.format('http://example.com/a')}.</p>"),
        ("<code>http://example.com</code>", "<p><code>http://example.com</code></p>"),
        (
            "<a href='http://a.example'>http://b.example</a>",
            LINK.format("http://a.example").replace(">http://a", ">http://b"),
        ),
        ("<h2>Title</h2>text", "<p><strong>Title</strong></p>\n<p>text</p>"),
        ("<ul><li>one<li>two</ul>", "<ul><li>one</li><li>two</li></ul>"),
        ("<blockquote>one\n\ntwo</blockquote>", "<blockquote><p>one</p>\n<p>two</p></blockquote>"),
        ("<pre>a\n\n  b</pre>", "<pre>a\n\n  b</pre>"),
        ("<div>one</div>\n<div>two</div>", "<p>one</p>\n<p>two</p>"),
        ("<unknown>x</unknown>", "<p>&lt;unknown&gt;x&lt;/unknown&gt;</p>"),
        ("<i>never closed", "<p><i>never closed</i></p>"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_bodies(written: str, html: str) -> None:
    wanted = html if html.startswith("<p>") or "<a " not in html else f"<p>{html}</p>"
    assert clean_body(to_html(written)).replace("</li>\n<li>", "</li><li>") == wanted


@given(st.text(alphabet="xyz <>\n;.", max_size=60))
def test_no_letter_is_lost(written: str) -> None:
    """What is no tag of HTML is text, and stays."""
    kept = clean_body(to_html(written)).replace("&lt;", "<").replace("&gt;", ">")
    assert [kept.count(letter) for letter in "xyz;."] == [written.count(letter) for letter in "xyz;."]


LONG = [
    "word <b and c> ",
    "<blockquote>",
    "<ul><li>",
    "<",
    "<a href='",
    "<a href='http://x.y'>",
    "<p>",
    "&",
    "<!--",
    "--><!--",
]
LONG += [
    "<pre>",
    "\n",
    " \n ",
    "http://",
    "http://x.",
    "<br>",
    "<b>",
    "b=c ",
    "<a b=c ",
    "<br  ",
    "</p>",
    "<td>",
    "</a>",
]


@pytest.mark.parametrize("written", [*LONG, "<a" + " " * 20_000 + "x"], ids=lambda written: written[:12])
def test_the_time_grows_with_the_length_and_no_faster(written: str) -> None:
    """Each once took minutes, or could have: what takes a second for these is of another order."""
    started = time.process_time()
    clean_name(written * 5000)
    clean_body(absolute(to_html(written * (5000 if len(written) < 1000 else 1)), "http://old.example/"))
    assert (
        time.process_time() - started < 30
    )  # on the slowest and busiest machine; the growth that this excludes takes hours
