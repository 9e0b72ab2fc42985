"""Text for XML, and links that hold outside their page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.feeds.xml_text import absolute_links, with_links_for_forms, xml_text

PAGE = "https://site.example/2026/01/page/"


@given(st.text())
def test_every_text_can_stand_in_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = xml_text(text)
    etree.fromstring(etree.tostring(element))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/about/">', '<a href="https://site.example/about/">'),
        ('<a href="#fn:1">', f'<a href="{PAGE}#fn:1">'),
        ('<a href="https://other.example/?a=1&amp;b=2">', '<a href="https://other.example/?a=1&amp;b=2">'),
        ('<a href="mailto:desk@site.example">', '<a href="mailto:desk@site.example">'),
        ("<img alt='x' src='photo.jpg'>", f"<img alt='x' src='{PAGE}photo.jpg'>"),
        (
            '<video poster="/p.jpg" src="/v.mp4">',
            '<video poster="https://site.example/p.jpg" src="https://site.example/v.mp4">',
        ),
        (
            '<img srcset="/a.jpg 1x, /b.jpg 2x">',
            '<img srcset="https://site.example/a.jpg 1x, https://site.example/b.jpg 2x">',
        ),
        ('<p title="href=">/about/ href="/x"</p>', '<p title="href=">/about/ href="/x"</p>'),
    ],
)
def test_links_are_made_absolute(html: str, expected: str) -> None:
    assert absolute_links(html, PAGE) == expected


def test_a_sign_up_form_becomes_a_link() -> None:
    form = '<aside class="subscribe" data-x>\n<form><input></form>\n</aside>'
    link = '<p><a href="/subscribe/">Subscribe by email</a></p>'
    assert with_links_for_forms(f"<p>a</p>{form}<p>b</p>{form}", "/subscribe/") == f"<p>a</p>{link}<p>b</p>{link}"
    assert with_links_for_forms("<aside><p>aside</p></aside>", "/x/") == "<aside><p>aside</p></aside>"
