"""Cleaning: nothing but the allow-list comes through, and cleaning twice changes nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.comments_archive import schema
from plugins.comments_archive.clean import (
    ATTRIBUTES,
    SCHEMES,
    TAGS,
    absolute,
    clean_body,
    clean_link,
    clean_name,
    count_unseen,
    excerpt,
    plain,
)
from plugins.comments_archive.paragraphs import to_html
from tests.comments_archive.payloads import PAYLOADS


class Finding(HTMLParser):
    """What is in some HTML beyond the allow-list."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name == "rel" and tag == "a":
                continue
            if name not in ATTRIBUTES.get(tag, ()):
                self.found.append(f"{tag} {name}")
            if name in {"href", "cite"} and (value or "").partition(":")[0].lower() not in SCHEMES:
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_pi(self, data: str) -> None:
        self.found.append("pi")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_outside_the_list_comes_through(payload: str) -> None:
    for html in (payload, to_html(payload)):
        cleaned = clean_body(html)
        assert Finding(cleaned).found == []
        assert clean_body(cleaned) == cleaned
        assert count_unseen(cleaned) == 0


_PIECES = [
    "<a href='https://e.org'>",
    "<a title=x>",
    "</a>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
]
_PIECES += [
    "<svg>",
    "<math>",
    "<style>",
    "<table>",
    "<tr>",
    "<td>",
    "<pre>",
    "\n\n",
    "<!--",
    "-->",
    "&#x202e;",
    "&lt;",
    "x",
]
_PIECES += [
    "<script>",
    "</script>",
    "<blockquote cite=/x>",
    "\u202e",
    "\0",
    "<",
    ">",
    '"',
    "\u2028",
    "<template>",
    "<br>",
    "\xa0",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@example("<a href='https://e.org'><table><a href='https://e.org'>")
@example("<pre><a title=x>\n\n\n")
def test_cleaning_twice_changes_nothing(html: str) -> None:
    for written in (html, to_html(html)):
        cleaned = clean_body(written)
        assert clean_body(cleaned) == cleaned
        assert Finding(cleaned).found == []
        assert not re.search(r"[\x00-\x08\u202a-\u202e]", cleaned)


_LINK_PIECES = [
    "http",
    "Https",
    "HTTP",
    "://",
    ":",
    "/",
    "//",
    "example",
    ".",
    "org",
    "@",
    "?",
    "#",
    "&amp;",
    "&#64;",
    " ",
]
_LINK_PIECES += ["[", "]", "::1", ":80", "\\", "é", "%40", "javascript", "\u202e", "\t", "a b", "<b>", "</b>"]


@given(st.text(max_size=100) | st.lists(st.sampled_from(_LINK_PIECES), max_size=12).map("".join))
def test_names_and_links_of_any_text(text: str) -> None:
    name, link = clean_name(text), clean_link(text)
    assert plain(name) == name
    assert "\n" not in name
    assert re.fullmatch(r"(https?://[^\s<>\"'`\\]+)?", link)
    assert clean_link(link) == link
    faults = schema.faults({"version": "1", "author_name": name, "author_link": link})
    assert [fault for fault in faults if fault.field.startswith("author")] == []


def test_links_are_marked_and_dead_links_are_unwrapped() -> None:
    assert clean_body('<a href="https://e.org">x</a>') == '<a href="https://e.org" rel="nofollow ugc noopener">x</a>'
    assert clean_body('<a href="/relative">x</a> <a name=y>z</a>') == "x z"
    assert clean_body('<a href="{filename}/secret.md">x</a>') == "x"


def test_pelicans_link_marks_come_to_nothing() -> None:
    body = clean_body(absolute('<a href="{filename}/x.md">x</a><a href="|static|/y">y</a>', "http://old.example/a/"))
    assert "{" not in body
    assert "|" not in body


def test_relative_links_lead_to_the_old_site() -> None:
    html = "<a href='/a'>x</a> <a href=\"b?c&amp;d\">y</a> <a href='//h.example/'>z</a> <a href='http://[x'>w</a>"
    assert absolute(html, "http://old.example/2011/") == (
        "<a href='http://old.example/a'>x</a> <a href=\"http://old.example/2011/b?c&amp;d\">y</a> "
        "<a href='http://h.example/'>z</a> <a href='http://[x'>w</a>"
    )
    assert absolute(html, "/2011/") == html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Aaron Marcus", "Aaron Marcus"),
        ("  two\n lines\t", "two lines"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Blog &raquo; <b>Title</b>", "Blog » Title"),
        ("someone@example.org", "someone"),
        ("B\u202eob\u200b", "Bob"),
        ("a\x01b", "ab"),
        ("x" * 400, "x" * 245),
        ("", ""),
    ],
)
def test_names(written: str, kept: str) -> None:
    assert clean_name(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
        ("www.example.org/x", "http://www.example.org/x"),
        ("https://example.org/it's", "https://example.org/it%27s"),
        ("Https://Example.org/A", "https://Example.org/A"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ("http://user:word@example.org/", ""),
        ("http://example.org:bad/", ""),
        ("http://localhost/", ""),
        ("http://", ""),
        ("mailto:someone@example.org", ""),
        ("https://example.org/" + "x" * 2000, ""),
    ],
)
def test_links(written: str, kept: str) -> None:
    assert clean_link(written) == kept


def test_an_excerpt_is_words() -> None:
    assert excerpt("<p>One &amp; two</p><p>three</p>") == "One & two three"
    assert excerpt("<p>" + "word " * 100 + "</p>", 21) == "word word word word…"
