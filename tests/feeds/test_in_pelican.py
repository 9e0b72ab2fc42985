"""The feeds of the test publication, as production writes them."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from lxml import etree

from tests.publications import article, make

SITE = "https://yourindustryinsider.example"
FEEDS = ["all", "section/career-advice", "tag/odd-cases", "author/desk"]


@pytest.mark.parametrize("name", FEEDS)
def test_every_format_says_the_same(built_site: Path, name: str) -> None:
    rss, atom = (
        feedparser.parse((built_site / f"feeds/{name}{suffix}").read_bytes()) for suffix in (".rss.xml", ".atom.xml")
    )
    document = json.loads((built_site / f"feeds/{name}.json").read_bytes())
    assert not rss.bozo
    assert not atom.bozo
    assert [entry.id for entry in rss.entries] == [entry.id for entry in atom.entries]
    assert [entry.id for entry in rss.entries] == [item["id"] for item in document["items"]]
    assert [entry.link for entry in rss.entries] == [item["url"] for item in document["items"]]
    for entry, item in zip(atom.entries, document["items"], strict=True):
        assert entry.title == item["title"]
        assert entry.published == item["date_published"]
    assert document["feed_url"] == f"{SITE}/feeds/{name}.json"


def test_the_feed_of_all_has_every_listed_article_newest_first(built_site: Path) -> None:
    entries = feedparser.parse((built_site / "feeds/all.rss.xml").read_bytes()).entries
    slugs = [entry.link.rstrip("/").rpartition("/")[2] for entry in entries]
    assert {"plain", "links", "hostile-title", "code"} <= set(slugs)
    assert not {"unfinished", "of-the-future", "unlisted"} & set(slugs)
    assert [entry.published_parsed for entry in entries] == sorted(
        (entry.published_parsed for entry in entries), reverse=True
    )


def test_content_is_whole_and_its_links_hold_elsewhere(built_site: Path) -> None:
    entries = feedparser.parse((built_site / "feeds/all.atom.xml").read_bytes(), sanitize_html=False).entries
    for entry in entries:
        soup = BeautifulSoup(entry.content[0].value, "lxml")
        for tag in soup.find_all(True):
            for attribute in ("href", "src"):
                if tag.has_attr(attribute):
                    assert tag[attribute].startswith(("https://", "mailto:")), (entry.link, tag)
        assert "{static}" not in entry.content[0].value
    links = next(entry for entry in entries if entry.link.endswith("/links/"))
    assert f'href="{SITE}/2026/01/plain/#the-first-part"' in links.content[0].value
    assert [link.type for link in links.links if link.rel == "enclosure"] == ["image/jpeg"]


def test_ids_are_made_of_the_articles_own_id(built_site: Path) -> None:
    entries = feedparser.parse((built_site / "feeds/all.atom.xml").read_bytes()).entries
    assert "tag:yourindustryinsider.example,2011:plain" in [entry.id for entry in entries]


def test_every_page_announces_the_feeds(built_site: Path) -> None:
    for page in built_site.rglob("*.html"):
        soup = BeautifulSoup(page.read_bytes(), "lxml")
        if soup.find("meta", attrs={"http-equiv": "refresh"}):
            continue
        types = [link["type"] for link in soup.find_all("link", rel="alternate")]
        assert {"application/rss+xml", "application/atom+xml", "application/feed+json"} <= set(types), page
        for link in soup.find_all("link", rel="alternate"):
            assert (built_site / link["href"].removeprefix(SITE + "/")).is_file(), (page, link)


def test_the_feeds_page_leads_to_every_feed_it_names(built_site: Path) -> None:
    soup = BeautifulSoup((built_site / "feeds/index.html").read_bytes(), "lxml")
    links = [link["href"] for link in soup.select("main table a")]
    assert len(links) >= 12
    assert all((built_site / link.removeprefix(SITE + "/")).is_file() for link in links)


ODD = {
    "section-end": "A ]]> in the middle",
    "emoji": "Lights 🎬 camera 👩🏽‍🎤 action",
    "marks": "\u202eright to left\u202c and \u200fback",
    "markup": "<b>Bold</b> & </title><script>alert(1)</script>",
    "quotes": 'It\'s a "wrap"',
}


def test_odd_titles_come_back_as_they_were_written(tmp_path: Path) -> None:
    publication = make(tmp_path)
    for slug, title in ODD.items():
        publication.write(f"articles/{slug}.md", article(slug, title=json.dumps(title, ensure_ascii=False)))
    done = publication.build()
    assert done.returncode == 0, done.stderr
    feeds = publication.output / "feeds"
    document = json.loads((feeds / "all.json").read_bytes())
    assert {item["title"] for item in document["items"]} >= set(ODD.values())
    atom = feedparser.parse((feeds / "all.atom.xml").read_bytes(), sanitize_html=False)
    assert not atom.bozo
    assert {entry.title for entry in atom.entries} >= set(ODD.values())
    # A title of RSS is text; feedparser would guess at markup, and take it out.
    titles = {item.findtext("title") for item in etree.parse(feeds / "all.rss.xml").iter("item")}
    assert titles >= set(ODD.values())


def test_a_control_character_in_a_title_is_a_mistake_with_file_and_line(tmp_path: Path) -> None:
    publication = make(tmp_path)
    publication.write("articles/bell.md", article("bell", title="A \x07 bell"))
    done = publication.build()
    assert done.returncode == 1
    assert "content/articles/bell.md:2: file: this line holds a control character; " in done.stderr
