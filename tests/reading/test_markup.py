"""HTML as a tree of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.reading.markup import Edit, Element, apply, parse, text


def outline(element: Element) -> list[object]:
    """The names of the elements, nested as they are."""
    return [[child.name, *outline(child)] for child in element.children]


def test_elements_are_nested_as_written() -> None:
    html = '<ol>\n<li><p><strong>A</strong> b<br>c</p></li><li>d</li></ol><p title="a > b">e</p>'
    root = parse(html)
    assert outline(root) == [["ol", ["li", ["p", ["strong"], ["br"]]], ["li"]], ["p"]]
    paragraph = root.children[1]
    assert html[paragraph.inside : paragraph.inside_end] == "e"
    assert html[paragraph.start : paragraph.end] == '<p title="a > b">e</p>'


def test_attributes_are_unescaped() -> None:
    (element,) = parse("""<a HREF="/x?a=1&amp;b=2" title='“q”' hidden data-x=y class="a" class="b">z</a>""").children
    assert element.attributes == {"href": "/x?a=1&b=2", "title": "“q”", "hidden": "", "data-x": "y", "class": "a"}


def test_what_is_never_closed_ends_with_its_parent() -> None:
    html = "<div><p>one<p>two</div><p>three"
    root = parse(html)
    assert [child.name for child in root.children] == ["div", "p"]
    assert html[root.children[0].start : root.children[0].end] == "<div><p>one<p>two</div>"
    assert root.children[1].end == len(html)


def test_an_end_without_a_beginning_is_left_alone() -> None:
    assert outline(parse("</p><b>x</b></i>")) == [["b"]]


def test_comments_and_stray_brackets_are_no_elements() -> None:
    assert outline(parse("<!-- <p>x</p> --> 1 < 2 <b>x</b> a <- b")) == [["b"]]


def test_text_joins_what_a_reader_reads_as_one_word() -> None:
    assert text("<p>un<em>believ</em>able</p><p>a &amp; b<br>c<!-- d --></p>") == "unbelievable a & b c"


def test_edits_come_in_their_own_order_at_one_place() -> None:
    assert apply("abc", [Edit(3, 3, "!"), Edit(1, 1, "1"), Edit(1, 1, "2"), Edit(1, 2, "B")]) == "a12Bc!"


@given(st.text(alphabet="<>/ab \"'=!-p\n", max_size=60))
def test_anything_can_be_parsed_and_stays_as_it_is(html: str) -> None:
    root = parse(html)
    assert apply(html, []) == html
    for element in root.walk():
        assert 0 <= element.start < element.inside <= element.inside_end <= element.end <= len(html)
        assert element.parent is not None
        text(html)


@pytest.mark.parametrize("piece", ['<a "', "<a '\"", "<!--", '<a b="', "<b>", "<p></b>", "<", "<b></b>", "<i><b></i>"])
def test_no_text_takes_long(piece: str) -> None:
    """Each of these once took minutes, or went too deep."""
    root = parse(piece * 20_000)
    assert sum(1 for _ in root.walk()) <= 40_000
