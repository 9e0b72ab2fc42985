"""Cards, and links to share a page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from plugins.discovery.card import card, share_links
from plugins.discovery.page_view import Image, Person
from tests.discovery.views import HOSTILE, JENNY, POST, SITE, page

ADDRESS = "https://example.org/2026/11/a/"


def test_an_article_is_shown_as_one() -> None:
    told = card(SITE, page())
    found = dict(told)
    assert found["og:type"] == "article"
    assert found["og:url"] == ADDRESS
    assert (found["og:title"], found["og:description"]) == ("A title", "About A title")
    assert (found["og:image"], found["og:image:width"], found["og:image:height"]) == (SITE.image.address, "1200", "630")
    assert found["article:published_time"] == "2026-11-24T09:00:00-08:00"
    assert found["article:author"] == JENNY.address
    assert found["article:section"] == "Career advice"
    assert [content for name, content in told if name == "article:tag"] == ["interviews", "job search"]
    assert len(told) == len(found) + 1, "nothing else stands twice"
    assert found["twitter:card"] == "summary_large_image"
    assert all(isinstance(value, str) and value for value in found.values())


def test_what_an_article_does_not_have_is_not_said() -> None:
    assert "article:tag" not in dict(card(SITE, page(subject=replace(POST, tags=()))))


def test_other_pages_have_no_article() -> None:
    found = dict(card(SITE, page("tag", subject=None)))
    assert found["og:type"] == "website"
    assert not any(name.startswith("article:") for name in found)
    assert dict(card(SITE, page("author", subject=Person(JENNY))))["og:type"] == "profile"


def test_a_small_or_unmeasured_picture_is_shown_small() -> None:
    found = dict(card(SITE, replace(page(), image=Image("https://example.org/a.jpg", "A"))))
    assert found["twitter:card"] == "summary"
    assert "og:image:width" not in found


@pytest.mark.parametrize("title", ["Three Must-dos", *HOSTILE])
def test_share_links_carry_the_whole_title(title: str) -> None:
    links = {link.name: link.address for link in share_links(title, ADDRESS)}
    assert list(links) == ["LinkedIn", "Mastodon", "Bluesky", "Mail"]
    assert parse_qs(urlsplit(links["LinkedIn"]).query) == {"url": [ADDRESS]}
    assert unquote(urlsplit(links["Mastodon"]).fragment) == f"text={title} {ADDRESS}"
    assert parse_qs(urlsplit(links["Bluesky"]).query) == {"text": [f"{title} {ADDRESS}"]}
    assert parse_qs(urlsplit(links["Mail"]).query) == {"subject": [title], "body": [ADDRESS]}
    assert not any(set(address) & set("<>\"' \u2028") for address in links.values())
