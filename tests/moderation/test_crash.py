"""kill -9 between database, file, commit and release; and three processes at once while an author pushes."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from plugins.comments_archive import archive_file
from plugins.database.engine import reading
from plugins.database.tables import QUEUED_MAIL
from plugins.moderation import store
from plugins.moderation.publishing import publish
from plugins.moderation.received import Status
from tests.copies import git
from tests.moderation.conftest import Paper, later, received
from tests.moderation.publishing_process import STEPS, start


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_is_killed_is_finished_by_the_next(
    engine: Engine, database_url: str, paper: Paper, step: str
) -> None:
    with engine.begin() as connection:
        one = received(connection, email="ann@example.org", replies=True)
    archive = paper.folder / "content/comments"
    if step in {"released", "told"}:
        (paper.site / "2026/01/first/index.html").write_text(f'<article id="{one.record}">')
    process = start(paper.folder, database_url, paper.site, archive, step, [one.id])
    assert process.wait() == -signal.SIGKILL

    publish(engine, paper.publication, later(minutes=1))
    publish(engine, paper.publication, later(minutes=2))
    assert [record.id for record in paper.records()] == [one.record]
    assert paper.commits() == 1
    assert archive_file.read((archive / "first.yaml").read_text()).records == tuple(paper.records())
    assert git(paper.folder, "status", "--porcelain") == ""
    assert not list((paper.folder / ".git").glob("*.lock"))
    with reading(engine) as connection:
        assert store.counts(connection) == {Status.PUBLISHED: 1}
        assert connection.scalars(select(QUEUED_MAIL.c.kind)).all() == ["replies"], "told, and once"


def test_fifty_approvals_in_three_processes_while_an_author_pushes(
    engine: Engine, database_url: str, paper: Paper, tmp_path: Path
) -> None:
    """The publication is a bare repository; each process approves one after the other and publishes after each."""
    bare = tmp_path / "publication.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(paper.folder), str(bare))
    git(bare, "remote", "remove", "origin")
    git(tmp_path, "clone", "--quiet", str(bare), str(tmp_path / "author"))
    author = tmp_path / "author"
    (author / "content/articles/first.md").write_text("Being written.\n")
    (author / "staged.md").write_text("Staged.\n")
    git(author, "add", "staged.md")
    with engine.begin() as connection:
        ids = [
            received(connection, f"Number {number}.", article=("first", "second")[number % 2]).id
            for number in range(51)
        ]
        records = {store.by_id(connection, number).record for number in ids}
    archive = paper.folder / "content/comments"
    processes = [start(bare, database_url, paper.site, archive, "", ids[turn::3]) for turn in range(3)]
    pushes = 0
    while any(process.poll() is None for process in processes):
        pushes += 1
        path = author / f"content/articles/pushed-{pushes}.md"
        path.write_text("An article.\n")
        git(author, "add", str(path))
        git(author, "commit", "--quiet", "--message", f"Article {pushes}", "--", str(path))
        _push(author)
    assert [process.wait() for process in processes] == [0, 0, 0]

    found = [
        record.id
        for name in ("first", "second")
        for record in archive_file.read(git(bare, "show", f"main:content/comments/{name}.yaml")).records
    ]
    assert len(found) == 51
    assert set(found) == records, "every one, and none twice"
    listed = git(bare, "ls-tree", "--name-only", "main", "content/articles/").splitlines()
    assert len(listed) == 1 + pushes, "every article of the author"
    assert git(bare, "rev-list", "--min-parents=2", "main") == "", "the history is a line"
    assert not list(bare.rglob("*.lock"))
    assert (author / "content/articles/first.md").read_text() == "Being written.\n"
    assert git(author, "diff", "--cached", "--name-only").split() == ["staged.md"]
    with reading(engine) as connection:
        assert store.counts(connection) == {Status.PUBLISHED: 51}


def _push(author: Path) -> None:
    """As an author does who is told that others were first."""
    while True:
        try:
            git(author, "push", "--quiet", "origin", "main")
        except Exception:
            git(author, "pull", "--quiet", "--rebase", "--autostash", "origin", "main")
        else:
            return


def test_comments_are_committed_beside_what_an_author_is_at(engine: Engine, database_url: str, paper: Paper) -> None:
    """The publication is the clone that an author works in."""
    (paper.folder / "content/articles/first.md").write_text("Being written.\n")
    (paper.folder / "staged.md").write_text("Staged.\n")
    git(paper.folder, "add", "staged.md")
    with engine.begin() as connection:
        ids = [received(connection, f"Number {number}.").id for number in range(12)]
    archive = paper.folder / "content/comments"
    processes = [start(paper.folder, database_url, paper.site, archive, "", ids[turn::3]) for turn in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert len(paper.records()) == 12
    assert len(archive_file.read((archive / "first.yaml").read_text()).records) == 12
    assert git(paper.folder, "diff", "--cached", "--name-only").split() == ["staged.md"]
    assert git(paper.folder, "diff", "--name-only").split() == ["content/articles/first.md"]
