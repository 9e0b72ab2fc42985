"""What an edition says, gathered from a real content folder."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind
from plugins.digest.contents import Contents
from plugins.digest.edition import editions
from plugins.digest.gathering import ROOM, Gatherer
from plugins.digest.mail import MOST, render
from tests.digest.editions_of import SETTINGS, SITE, TEMPLATES
from tests.publication.small_site import Files, document, make_site, offer, webinar
from tests.publications import SUMMARY, article

ODD = """\
Words with a [relative link](second.md), an [address](/webinars/), a [heading](#a-heading), a note[^1] and `code`.

## A heading

![A set](set.jpg) ![A plan](plan.svg)

| Who | What |
|---|---|
| An AD | calls |

    a block of code

<iframe src="https://video.example/embed/1" title="A talk"></iframe>

<video src="https://video.example/2.mp4"></video>

[newsletter]

[offer live]

Read about [webinar soon].

[^1]: The text of the footnote.
"""


def picture(width: int = 1600, height: int = 900) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#7a5c3e").save(file, "JPEG")
    return file.getvalue()


def edition(body: str = "", **keys: str) -> str:
    valid = {"subject": "A subject", "date": "2026-11-17 07:00", "articles": "[first, second]", "status": "draft"}
    return document(body, **(valid | keys))


@pytest.fixture
def gather(tmp_path: Path) -> Any:
    """Gathers the one edition of a content folder of these files."""

    def one(files: Files, form: str = "summary") -> tuple[Contents, Gatherer]:
        base = {"articles/first.md": article("first"), "articles/second.md": article("second")}
        site = make_site(tmp_path, base | {"editions/2026-W47.md": edition()} | dict(files))
        paths = {"PATH": str(tmp_path / "content"), "PICTURE_CACHE": str(tmp_path / "pictures")}
        gatherer = Gatherer(site, SETTINGS | paths)
        return gatherer.gather(next(editions(site)), form), gatherer

    return one


def test_entries_come_in_the_order_of_the_file_with_whole_addresses(gather: Any) -> None:
    files = {
        "webinars/soon.md": webinar("soon"),
        "offers/live.md": offer("live", code="INSIDER"),
        "editions/2026-W47.md": edition(articles="[second, first]", webinars="[soon]", offers="[live]"),
    }
    found, _ = gather(files)
    assert [one.address for one in found.articles] == [f"{SITE}/2026/01/second/", f"{SITE}/2026/01/first/"]
    assert (found.articles[0].author, found.articles[0].section) == ("The Desk", "Career advice")
    assert found.articles[0].summary == SUMMARY
    assert found.webinars[0].calendar == f"{SITE}/webinars/soon/soon.ics"
    assert found.offers[0].code == "INSIDER"
    assert found.address == f"{SITE}/weekly/2026-W47/"


def test_what_was_taken_back_is_left_out(gather: Any) -> None:
    files = {
        "articles/first.md": article("first", status="draft"),
        "articles/second.md": article("second", date="2026-11-17 07:01"),
        "articles/third.md": article("third"),
        "editions/2026-W47.md": edition(articles="[first, second, third]"),
    }
    assert [one.title for one in gather(files)[0].articles] == ["The article third"]


def test_the_note_is_html_for_mails_and_text(gather: Any) -> None:
    found, _ = gather(
        {"editions/2026-W47.md": edition("Read [this one](../articles/second.md).\n\n## Also\n\n- One\n")}
    )
    assert found.note.html.split("\n")[:2] == [
        f'<p>Read <a href="{SITE}/2026/01/second/">this one</a>.</p>',
        "<h2>Also</h2>",
    ]
    assert found.note.text == f"Read this one [1].\n\nAlso\n----\n\n- One\n\n[1] {SITE}/2026/01/second/"


def test_an_article_with_everything_in_it(gather: Any) -> None:
    files: dict[str, str | bytes] = {
        "articles/first.md": article("first", ODD),
        "images/set.jpg": picture(),
        "images/plan.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
        "webinars/soon.md": webinar("soon"),
        "offers/live.md": offer("live"),
    }
    found, gatherer = gather(files, "whole")
    body = BeautifulSoup(found.articles[0].body.html, "lxml")
    links = [link["href"] for link in body.find_all("a")]
    page = f"{SITE}/2026/01/first/"
    assert links == [
        f"{SITE}/2026/01/second/",
        f"{SITE}/webinars/",
        f"{page}#a-heading",
        page,
        "https://video.example/embed/1",
        "https://video.example/2.mp4",
        f"{SITE}/offers/live/",
        f"{SITE}/webinars/soon/",
    ]
    assert body.img
    assert str(body.img["src"]).startswith(f"{SITE}/pictures/set.")
    assert (body.img["width"], body.img["height"]) == ("560", "315")
    assert gatherer.pictures[str(body.img["src"])].is_file()
    assert body.h4
    assert not body.select("iframe, video, picture, source, script, [class=subscribe]")
    text = found.articles[0].body.text
    for part in ("An AD | calls", "    a block of code", "Watch or open: A talk [", "1. The text of the footnote."):
        assert part in text
    mail = render(found, TEMPLATES, SETTINGS)
    assert mail.form == "whole"
    assert "{static}" not in mail.html + mail.text


def test_a_webinar_that_is_a_sample_is_not_linked_from_a_note(gather: Any) -> None:
    files = {
        "webinars/soon.md": webinar("soon", sample="true"),
        "editions/2026-W47.md": edition("[webinar soon]\n\nThere is [webinar soon] to come."),
    }
    assert gather(files)[0].note.html == "<p>There is The page soon to come.</p>"


def test_the_article_that_leads_shows_its_picture_in_the_width_of_the_mail(gather: Any) -> None:
    keys = {"image": "set.jpg", "image_alt": "A set"}
    files: dict[str, str | bytes] = {
        "articles/first.md": article("first", **keys),
        "articles/second.md": article("second", **keys),
        "images/set.jpg": picture(),
    }
    first, second = gather(files)[0].articles
    assert first.picture
    assert (first.picture.alt, first.picture.width, first.picture.height) == ("A set", 560, 315)
    assert first.picture.address.endswith("-1200.jpg")
    assert second.picture is None


def test_a_drawing_is_no_picture_for_a_mail(gather: Any) -> None:
    files: dict[str, str | bytes] = {
        "articles/first.md": article("first", image="plan.svg", image_alt="A plan"),
        "images/plan.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    }
    assert gather(files)[0].articles[0].picture is None


def test_an_article_of_a_megabyte_is_not_even_converted(gather: Any) -> None:
    files = {"articles/first.md": article("first", "word " * 199_000)}
    found, _ = gather(files, "whole")
    assert (found.form, found.articles[0].body.html) == ("summary", "")
    assert render(found, TEMPLATES, SETTINGS).size < MOST / 4
    assert ROOM * 2 <= MOST  # a mail has every text twice


COMMENT_BODY = "<p>What if they are <em>late</em>?</p>" + "<p>And then?</p>" * 60


@pytest.mark.parametrize(("articles", "there"), [("first", True), ("draft", False)])
def test_the_comment_is_shown_unless_its_article_was_taken_back(
    tmp_path: Path, gather: Any, articles: str, there: bool
) -> None:
    record = Comment("c-1", Kind.COMMENT, "Ann & <Bo>", time=datetime(2026, 11, 12, tzinfo=UTC), body=COMMENT_BODY)
    (tmp_path / "content/comments").mkdir(parents=True)
    (tmp_path / "content/comments/first.yaml").write_text(archive_file.write([record]), encoding="utf-8")
    status = "published" if articles == "first" else "draft"
    files = {
        "articles/first.md": article("first", status=status),
        "editions/2026-W47.md": edition(articles="[second]", comment="first#c-1"),
    }
    found, _ = gather(files)
    assert (found.comment is not None) is there
    if found.comment:
        assert found.comment.words.startswith("What if they are late? And then?")
        assert found.comment.words.endswith("…")
        assert len(found.comment.words.split()) == 60
        assert found.comment.address == f"{SITE}/2026/01/first/#c-1"


def test_a_comment_that_was_removed_is_left_out(gather: Any) -> None:
    assert gather({"editions/2026-W47.md": edition(comment="first#c-9")})[0].comment is None
