"""An editor's desk: the folder of a clone, and what is done with editions in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind
from plugins.digest.desk import Desk
from plugins.digest.week import Week
from plugins.publication.mistake import ContentError, PublicationError
from tests.digest.documents import moment
from tests.digest.editions_of import SETTINGS
from tests.publication.small_site import Files, document, webinar, write
from tests.publications import article

MONDAY = "2026-11-16 09:00"
OpenDesk = Callable[..., Desk]


def edition(**keys: str) -> str:
    valid = {"subject": "S", "date": "2026-11-10 07:00", "articles": "[old]", "status": "approved"}
    return document(**(valid | keys))


@pytest.fixture
def desk(tmp_path: Path) -> OpenDesk:
    """Opens the desk of a publication with an old article, a new one, and these files."""
    write(tmp_path, {"articles/old.md": article("old"), "articles/new.md": article("new", date="2026-11-14 09:00")})

    def opened(files: Files | None = None, at: str = MONDAY) -> Desk:
        write(tmp_path, files or {})
        paths = {"PATH": str(tmp_path / "content"), "PICTURE_CACHE": str(tmp_path / "pictures")}
        return Desk(SETTINGS | paths, moment(at))

    return opened


def test_the_week_is_this_one_or_the_next_that_has_no_edition(desk: OpenDesk) -> None:
    assert desk().week() == Week(2026, 47)
    assert desk().week("2026-W53") == Week(2026, 53)
    files = {
        "editions/2026-W47.md": edition(date="2026-11-17"),
        "editions/2026-W48.md": edition(date="2026-11-24", articles=""),
    }
    assert desk(files).week() == Week(2026, 49)
    with pytest.raises(PublicationError, match=r"^--edition: '47' is not a week; write it as 2026-W47"):
        desk().week("47")


def test_an_edition_is_found_by_its_week_or_is_the_newest(desk: OpenDesk) -> None:
    with pytest.raises(PublicationError, match=r"^there is no edition yet; write one with: invoke digest\.draft$"):
        desk().find()
    files = {
        "editions/2026-W46.md": edition(status="draft"),
        "editions/2026-W47.md": edition(date="2026-11-17", articles=""),
    }
    opened = desk(files)
    assert opened.find().week == Week(2026, 47)
    assert opened.find(approved=False).week == Week(2026, 46)
    assert opened.find("2026-W46").week == Week(2026, 46)
    with pytest.raises(PublicationError, match="there is no edition 2026-W50; write one with"):
        opened.find("2026-W50")


def test_the_draft_is_written_with_the_comment_of_the_week(desk: OpenDesk, tmp_path: Path) -> None:
    words = "<p>A comment that says something that other readers may want to read, too.</p>"
    records = [
        Comment("c-1", Kind.COMMENT, "Ann", time=datetime(2026, 11, 15, tzinfo=UTC), body=words),
        Comment("c-2", Kind.COMMENT, "Ben", time=datetime(2026, 11, 16, tzinfo=UTC), body="<p>Thanks!</p>"),
    ]
    drafted = desk({"comments/old.yaml": archive_file.write(records)}).draft(Week(2026, 47))
    text = (tmp_path / "content" / drafted.path).read_text()
    assert "comment: old#c-1" in text
    assert "# Ann: A comment that says something" in text
    with pytest.raises(PublicationError, match="this edition is there; edit it, or delete it and draft it anew"):
        desk().draft(Week(2026, 47))
    assert (tmp_path / "content" / drafted.path).read_text() == text


def test_without_news_no_file_is_written(desk: OpenDesk, tmp_path: Path) -> None:
    drafted = desk(at="2026-12-14 09:00").draft(Week(2026, 51))
    assert drafted.text == ""
    assert not (tmp_path / "content/editions").exists()


def test_approving_changes_the_file_of_an_edition_without_mistakes(desk: OpenDesk, tmp_path: Path) -> None:
    desk().draft(Week(2026, 47))
    opened = desk()
    one = opened.find()
    opened.approve(one)
    assert "\nstatus: approved\n" in (tmp_path / "content" / one.document.path).read_text()
    assert desk().find().is_approved


def test_what_readers_would_find_wrong_is_told_and_nothing_is_approved(desk: OpenDesk, tmp_path: Path) -> None:
    text = edition(date="2026-11-17", articles="[old, future]", webinars="[past, nothing]", status="draft")
    files = {
        "articles/future.md": article("future", date="2026-11-18"),
        "webinars/past.md": webinar("past", start="2026-11-01 17:00"),
        "editions/2026-W47.md": text,
    }
    opened = desk(files)
    with pytest.raises(ContentError) as told:
        opened.approve(opened.find())
    assert [(one.field, one.what) for one in told.value.mistakes] == [
        ("articles", "'future' is not public yet on 2026-11-17 09:00"),
        ("webinars", "'nothing' is not the id of a webinar"),
        ("webinars", "'past' is over on 2026-11-17 09:00, when the edition goes out"),
    ]
    assert (tmp_path / "content/editions/2026-W47.md").read_text() == text


def test_the_mail_is_that_of_the_edition(desk: OpenDesk) -> None:
    mail = desk({"editions/2026-W46.md": edition(subject="A subject of ours")}).mail(desk().find())
    assert mail.subject == "A subject of ours"
    assert "The article old" in mail.text


def test_a_text_that_cannot_be_read_is_told(desk: OpenDesk) -> None:
    with pytest.raises(ContentError, match=r"content/articles/broken\.md:1"):
        desk({"articles/broken.md": "no front matter"})
