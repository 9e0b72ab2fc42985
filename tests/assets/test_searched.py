"""What a search finds of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.assets.searched import searched

PAGE = (
    '<!doctype html>\n<html lang="en"><head><title>Be gracious</title></head><body><nav>Menu</nav>'
    '<article class="a" data-pagefind-body><h1>Be gracious</h1><p data-pagefind-ignore>3 comments</p>'
    '<p data-pagefind-ignore>In <a data-pagefind-filter="section:x">X</a></p><article>inside</article><p>Words</p>'
    '</article><section>Comments</section><b data-pagefind-meta="m:1">x</b></body></html>'
)


@pytest.mark.parametrize("found", ["Be gracious", '<html lang="en">', "section:x", "inside", "Words", "m:1"])
def test_what_is_found(found: str) -> None:
    assert found in searched(PAGE.encode()).decode()
    assert searched(PAGE.replace(found, "else").encode()) != searched(PAGE.encode())


@pytest.mark.parametrize("other", ["Menu", "Comments", "3 comments"])
def test_what_is_of_no_matter(other: str) -> None:
    assert searched(PAGE.replace(other, "else").encode()) == searched(PAGE.encode())


def test_a_page_without_the_mark_is_not_found() -> None:
    assert searched(PAGE.replace(" data-pagefind-body", "").encode()) == b""


@pytest.mark.parametrize(
    "html",
    [
        "<article data-pagefind-body>never closed",
        "<article data-pagefind-body><p data-pagefind-ignore>never closed</article>rest",
        " data-pagefind-body",
        "< data-pagefind-body",
        "</p data-pagefind-body>",
        '<p data-pagefind-meta="x" data-pagefind-body data-pagefind-ignore',
    ],
)
def test_broken_pages_say_too_much_rather_than_too_little(html: str) -> None:
    assert searched(html.encode())


@given(st.text(st.sampled_from("<>/p a=\"'"), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_whatever_a_page_is_it_is_read_to_its_end(html: str, one: int, other: int) -> None:
    for place, mark in ((one, " data-pagefind-body"), (other, " data-pagefind-ignore")):
        html = html[:place] + mark + html[place:]
    searched(html.encode())
