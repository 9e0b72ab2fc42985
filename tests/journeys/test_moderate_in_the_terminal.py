"""An editor on the server, without a browser: sees what waits, decides, and erases a person who asks for it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from plugins.comments_archive import archive_file
from plugins.database.engine import open_database
from plugins.database.migration import migrate
from plugins.moderation import rules, store, submission
from plugins.moderation.received import Status
from plugins.moderation.rules import Facts
from plugins.moderation.settings import CommentSettings
from plugins.moderation.submission import Posted, Submission
from plugins.moderation.writer import Writers
from tests.copies import copy_of_the_repository, git

INVOKE = [sys.executable, "-m", "invoke"]
ARTICLE = "three-must-dos-when-you-dont-get-the-job"
PAGE = f"output/2011/11/{ARTICLE}/index.html"
KEY = "a key for the tests and long enough to be one"
READER = "reader@example.org"
ENVIRONMENT = {"DATABASE_URL": "", "SIGNING_KEYS": KEY, "COLUMNS": "200", "PYTHONPATH": ""}


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A clone on a server, its site built once."""
    folder = copy_of_the_repository(tmp_path / "server")
    assert invoke(folder, "build").returncode == 0
    return folder


def invoke(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*INVOKE, *arguments],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def told(folder: Path, *arguments: str) -> str:
    done = invoke(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def database(folder: Path) -> Iterator[Connection]:
    (folder / "var").mkdir(exist_ok=True)
    engine = open_database(f"sqlite:///{folder / 'var/private.db'}")
    migrate(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def left(folder: Path, *texts: str) -> list[str]:
    """Comments that wait, as the inbox keeps them; their ids."""
    ids = []
    with database(folder) as connection:
        for number, text in enumerate(texts):
            posted = Posted(article=ARTICLE, name=f"Reader {number}", text=text, email=READER if number == 0 else "")
            comment = submission.take(posted, Writers([KEY]))
            assert isinstance(comment, Submission)
            found = rules.reasons(comment, Facts(), CommentSettings(held_words=("casino",)))
            now = datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(minutes=number)
            kept = store.by_id(connection, store.receive(connection, comment, found, Status.PENDING, now).id)
            assert kept
            ids.append(kept.record)
    return ids


def typed(folder: Path, keys: str) -> str:
    """What a terminal shows when an editor types these keys, one line each."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*INVOKE, "comments.moderate"],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    os.write(master, "".join(f"{key}\n" for key in keys).encode())
    shown = b""
    while True:
        try:
            shown += os.read(master, 65536)
        except OSError:  # the other end is closed
            break
    os.close(master)
    assert process.wait() == 0, shown
    return shown.decode()


def thread(folder: Path) -> dict[str, str]:
    """The words of the committed thread, by id."""
    text = git(folder, "show", f"main:content/comments/{ARTICLE}.yaml")
    return {record.id: record.body for record in archive_file.read(text).records}


def test_an_editor_without_a_browser(server: Path) -> None:
    first, second, third, fourth = left(server, "Thank you.", "The best casino.", "Me too.", "\x1b[2JAnd I.")

    listed = told(server, "comments.moderate")
    assert "4 comments. To decide:" in listed
    assert "It holds “casino”, from COMMENTS_HELD_WORDS." in listed
    assert "\x1b[2J" not in listed, "nobody clears the editor's screen"
    facts = json.loads(told(server, "comments.moderate", "--json"))
    assert [one["id"] for one in facts] == [first, second, third, fourth]
    assert READER not in listed + json.dumps(facts)

    wrong = invoke(server, "comments.moderate", "--approve", f"{first},c-zzzzzzzz")
    assert (wrong.returncode, "there is no such comment: c-zzzzzzzz" in wrong.stderr) == (1, True)
    assert first not in thread(server)

    said = told(server, "comments.moderate", "--approve", first, "--spam", second)
    assert said.splitlines() == [
        *("1 comment approved.", "1 comment marked as spam.", "1 decision is committed.", "1 decision is on the site.")
    ]
    assert thread(server)[first] == "<p>Thank you.</p>"
    assert f'id="{first}"' in (server / PAGE).read_text()

    shown = typed(server, "da")
    assert "1 of 2" in shown
    assert "1 decision is on the site." in shown
    assert third not in thread(server)
    assert fourth in thread(server)
    assert told(server, "comments.due").strip() == "Nothing is due."
    assert git(server, "rev-list", "--count", "main").strip() == "3"
    assert git(server, "status", "--porcelain") == ""

    # The first reader asks to be forgotten.
    said = told(server, "comments.forget", "--address", READER)
    assert "1 comment in the archive, 1 comment in the database." in said
    assert "Nothing was changed." in said
    assert thread(server)[first]
    said = told(server, "comments.forget", "--address", READER, "--live")
    assert "The words remain in the history of git" in said
    (purge,) = (server / "var").glob("purge-*.txt")
    assert purge.stat().st_mode & 0o777 == 0o600
    assert thread(server)[first] == ""
    page = (server / PAGE).read_text()
    assert f'id="{first}"' not in page
    assert f'id="{fourth}"' in page
    with database(server) as connection:
        assert first not in {one.record for one in store.listed(connection, Status, 10)}
    assert "0 comments in the archive, 0 comments in the database." in told(
        server, "comments.forget", "--address", READER
    )
