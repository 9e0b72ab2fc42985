"""Editions on the test publication: their pages, the list of all, and their feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind
from tests.publications import article, make

SITE = "https://yourindustryinsider.example"
HOSTILE = "<script>alert(1)</script> & “quotes”, in a subject"
COMMENT = "<p>What if they are <em>late</em>?</p>"


def page(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address / "index.html").read_text(encoding="utf-8"), "lxml")


def test_an_approved_edition_is_a_page_with_everything_that_it_names(built_site: Path) -> None:
    found = page(built_site, "weekly/2026-W02")
    assert found.h1
    assert found.h1.get_text() == HOSTILE
    assert found.find("time", datetime="2026-01-06T07:00:00-08:00")
    headings = [heading.get_text() for heading in found.select("main h2")]
    assert headings[:3] == ["New this week", "Webinars", "Offers"]
    links = [link.get("href") for link in found.select("main section a")]
    assert links[:4] == [
        f"{SITE}/2026/01/plain/",
        f"{SITE}/2026/01/hostile-title/",
        f"{SITE}/webinars/the-open-one/",
        f"{SITE}/offers/the-open-one/",
    ]


def test_a_note_is_a_text_like_any_other(built_site: Path) -> None:
    note = page(built_site, "weekly/2026-W02").select_one(".prose")
    assert note
    assert note.find("a", href=f"{SITE}/2026/01/plain/")
    assert note.select_one("img[width]")
    assert note.select_one(".table-scroll")
    assert note.select_one(".notice")


def test_drafts_are_in_previews_alone(built_site: Path, built_preview: Path) -> None:
    assert not (built_site / "weekly/2026-W48").exists()
    assert "Draft." in page(built_preview, "weekly/2026-W48").get_text()
    assert "A draft of an edition" not in (built_site / "weekly/index.html").read_text()
    assert "A draft of an edition" not in (built_preview / "feeds/weekly.rss.xml").read_text()


def test_the_list_has_every_edition_the_newest_first(built_site: Path) -> None:
    items = page(built_site, "weekly").select(".archive-list a")
    assert [item.get("href") for item in items] == [f"{SITE}/weekly/2026-W03/", f"{SITE}/weekly/2026-W02/"]


def test_editions_lead_to_the_one_before_and_after(built_site: Path) -> None:
    assert page(built_site, "weekly/2026-W03").find("a", rel="prev", href=f"{SITE}/weekly/2026-W02/")
    assert page(built_site, "weekly/2026-W02").find("a", rel="next", href=f"{SITE}/weekly/2026-W03/")


def test_the_feed_says_the_same_in_every_format(built_site: Path) -> None:
    rss, atom, short = (
        feedparser.parse((built_site / "feeds" / name).read_bytes())
        for name in ("weekly.rss.xml", "weekly.atom.xml", "weekly.xml")
    )
    document = json.loads((built_site / "feeds/weekly.json").read_bytes())
    assert not rss.bozo
    assert not atom.bozo
    ids = [f"tag:yourindustryinsider.example,2011:weekly/2026-W{number}" for number in ("03", "02")]
    assert [entry.id for entry in rss.entries] == [entry.id for entry in atom.entries] == ids
    assert [item["id"] for item in document["items"]] == [entry.id for entry in short.entries] == ids
    assert atom.entries[0].updated == "2026-01-14T09:00:00-08:00"
    assert document["items"][1]["title"] == HOSTILE


def test_the_feed_has_the_whole_edition_with_absolute_links(built_site: Path) -> None:
    entry = feedparser.parse((built_site / "feeds/weekly.xml").read_bytes(), sanitize_html=False).entries[1]
    content = BeautifulSoup(entry.content[0].value, "lxml")
    assert content.find(
        "a", href=f"{SITE}/2026/01/hostile-title/", string='<script>alert(1)</script> & “quotes” "straight" it\'s'
    )
    assert content.find("a", href=f"{SITE}/offers/the-open-one/")
    assert "The text of the footnote." in content.get_text()
    assert content.find("a", href="https://webinars.example/the-open-one", string="Register for this webinar")
    assert content.find("a", href=f"{SITE}/webinars/the-open-one/the-open-one.ics")
    text = content.get_text()
    for words in ("By The Test Desk, in Career advice.", "with The Test Desk.", "Code: TEST.", "Who benefits: "):
        assert words in text
    targets = [tag.get("href") or tag.get("src") for tag in content.find_all(["a", "img"])]
    assert all(str(target).startswith("https://") for target in targets)


def test_machines_find_editions(built_site: Path) -> None:
    sitemap = (built_site / "sitemap.xml").read_text()
    assert f"<loc>{SITE}/weekly/2026-W02/</loc>" in sitemap
    assert f"<loc>{SITE}/weekly/</loc>" in sitemap
    head = page(built_site, "weekly/2026-W02").head
    assert head
    assert head.find("link", href=f"{SITE}/feeds/weekly.atom.xml", rel="alternate")
    script = head.find("script", type="application/ld+json")
    assert script
    assert [crumb["name"] for crumb in json.loads(script.get_text())["@graph"][3]["itemListElement"]] == [
        "Home",
        "The weekly email",
        HOSTILE,
    ]


@pytest.fixture(scope="module")
def changed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of an article that was taken back since, and of a comment."""
    publication = make(tmp_path_factory.mktemp("editions"))
    publication.write("articles/gone.md", article("gone", status="draft"))
    record = Comment("c-1", Kind.COMMENT, "Ann & Bo", time=datetime(2026, 1, 6, 10, tzinfo=UTC), body=COMMENT)
    publication.write("comments/first.yaml", archive_file.write([record]))
    publication.write(
        "editions/2026-W02.md",
        "---\nsubject: Of last week\ndate: 2026-01-06 07:00\narticles: [first, gone]\ncomment: first#c-1\n"
        "status: approved\n---\n",
    )
    done = publication.build()
    assert done.returncode == 0, done.stderr
    return publication.output


def test_an_article_that_was_taken_back_is_left_out(changed_site: Path) -> None:
    assert len(page(changed_site, "weekly/2026-W02").select(".headlines li")) == 1


def test_the_comment_is_shown_with_its_article(changed_site: Path) -> None:
    text = page(changed_site, "weekly/2026-W02").get_text(" ", strip=True)
    assert "Ann & Bo" in text
    assert "“What if they are late?”" in text
    assert "On The article first" in text
    feed = feedparser.parse((changed_site / "feeds/weekly.xml").read_bytes())
    assert "What if they are late?" in feed.entries[0].content[0].value
