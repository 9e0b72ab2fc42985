"""Forgetting a person: their records become tombstones, their rows go, what git still holds is named and cut out."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, func, select

from plugins.comments_archive import archive_file
from plugins.comments_archive.avatar import keyed_digest
from plugins.comments_archive.record import Comment, Kind, Source
from plugins.database.engine import reading
from plugins.database.tables import COMMENTS, FOLLOWERS, QUEUED_MAIL
from plugins.moderation import forgetting
from plugins.moderation.forgetting import Wish
from plugins.moderation.publishing import publish
from plugins.moderation.writer import Writers
from plugins.subscribers.address import AddressError
from tests.copies import git
from tests.moderation.conftest import NOW, WRITERS, Paper, approved, later, received

ADDRESS = "ann@example.org"


def rows(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        tables = (COMMENTS, FOLLOWERS, QUEUED_MAIL)
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_person_is_forgotten_everywhere(engine: Engine, paper: Paper) -> None:
    approved(engine, "Mine.", email=ADDRESS, replies=True)
    approved(engine, "Mine as well.", email="Ann@example.org", article="second")
    approved(engine, "Not mine.", later(minutes=1), name="Ben")
    publish(engine, paper.publication, later(minutes=1))
    with engine.begin() as connection:
        received(connection, "Mine, and waiting.", email=ADDRESS)
    wish = Wish(address=" Ann@Example.org ")
    person = forgetting.find(engine, paper.publication, WRITERS, wish)
    assert (len(person.rows), [(one.file, one.record.body) for one in person.records]) == (
        3,
        [("first.yaml", "<p>Mine.</p>"), ("second.yaml", "<p>Mine as well.</p>")],
    )
    assert rows(engine) == [4, 1, 1], "looking changes nothing"
    commit = forgetting.forget(engine, paper.publication, wish, person, later(hours=1))
    assert commit == git(paper.folder, "rev-parse", "main").strip()
    assert rows(engine) == [1, 0, 0]
    assert [(one.is_deleted, one.body) for one in paper.records()] == [(True, ""), (False, "<p>Not mine.</p>")]
    assert [one.is_deleted for one in paper.records("second")] == [True]
    assert git(paper.folder, "log", "-1", "--format=%s").strip() == "Remove 2 comments at the wish of their writer"
    again = forgetting.find(engine, paper.publication, WRITERS, wish)
    assert again == forgetting.Person((), ())


def test_imported_comments_are_found_by_drawing_name_or_id(engine: Engine, paper: Paper) -> None:
    writers = Writers(WRITERS.keys, "the key of drawings")
    avatar = keyed_digest(ADDRESS, "the key of drawings")
    old = [
        Comment(
            "comment-1", Kind.COMMENT, "A.", time=NOW, avatar=avatar, body="<p>1</p>", source=Source("wordpress", "1")
        ),
        Comment("comment-2", Kind.COMMENT, "Ann Old", time=NOW, body="<p>2</p>"),
        Comment("comment-3", Kind.COMMENT, "Ben", time=NOW, body="<p>3</p>"),
    ]
    (paper.folder / "content/comments/first.yaml").write_text(archive_file.write(old))
    for wish, found in [
        (Wish(address=ADDRESS), ["comment-1"]),
        (Wish(name="ann old"), ["comment-2"]),
        (Wish(records=("first/comment-3", "second/comment-1")), ["comment-3"]),
        (Wish(name="Ann"), []),
    ]:
        person = forgetting.find(engine, paper.publication, writers, wish)
        assert [one.record.id for one in person.records] == found


def test_no_address_is_no_wish(engine: Engine, paper: Paper) -> None:
    with pytest.raises(AddressError):
        forgetting.find(engine, paper.publication, WRITERS, Wish(address="ann"))
    approved(engine)
    assert forgetting.find(engine, paper.publication, WRITERS, Wish(name="?")).rows == ()


def test_the_commits_that_hold_the_words_are_named_and_the_list_cuts_them_out(engine: Engine, paper: Paper) -> None:
    mine = approved(engine, 'Mine, with "quotes" and\n\n}, a brace.', email=ADDRESS)
    publish(engine, paper.publication, NOW)
    first = git(paper.folder, "rev-parse", "--short", "main").strip()
    approved(engine, "Not mine.", name="Ben")
    publish(engine, paper.publication, later(minutes=1))
    wish = Wish(address=ADDRESS)
    person = forgetting.find(engine, paper.publication, WRITERS, wish)
    assert [line.split()[0] for line in forgetting.commits_with(paper.publication, person.records)] == [first]
    forgetting.forget(engine, paper.publication, wish, person, later(hours=1))
    assert len(forgetting.commits_with(paper.publication, person.records)) == 2, "in with one, out with another"

    (line,) = forgetting.purge_list(person.records).splitlines()
    pattern = line.removeprefix("regex:").removesuffix("==>")
    for commit in git(paper.folder, "rev-list", "main", "--", "content/comments").split():
        before = git(paper.folder, "show", f"{commit}:content/comments/first.yaml")
        records = archive_file.read(re.sub(pattern, "", before)).records
        assert "Mine" not in re.sub(pattern, "", before)
        kept = [one for one in archive_file.read(before).records if one.id != mine.record or one.is_deleted]
        assert list(records) == kept
