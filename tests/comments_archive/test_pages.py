"""Comments through real Pelican: the article's section, further pages, feeds, closing, and what cannot be read."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup, Tag

from plugins.comments_archive.record import Comment, Kind, Status
from tests.comments_archive.conftest import FIRST, comment, page, with_comments, write_thread
from tests.publications import Publication, article, files, make


def soup(publication: Publication, address: str = "2026/01/first") -> BeautifulSoup:
    return BeautifulSoup(page(publication, address), "lxml")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """One build with every case, for all tests that only look."""
    publication = with_comments(make(tmp_path_factory.mktemp("built")), COMMENTS_PER_PAGE=4, COMMENTS_DEPTH=3)
    records = [
        comment(1, author_link="https://reader.example/?a=1&b=2"),
        comment(2, 1, by_author="desk", author_name="The Desk"),
        comment(3, 2),
        comment(4, 3),
        comment(5, 99),
        comment(6, status=Status.DELETED, author_name="", body=""),
        comment(7, 6),
        comment(8, 9),
        comment(
            9,
            kind=Kind.PINGBACK,
            author_name="A blog",
            author_link="https://blog.example/",
            body="<p>[…] quoted […]</p>",
        ),
        Comment("c-2bq6ds8p", Kind.TRACKBACK),
        comment(10, status=Status.DELETED, author_name="", body=""),
        comment(11, author_name="", body="<p>Nameless.</p>"),
    ]
    write_thread(publication, "first", *records)
    publication.write("articles/quiet.md", article("quiet", date="2026-01-06 09:00"))
    publication.write("articles/moved.md", article("moved", date="2026-01-07 09:00", aliases="[/2010/05/old/]"))
    publication.write("articles/draft.md", article("draft", status="draft"))
    publication.write("articles/unlisted.md", article("unlisted", status="hidden"))
    publication.write("articles/closed.md", article("closed", comments="closed"))
    for name in ("draft", "unlisted", "closed"):
        write_thread(publication, name, comment(800, body=f"<p>Below the {name}.</p>"))
    write_thread(publication, "by-address/2010/05/old", comment(700, body="<p>Waited for its article.</p>"))
    done = publication.build()
    assert done.returncode == 0, done.stderr
    return publication


def test_the_section_counts_as_wordpress_did(built: Publication) -> None:
    section = soup(built).select_one("section[aria-labelledby=comments]")
    assert section
    assert section.h2
    assert section.h2.get_text() == "10 Comments"


def test_times_are_in_the_publication_s_zone_to_the_letter(built: Publication) -> None:
    time = soup(built).select_one("#comment-1 time")
    assert time
    assert time.get_text() == "January 1, 2020 at 4:01 am"
    assert time["datetime"] == "2020-01-01T04:01:00-08:00"
    assert isinstance(time.parent, Tag)
    assert time.parent["href"] == "#comment-1"


def test_replies_stand_in_lists_within_lists(built: Publication) -> None:
    root = soup(built)
    assert root.select_one("ol.comments > li > article#comment-1")
    assert root.select_one("ol.comments > li > ol > li > article#comment-2")
    assert root.select_one("ol.comments > li > ol > li > ol > li > article#comment-3")
    assert root.select_one("ol.comments > li > ol > li > ol > li > article#comment-4"), "flattened: the depth is three"
    answers = root.select_one("#comment-4 .comment-answers a")
    assert answers
    assert (answers.get_text(), answers["href"]) == ("Reader 3", "#comment-3")


def test_each_comment_is_an_article_with_a_heading_and_a_button_that_says_whom_it_answers(built: Publication) -> None:
    root = soup(built)
    for one in root.select("article.comment"):
        heading, button = one.select_one(".comment-name"), one.select_one("button[form=reply]")
        assert heading
        assert button
        assert heading.name in {"h3", "h4", "h5", "h6"}
        assert button["aria-label"] == f"Reply to {heading.get_text()}"
        assert button["value"] == one["id"]
    levels = [root.select_one(f"#comment-{number} .comment-name") for number in (1, 2, 3)]
    assert [level.name for level in levels if level] == ["h3", "h4", "h5"]
    form = root.select_one("form#reply")
    assert form
    assert form["action"].endswith("/inbox/comment")


def test_the_author_s_own_replies_are_marked(built: Publication) -> None:
    marked = soup(built).select(".comment-by-author")
    assert [one["id"] for one in marked] == ["comment-2"]
    assert "Author" in marked[0].get_text()


def test_links_of_names_are_marked_for_search_engines(built: Publication) -> None:
    link = soup(built).select_one("#comment-1 .comment-name a")
    assert link
    assert link["href"] == "https://reader.example/?a=1&b=2"
    assert link["rel"] == ["nofollow", "ugc", "noopener"]


def test_mentions_stand_under_their_own_heading(built: Publication) -> None:
    section = soup(built).select_one("section[aria-labelledby=mentions]")
    assert section
    assert section.h2
    assert section.h2.get_text() == "Trackbacks for this post"
    items = section.select("li")
    assert [item["id"] for item in items] == ["comment-9", "c-2bq6ds8p"]
    assert "A trackback whose source was not preserved." in items[1].get_text()


def test_further_pages_hold_the_rest_and_old_anchors_land(built: Publication) -> None:
    root = soup(built)
    pages = [soup(built, f"2026/01/first/comment-page-{number}") for number in (2,)]
    everywhere = [str(one["id"]) for one in root.select("article.comment")]
    further = [str(one["id"]) for one in pages[0].select("article.comment")]
    assert everywhere == [f"comment-{number}" for number in (1, 2, 3, 4)]
    assert "comment-5" in further
    for number in further:
        stub = root.find(id=number)
        assert isinstance(stub, Tag), "the anchor lands on the article's page"
        assert str(stub["href"]).endswith(f"/2026/01/first/comment-page-2/#{number}")
    assert "page 2" in (pages[0].title.get_text() if pages[0].title else "")


def test_a_further_page_says_what_it_is_and_where(built: Publication) -> None:
    root = soup(built, "2026/01/first/comment-page-2")
    way = [link.get_text() for link in root.select(".breadcrumbs li")]
    assert way == ["Home", "Career advice", "The article first", "Comments"]
    site = "https://yourindustryinsider.example/2026/01/first"
    card = root.find("meta", property="og:url")
    assert isinstance(card, Tag)
    assert card["content"] == f"{site}/comment-page-2/"
    sitemap = (built.output / "sitemap.xml").read_text()
    last = re.search(rf"<loc>{site}/comment-page-2/</loc>\s*<lastmod>(.*?)</lastmod>", sitemap)
    assert last
    assert last[1] == "2020-01-01T04:08:00-08:00", "its newest comment's time"
    assert "unlisted/comment-page" not in sitemap


def test_every_id_of_a_page_stands_once(built: Publication) -> None:
    for path, data in files(built.output).items():
        if path.endswith(".html"):
            ids = re.findall(rb'\sid="([^"]+)"', data)
            assert len(ids) == len(set(ids)), path


def test_orphans_and_tombstones_say_what_they_are(built: Publication) -> None:
    text = "".join(data.decode() for path, data in files(built.output).items() if "comment-page" in path)
    assert "a comment that was not preserved" in text
    assert "A comment was removed." in text
    assert re.search(r'<div class="comment" id="[^"]+">\s*<p class="comment-removed">', text), (
        "no article: it has no head"
    )
    assert 'id="comment-10"' not in text, "a tombstone that nobody answers is not shown"
    assert "Anonymous" in text
    assert re.search(r'in reply to <a href="[^"]*/2026/01/first/#comment-9">A blog</a>', text)


def test_a_thread_that_waited_is_below_its_article(built: Publication) -> None:
    assert "Waited for its article." in page(built, "2026/01/moved")


def test_drafts_comments_are_nowhere(built: Publication) -> None:
    assert [path for path, data in files(built.output).items() if b"Below the draft" in data] == []


def test_an_unlisted_article_s_comments_are_on_its_page_and_in_its_feed_alone(built: Publication) -> None:
    found = sorted(path for path, data in files(built.output).items() if b"Below the unlisted" in data)
    assert found == [
        "2026/01/unlisted/index.html",
        *(f"feeds/comments/unlisted.{end}" for end in ("atom.xml", "json", "rss.xml")),
    ]


def test_an_unlisted_article_takes_no_comments_as_the_inbox_s_list_is_public(built: Publication) -> None:
    root = soup(built, "2026/01/unlisted")
    assert root.select_one("[aria-labelledby=respond]") is None
    assert "Comments on this article are closed." in root.get_text()
    assert b"unlisted" not in (built.output / "_inbox/articles.json").read_bytes()


def test_an_article_without_comments_has_no_section_and_can_be_answered(built: Publication) -> None:
    root = soup(built, "2026/01/quiet")
    assert root.select_one("[aria-labelledby=comments]") is None
    assert root.select_one("[aria-labelledby=respond]") is not None
    assert not (built.output / "feeds/comments/quiet.json").exists()


def test_a_closed_thread_says_so(built: Publication) -> None:
    root = soup(built, "2026/01/closed")
    assert root.select_one("[aria-labelledby=respond]") is None
    assert "Comments on this article are closed." in root.get_text()


@pytest.mark.parametrize(("at", "is_open"), [("2026-01-19T08:59-08:00", True), ("2026-01-19T09:00-08:00", False)])
def test_comments_close_by_the_build_s_now(publication: Publication, at: str, is_open: bool) -> None:
    with_comments(publication, COMMENTS_CLOSE_AFTER_DAYS=14)
    write_thread(publication, "first", comment(1))
    assert publication.build(at=at).returncode == 0
    assert (soup(publication).select_one("[aria-labelledby=respond]") is not None) == is_open


@pytest.mark.parametrize("suffix", [".rss.xml", ".atom.xml"])
def test_feeds_can_be_read(built: Publication, suffix: str) -> None:
    feed = feedparser.parse((built.output / f"feeds/comments/first{suffix}").read_bytes())
    assert not feed.bozo
    assert [entry.id.rpartition("/")[2] for entry in feed.entries] == [
        f"comment-{n}" for n in (11, 8, 7, 5, 4, 3, 2, 1)
    ]
    first = feed.entries[-1]
    assert first.link == "https://yourindustryinsider.example/2026/01/first/#comment-1"
    assert first.title == "Reader 1 on “The article first”"
    assert "comment-page-" in feed.entries[0].link
    site = feedparser.parse((built.output / f"feeds/comments{suffix}").read_bytes())
    assert not site.bozo
    assert {entry.id.split(":")[-1].split("/")[0] for entry in site.entries} >= {"first", "closed", "moved"}


def test_the_json_feed_has_the_words(built: Publication) -> None:
    feed = json.loads((built.output / "feeds/comments/first.json").read_text())
    assert feed["items"][-1]["content_html"] == "<p>The words of 1.</p>"
    assert len({item["id"] for item in feed["items"]}) == 8


def test_mentions_are_in_the_feeds_by_a_setting(publication: Publication) -> None:
    with_comments(publication, COMMENTS_FEED_MENTIONS=True)
    write_thread(publication, "first", comment(1), comment(2, kind=Kind.PINGBACK))
    assert publication.build().returncode == 0
    for name in ("comments/first.json", "comments.json"):
        assert len(json.loads((publication.output / "feeds" / name).read_text())["items"]) == 2


def test_an_unreadable_thread_fails_the_build_with_its_line(publication: Publication) -> None:
    with_comments(publication)
    file = write_thread(publication, "first", comment(1), comment(2))
    file.write_text(file.read_text().replace('"author_name": "Reader 2"', '"author_email": "x@y.example"'))
    done = publication.build()
    assert done.returncode == 1
    assert "content/comments/first.yaml:7: author_email: a private detail" in done.stderr


def test_the_same_archive_gives_the_same_bytes(publication: Publication, tmp_path: Path) -> None:
    with_comments(publication)
    write_thread(publication, "first", *(comment(number, number // 2) for number in range(1, 30)))
    assert publication.build().returncode == 0
    assert publication.build(output=tmp_path / "again").returncode == 0
    found = [
        {path: data for path, data in files(output).items() if not path.startswith("pagefind/")}
        for output in (publication.output, tmp_path / "again")
    ]
    assert found[0] == found[1]


def words(number: int) -> Iterator[str]:
    """Words as varied as a reader's."""
    chance = random.Random(number)  # noqa: S311 - chance, not a secret
    letters = "eeeettaaooiinnsshhrrddlluucmmwfgypbvk"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(1200)]
    weights = [1 / rank for rank in range(1, 1201)]
    while True:
        yield chance.choices(vocabulary, weights)[0]


def test_a_thread_of_two_hundred_adds_at_most_twenty_kilobytes(publication: Publication) -> None:
    with_comments(publication)
    assert publication.build().returncode == 0
    empty = len(gzip.compress(page(publication).encode()))
    chance, source = random.Random(1), words(1)  # noqa: S311 - chance, not a secret
    records = []
    for number in range(1, 201):
        records.append(
            comment(
                number,
                chance.randint(max(1, number - 10), number - 1) if number > 1 and chance.random() < 0.5 else 0,
                author_name=f"{next(source).capitalize()} {next(source).capitalize()}",
                avatar=f"{chance.getrandbits(64):016x}",
                time=FIRST + timedelta(minutes=chance.randint(10, 90) * number),
                body=f"<p>{' '.join(next(source) for _ in range(20))}.</p>",
            )
        )
    write_thread(publication, "first", *records)
    assert publication.build().returncode == 0
    html = page(publication)
    assert html.count('class="comment') >= 200
    added = len(gzip.compress(html.encode())) - empty
    texts = len(gzip.compress("\n".join(f"{one.author_name}\n{one.body}" for one in records).encode()))
    print(f"added: {added / 1000:.1f} KB, of which names and words {texts / 1000:.1f} KB")
    assert added <= 20_000
