"""The must-dos page against the text of the old page, line by line: everything from the count to "Leave a Comment"."""

from __future__ import annotations

import json
import re
import shutil
from copy import copy

import pytest
from bs4 import BeautifulSoup, Tag

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import is_edited
from tests.comments_archive.conftest import page, with_comments
from tests.copies import ROOT, as_imported, take_away_later_comments
from tests.publications import Publication, make

SEED = ROOT / "tests/seed/must-dos.txt"
ARTICLE = "three-must-dos-when-you-dont-get-the-job"


def seed_lines() -> list[str]:
    """The lines of the old page below its text."""
    below = SEED.read_text(encoding="utf-8").partition("•")[2]
    return [line.strip("• \t") for line in below.splitlines() if line.strip("• \t")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A publication with the article and its comments, as it is built today."""
    publication: Publication = with_comments(make(tmp_path_factory.mktemp("seed")))
    content = publication.folder / "content"
    for name in (f"articles/{ARTICLE}.md", f"comments/{ARTICLE}.yaml", "authors/jennyym.md"):
        (content / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "content" / name, content / name)
    take_away_later_comments(publication.folder)
    article = content / f"articles/{ARTICLE}.md"
    article.write_text(article.read_text().replace("[newsletter]", ""))
    done = publication.build()
    assert done.returncode == 0, done.stderr
    return publication


@pytest.fixture(scope="module")
def must_dos(built: Publication) -> BeautifulSoup:
    """The article's page."""
    return BeautifulSoup(page(built, f"2011/11/{ARTICLE}"), "lxml")


def test_the_seed_is_what_we_think_it_is() -> None:
    lines = seed_lines()
    assert (len(lines), lines[0], lines[-2], lines[-1]) == (
        14,
        "Aaron Marcus",
        "Trackbacks for this post",
        "Leave a Comment",
    )


def test_every_line_of_the_old_page_is_there_in_its_order(must_dos: BeautifulSoup) -> None:
    sections = must_dos.select("section[aria-labelledby]")
    parts = [copy(one) for one in sections if one["aria-labelledby"] in {"comments", "mentions", "respond"}]
    for part in parts:
        for ours in part.select("form, button"):  # with which the next comment is written
            ours.decompose()
    shown = [line.strip() for part in parts for line in part.get_text("\n").splitlines() if line.strip()]
    ours = ["4 Comments", "A trackback whose source was not preserved."]
    ours += ["Follow these comments:", "RSS", ",", "Atom", "JSON Feed"]
    assert [line for line in shown if line not in ours] == seed_lines()


def test_the_header_says_four_comments(must_dos: BeautifulSoup) -> None:
    heading = must_dos.find(id="comments")
    assert isinstance(heading, Tag)
    assert heading.get_text() == "4 Comments"
    assert "Comment: 4 Comments" in SEED.read_text(encoding="utf-8")


def test_the_times_are_los_angeles_to_the_letter(must_dos: BeautifulSoup) -> None:
    times = must_dos.select("article.comment time")
    assert [(time.get_text(), time["datetime"]) for time in times] == [
        ("November 11, 2011 at 12:44 pm", "2011-11-11T12:44:00-08:00"),
        ("November 21, 2011 at 5:14 am", "2011-11-21T05:14:00-08:00"),
        ("December 7, 2011 at 2:48 am", "2011-12-07T02:48:00-08:00"),
    ]


def test_the_records_are_as_they_were_put_in() -> None:
    text = as_imported((ROOT / f"content/comments/{ARTICLE}.yaml").read_text(encoding="utf-8"))
    reading = archive_file.read(text)
    assert reading.misread == ()
    assert [record.kind.value for record in reading.records] == ["comment"] * 3 + ["trackback"]
    assert [is_edited(record) for record in reading.records] == [False] * 4
    assert archive_file.write(reading.records) == text
    assert all(re.fullmatch(r"c-[a-z0-9]{8}", record.id) for record in reading.records)


def test_lists_say_how_many_comments_there_are_and_the_front_page_shows_the_newest(built: Publication) -> None:
    front = BeautifulSoup(page(built, ""), "lxml")
    assert "4 Comments" in front.get_text(" ")
    newest = front.select_one("section[aria-labelledby=latest-comments] li")
    assert isinstance(newest, Tag)
    link = newest.select_one("a")
    assert isinstance(link, Tag)
    assert re.search(rf"/2011/11/{ARTICLE}/#\S+$", str(link["href"]))
    section = BeautifulSoup(page(built, "category/career-advice"), "lxml")
    (row,) = [one for one in section.select(".teaser") if ARTICLE in str(one)]
    assert "4 Comments" in row.get_text(" ")
    archive = BeautifulSoup(page(built, "archive"), "lxml")
    assert "4 Comments" in archive.get_text(" ")


def test_machines_read_the_comments_in_the_article_s_node(must_dos: BeautifulSoup) -> None:
    data = must_dos.select_one('script[type="application/ld+json"]')
    assert isinstance(data, Tag)
    (posting,) = [node for node in json.loads(data.get_text())["@graph"] if node["@type"] == "BlogPosting"]
    assert posting["commentCount"] == 4
    assert next(node["author"] for node in posting["comment"]) == "Aaron Marcus"
    assert posting["comment"][0]["dateCreated"] == "2011-11-11T12:44:00-08:00"
    assert len(posting["comment"]) == 3, "a trackback is no comment to a machine"
