"""A run: from decisions to git, to readers, to those who are told. With real git, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind
from plugins.database.engine import reading
from plugins.database.tables import QUEUED_MAIL
from plugins.moderation import store
from plugins.moderation.publishing import publish
from plugins.moderation.received import Decision, Status
from plugins.moderation.replies import store as replies
from plugins.moderation.replies.follower import State
from tests.copies import git
from tests.moderation.conftest import NOW, Paper, approved, later, received, written


def mails(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(
            select(QUEUED_MAIL.c.kind, QUEUED_MAIL.c.recipient).order_by(QUEUED_MAIL.c.created_at)
        )
        return [(row.kind, row.recipient) for row in rows]


def statuses(engine: Engine) -> dict[Status, int]:
    with reading(engine) as connection:
        return store.counts(connection)


# Into git


def test_an_approved_comment_is_a_record_and_a_commit(engine: Engine, paper: Paper) -> None:
    one = approved(engine, "Hello *you*.", name="Ann", link="https://ann.example/", email="ann@example.org")
    run = publish(engine, paper.publication, later(minutes=1))
    assert (run.committed, run.shown, run.waiting, run.problems) == (1, 1, 0, [])
    (record,) = paper.records()
    assert (record.id, record.author_name, record.author_link) == (one.record, "Ann", "https://ann.example/")
    assert (record.body, record.time, record.kind) == ("<p>Hello <em>you</em>.</p>", NOW, Kind.COMMENT)
    assert git(paper.folder, "log", "-1", "--format=%an|%s|%b").strip() == (
        f"The publication|A comment on “The First”|first: {one.record}"
    )
    assert (paper.folder / "content/comments/first.yaml").is_file()
    assert git(paper.folder, "status", "--porcelain") == ""
    assert (paper.releases, statuses(engine)) == (1, {Status.PUBLISHED: 1})


def test_another_run_does_nothing(engine: Engine, paper: Paper) -> None:
    approved(engine)
    publish(engine, paper.publication, NOW)
    run = publish(engine, paper.publication, NOW)
    assert (run.committed, run.shown, paper.commits(), paper.releases) == (0, 0, 1, 1)


def test_what_waits_is_not_published(engine: Engine, paper: Paper) -> None:
    with engine.begin() as connection:
        received(connection)
    publish(engine, paper.publication, NOW)
    assert (paper.records(), paper.commits()) == ([], 0)


def test_any_number_of_decisions_is_one_commit(engine: Engine, paper: Paper) -> None:
    for number in range(20):
        approved(engine, f"Number {number}.", article=("first", "second")[number % 2])
    assert publish(engine, paper.publication, NOW).committed == 20
    assert (paper.commits(), len(paper.records("first")), len(paper.records("second"))) == (1, 10, 10)
    assert git(paper.folder, "log", "-1", "--format=%s").strip() == "20 comments on 2 articles"


def test_a_comment_joins_the_thread_that_is_there(engine: Engine, paper: Paper) -> None:
    old = Comment("comment-7", Kind.COMMENT, "Old", time=later(days=-900), body="<p>Old.</p>")
    file = paper.folder / "content/comments/first.yaml"
    file.write_text(archive_file.write([old]))
    git(paper.folder, "add", "--all")
    git(paper.folder, "commit", "--quiet", "--message", "Imported")
    one = approved(engine, to="comment-7")
    publish(engine, paper.publication, NOW)
    assert [(record.id, record.in_reply_to) for record in paper.records()] == [
        ("comment-7", ""),
        (one.record, "comment-7"),
    ]
    assert paper.records()[0] == old


def test_a_removed_comment_leaves_its_place(engine: Engine, paper: Paper) -> None:
    one = approved(engine)
    publish(engine, paper.publication, NOW)
    with engine.begin() as connection:
        store.decide(connection, [one.id], Decision.DELETE, later(minutes=1))
    run = publish(engine, paper.publication, later(minutes=2))
    (record,) = paper.records()
    assert (run.committed, run.shown) == (1, 1)
    assert (record.is_deleted, record.author_name, record.body, record.time) == (True, "", "", NOW)
    assert git(paper.folder, "log", "-1", "--format=%s").strip() == "Remove a comment on “The First”"
    with engine.begin() as connection:
        store.decide(connection, [one.id], Decision.APPROVE, later(minutes=3))
    publish(engine, paper.publication, later(minutes=4))
    assert paper.records()[0].body == "<p>Thank you.</p>", "an editor may think better of it"


def test_a_changed_comment_replaces_its_record(engine: Engine, paper: Paper) -> None:
    one = approved(engine)
    publish(engine, paper.publication, NOW)
    with engine.begin() as connection:
        found = store.by_id(connection, one.id)
        assert found
        store.rewrite(connection, found, written("Better."), [], Status.APPROVED, later(minutes=1))
    publish(engine, paper.publication, later(minutes=2))
    assert [record.body for record in paper.records()] == ["<p>Better.</p>"]


def test_what_was_approved_and_deleted_before_a_run_is_never_seen(engine: Engine, paper: Paper) -> None:
    one = approved(engine)
    with engine.begin() as connection:
        store.decide(connection, [one.id], Decision.DELETE, later(minutes=1))
    publish(engine, paper.publication, later(minutes=2))
    assert (paper.records(), statuses(engine)) == ([], {Status.REMOVED: 1})


def test_a_review_has_a_branch_of_its_own(engine: Engine, paper: Paper) -> None:
    approved(engine)
    reviewed = replace(paper.publication, branch=lambda: "comments")
    run = publish(engine, reviewed, NOW)
    assert (run.committed, run.shown, run.waiting) == (1, 0, 1)
    assert paper.commits() == 0
    git(paper.folder, "merge", "--quiet", "--ff-only", "comments")
    assert publish(engine, reviewed, NOW).shown == 1


# What keeps it from readers


def test_an_article_that_is_gone_keeps_its_comments_waiting(engine: Engine, paper: Paper) -> None:
    approved(engine, article="gone")
    approved(engine, "Another.")
    run = publish(engine, paper.publication, NOW)
    assert (run.committed, run.waiting) == (1, 1)
    assert run.problems == ["1 comment on 'gone': this article is not on the site now; they wait for it."]
    assert not git(paper.folder, "ls-tree", "main", "content/comments/gone.yaml")


def test_a_thread_that_cannot_be_read_is_told_and_not_overwritten(engine: Engine, paper: Paper) -> None:
    file = paper.folder / "content/comments/first.yaml"
    file.write_text('--- {"version": "1"\n')
    git(paper.folder, "add", "--all")
    git(paper.folder, "commit", "--quiet", "--message", "A slip")
    approved(engine)
    run = publish(engine, paper.publication, NOW)
    assert run.committed == 0
    assert run.problems[0].startswith("content/comments/first.yaml:")
    assert file.read_text() == '--- {"version": "1"\n'
    assert statuses(engine) == {Status.APPROVED: 1}


def test_a_release_that_fails_is_told_and_tried_again(engine: Engine, paper: Paper) -> None:
    approved(engine)
    paper.refuses = "content/articles/first.md:1: a mistake"
    run = publish(engine, paper.publication, NOW)
    assert (run.committed, run.shown, run.waiting, run.problems) == (1, 0, 1, [paper.refuses])
    paper.refuses = ""
    again = publish(engine, paper.publication, NOW)
    assert (again.committed, again.shown, again.problems) == (0, 1, [])


def test_git_that_refuses_is_told_and_tried_again(engine: Engine, paper: Paper, tmp_path: Path) -> None:
    approved(engine)
    run = publish(engine, replace(paper.publication, repository=tmp_path / "nowhere"), NOW)
    assert "git could not be started" in run.problems[0]
    assert publish(engine, paper.publication, NOW).committed == 1


# Who is told


def follow(engine: Engine, article: str, address: str) -> None:
    with engine.begin() as connection:
        follower = replies.of_address(connection, article, address)
        assert follower
        replies.set_state(connection, follower.id, State.CONFIRMED, NOW)


def test_a_writer_is_asked_when_their_comment_is_on_the_site_and_not_before(engine: Engine, paper: Paper) -> None:
    approved(engine, email="ann@example.org", replies=True)
    paper.refuses = "not now"
    publish(engine, paper.publication, NOW)
    assert mails(engine) == []
    paper.refuses = ""
    assert publish(engine, paper.publication, NOW).told == 1
    assert mails(engine) == [("replies", "ann@example.org")]


def test_a_writer_is_asked_once_a_day_for_a_thread(engine: Engine, paper: Paper) -> None:
    for number in range(3):
        approved(engine, f"Number {number}.", email="ann@example.org", replies=True)
    publish(engine, paper.publication, NOW)
    assert len(mails(engine)) == 1
    approved(engine, "Tomorrow.", email="ann@example.org", replies=True)
    publish(engine, paper.publication, later(days=1))
    assert len(mails(engine)) == 2


def test_who_has_confirmed_is_told_of_each_reply_once(engine: Engine, paper: Paper) -> None:
    first = approved(engine, email="ann@example.org", replies=True)
    publish(engine, paper.publication, NOW)
    approved(engine, "Before she confirmed.", name="Ben", to=first.record)
    publish(engine, paper.publication, later(minutes=1))
    follow(engine, "first", "ann@example.org")
    reply = approved(engine, "After.", name="Ben", email="ben@example.org", to=first.record)
    approved(engine, "To nobody.", name="Ben")
    for minute in (2, 3):
        publish(engine, paper.publication, later(minutes=minute))
    assert mails(engine) == [("replies", "ann@example.org"), ("reply", "ann@example.org")]
    with engine.begin() as connection:
        store.decide(connection, [reply.id], Decision.DELETE, later(minutes=4))
    publish(engine, paper.publication, later(minutes=5))
    with engine.begin() as connection:
        store.decide(connection, [reply.id], Decision.APPROVE, later(minutes=6))
    publish(engine, paper.publication, later(minutes=7))
    assert len(mails(engine)) == 2, "what comes back is no news"


def test_nobody_hears_of_their_own_reply_or_after_they_stopped(engine: Engine, paper: Paper) -> None:
    first = approved(engine, email="ann@example.org", replies=True)
    publish(engine, paper.publication, NOW)
    follow(engine, "first", "ann@example.org")
    approved(engine, "I forgot.", email="ann@example.org", to=first.record)
    publish(engine, paper.publication, later(minutes=1))
    with engine.begin() as connection:
        follower = replies.of_address(connection, "first", "ann@example.org")
        assert follower
        replies.set_state(connection, follower.id, State.STOPPED, later(minutes=2))
    approved(engine, "Hello.", name="Ben", to=first.record)
    publish(engine, paper.publication, later(minutes=3))
    assert mails(engine) == [("replies", "ann@example.org")]


def test_no_address_is_in_git_or_on_the_site(engine: Engine, paper: Paper) -> None:
    approved(engine, email="ann@example.org", replies=True, name="ann@example.org")
    publish(engine, paper.publication, NOW)
    everything = git(paper.folder, "log", "-p", "--all") + (paper.folder / "content/comments/first.yaml").read_text()
    everything += "".join(path.read_text() for path in paper.site.rglob("*.*"))
    assert "ann@" not in everything


@pytest.mark.parametrize("ending", ["page", "further page"])
def test_a_comment_is_seen_where_the_page_shows_it_or_leads_to_it(ending: str) -> None:
    from plugins.comments_archive.shown import is_shown

    here, leading = '<article class="comment" id="c-1">', '<a id="c-1" href="/x/comment-page-2/#c-1">Ann</a>'
    shown = {"page": here, "further page": leading}[ending]
    assert is_shown(shown, "c-1")
    assert not is_shown(shown, "c-11")
    assert not is_shown('<div class="comment" id="c-1"><p>A comment was removed.</p></div>', "c-1")
    assert not is_shown('<a id="c-1" href="/x/#c-1">a removed comment</a>', "c-1")
