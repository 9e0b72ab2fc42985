"""Each format read back by an independent reader, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.feeds import syndication
from plugins.feeds.entry import Enclosure, Person
from plugins.feeds.feed import Feed, with_archive
from plugins.feeds.json_feed import json_feed
from tests.feeds.conftest import SITE, entry, feed

XML = pytest.mark.parametrize(("write", "suffix"), [(syndication.rss, ".rss.xml"), (syndication.atom, ".atom.xml")])
ALL = pytest.mark.parametrize("write", [syndication.rss, syndication.atom, json_feed])
Write = Callable[[Feed], bytes]
PICTURE = Enclosure(f"{SITE}/images/wide.png", "image/png", 1234)
HOSTILE = [
    "a\x00b\x0b\x1f",
    "]]>",
    "<script>alert(1)</script>",
    "&amp; & &lt;",
    "🎬 \u202eright to left\u202c",
    "\ud800",
    "",
]


@XML
def test_every_field_comes_back(write: Write, suffix: str) -> None:
    one = entry(
        1,
        title="Résumés & <b>bold</b> claims",
        content="<p>Text with ]]> and &amp; an entity</p>",
        updated=datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-8))),
        authors=(Person("Ana", f"{SITE}/author/ana/"), Person("Ben")),
        enclosure=PICTURE,
    )
    parsed = feedparser.parse(write(feed(one, entry(0))), sanitize_html=False)
    assert not parsed.bozo
    head = parsed.feed
    assert (head.title, head.link, head.language) == ("Your Industry Insider", f"{SITE}/", "en")
    assert head.subtitle == "What the publication is about."
    assert [link.href for link in head.links if link.rel == "self"] == [f"{SITE}/feeds/all{suffix}"]
    item = parsed.entries[0]
    assert (item.id, item.link) == (one.id, one.address)
    assert item.summary == one.summary
    assert item.content[0].value == one.content
    assert item.published_parsed[:6] == (2026, 1, 2, 9, 0, 0)
    assert [tag.term for tag in item.tags] == ["career advice", "interviews"]
    assert [author.name for author in item.authors if "name" in author][:1] == ["Ana"] or item.author.startswith("Ana")
    assert [(link.href, link.type, link.length) for link in item.links if link.rel == "enclosure"] == [
        (PICTURE.address, PICTURE.type, "1234")
    ]
    if suffix == ".atom.xml":
        assert item.title == one.title
        assert item.updated_parsed[:6] == (2026, 2, 3, 12, 5, 6)
        assert head.updated == "2026-02-03T04:05:06-08:00"


def test_rss_titles_and_creators_as_they_stand_in_the_document() -> None:
    one = entry(1, title="Résumés & <b>bold</b> claims", authors=(Person("Ana & Co"), Person("Ben")))
    item = etree.fromstring(syndication.rss(feed(one))).find("channel/item")
    assert item.findtext("title") == one.title
    assert [node.text for node in item.findall("{http://purl.org/dc/elements/1.1/}creator")] == ["Ana & Co", "Ben"]
    assert item.find("author") is None, "RSS wants a mail address there"
    assert item.find("guid").get("isPermaLink") == "false"
    assert [node.tag for node in item][2:4] == ["description", "{http://purl.org/rss/1.0/modules/content/}encoded"]


def test_every_field_of_a_json_feed() -> None:
    one = entry(1, enclosure=PICTURE)
    document = json.loads(json_feed(feed(one, hub="https://hub.example/")))
    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Your Industry Insider",
        "home_page_url": f"{SITE}/",
        "feed_url": f"{SITE}/feeds/all.json",
        "description": "What the publication is about.",
        "language": "en",
        "authors": [{"name": "Your Industry Insider", "url": f"{SITE}/"}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": one.id,
                "url": one.address,
                "title": "Article 1",
                "summary": "The summary of article 1.",
                "content_html": "<p>The text of article 1.</p>",
                "date_published": "2026-01-02T09:00:00+00:00",
                "date_modified": "2026-01-02T09:00:00+00:00",
                "authors": [{"name": "The Desk", "url": f"{SITE}/author/desk/"}],
                "tags": ["career advice", "interviews"],
                "image": PICTURE.address,
                "attachments": [{"url": PICTURE.address, "mime_type": "image/png", "size_in_bytes": 1234}],
            }
        ],
    }


@XML
def test_the_hub_and_the_archive_are_linked(write: Write, suffix: str) -> None:
    entries = [entry(number) for number in range(25, 0, -1)]
    subscription, first, second = with_archive(feed(*entries, hub="https://hub.example/"), 10, 10)

    def links(document: Feed) -> dict[str, str]:
        root = etree.fromstring(write(document))
        return {link.get("rel"): link.get("href") for link in root.iter("{http://www.w3.org/2005/Atom}link")}

    assert links(subscription)["hub"] == "https://hub.example/"
    assert links(subscription)["prev-archive"] == second.address + suffix
    assert links(second)["prev-archive"] == first.address + suffix
    assert links(first)["next-archive"] == second.address + suffix
    assert links(first)["current"] == subscription.address + suffix
    mark = b"<fh:archive"
    assert [mark in write(document) for document in (subscription, first)] == [False, True]


@XML
def test_a_browser_gets_the_style_sheet(write: Write, suffix: str) -> None:
    written = write(feed(entry(), style="/theme/css/feed.css"))
    assert b'<?xml-stylesheet type="text/css" href="/theme/css/feed.css"?>' in written[:200]


@ALL
def test_the_same_entries_give_the_same_bytes(write: Write) -> None:
    assert write(feed(entry(2), entry(1))) == write(feed(entry(2), entry(1)))


@ALL
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_makes_a_feed_ill_formed(write: Write, text: str) -> None:
    one = entry(1, title=f"A {text}", summary=f"B {text}", content=f"<p>{text}</p>", categories=(f"C {text}",))
    written = write(feed(replace(one, authors=(Person(f"D {text}"),)), title=f"E {text}", description=f"F {text}"))
    if write is json_feed:
        json.loads(written)
    else:
        assert not feedparser.parse(written).bozo


@given(st.text(min_size=1), st.text())
def test_any_title_and_text_at_all(title: str, text: str) -> None:
    one = entry(1, title="T" + title, summary=text, content=text)
    for write in (syndication.rss, syndication.atom):
        etree.fromstring(write(feed(one)))
    json.loads(json_feed(feed(one)).decode("utf-8"))


def test_an_entry_keeps_its_id_when_address_title_and_date_are_corrected() -> None:
    before = entry(1)
    after = replace(before, address=f"{SITE}/2026/02/other/", title="Other", published=datetime(2026, 2, 1, tzinfo=UTC))
    for write in (syndication.rss, syndication.atom):
        assert feedparser.parse(write(feed(before))).entries[0].id == feedparser.parse(write(feed(after))).entries[0].id
