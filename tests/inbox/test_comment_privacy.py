"""What a reader tells the editors alone: looked for in git, on the built site, in the log and in the database."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from plugins.database.engine import reading
from plugins.database.tables import METADATA
from plugins.moderation import store
from plugins.moderation.publication import Publication
from plugins.moderation.publishing import publish
from plugins.moderation.received import Decision, Status
from plugins.publication.git import run as run_git
from tests.copies import git
from tests.inbox.conftest import EDITOR, Desk, make_desk
from tests.publications import files, make

READER, NETWORK = "secret.reader@example.org", "203.0.113.77"
FROM = {"X-Forwarded-For": NETWORK}


def left(desk: Desk, **fields: str) -> Any:
    """A comment of the reader, from their network."""
    given = {"article": "first", "name": "Ann", "text": "Thank you.", "email": READER, "replies": "yes"} | fields
    answer = desk.client.post("/inbox/comment", data=given | {"token": desk.token()}, headers=FROM)
    desk.send_mail()
    return answer


def test_no_address_of_a_person_or_a_network_gets_out(
    engine: Engine, tmp_path: Path, test_settings: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A comment, a change of it, a reply, a removal, and a failure; each committed and built by Pelican."""
    caplog.set_level(logging.DEBUG)
    paper = make(tmp_path / "paper")
    git(paper.folder, "init", "--quiet", "--initial-branch=main")
    git(paper.folder, "add", "--all")
    git(paper.folder, "commit", "--quiet", "--message", "The publication")
    assert paper.build("preview").returncode == 0
    archive = paper.folder / "content/comments"
    publication = Publication(paper.folder, lambda: paper.output, lambda: archive)
    printed = ""

    def published(desk: Desk) -> str:
        with engine.begin() as connection:
            waiting = store.listed(connection, [Status.PENDING], 10)
            store.decide(connection, [one.id for one in waiting], Decision.APPROVE, desk.clock())
        publish(engine, publication, desk.clock())
        built = paper.build("preview")
        assert built.returncode == 0
        assert publish(engine, publication, desk.clock()).shown
        desk.send_mail()
        return built.stdout + built.stderr

    for desk in make_desk(engine, paper.output, test_settings, INBOX_TRUSTED_HOPS=1):
        link = left(desk).get_data(as_text=True).partition('href="/inbox/comment/')[2].partition('"')[0]
        desk.client.post(f"/inbox/comment/{link}", data={"name": "Ann", "text": "Thanks."}, headers=FROM)
        printed += published(desk)
        (first,) = desk.comments()
        left(desk, text="And another one.", to=first.record)
        printed += published(desk)
        with engine.begin() as connection:
            store.decide(connection, [first.id], Decision.DELETE, desk.clock())
        printed += published(desk)
        key = desk.log_in()
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE comments RENAME TO away")
        try:
            assert left(desk, text="A third.").status_code == 503
            assert desk.client.post("/inbox/moderate", data={"key": key, "approve": first.id}).status_code == 500
        finally:
            with engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE away RENAME TO comments")

    assert git(paper.folder, "rev-list", "--count", "main").strip() == "4"
    everything = run_git(paper.folder, "cat-file", "--batch-all-objects", "--batch")
    objects = everything.decode("utf-8", "replace")
    assert "And another one." in objects
    site = b"\n".join(files(paper.output).values()).decode("utf-8", "replace")
    assert "And another one." in site
    assert "OperationalError" in caplog.text or "ProgrammingError" in caplog.text, "there is a log to look into"
    work = b"\n".join(files(paper.folder / "content").values()).decode("utf-8", "replace")
    for place in (objects, site, work, caplog.text, printed):
        for secret in (READER, READER.partition("@")[0], EDITOR, NETWORK):
            assert secret not in place
    with reading(engine) as connection:
        rows = [repr(row) for table in METADATA.tables.values() for row in connection.execute(select(table))]
    assert any(READER in row for row in rows), "for the mail about replies, until they are forgotten"
    assert not any(NETWORK in row for row in rows), "of who comments, no network is kept"
