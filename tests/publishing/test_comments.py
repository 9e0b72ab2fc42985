"""An approved comment in a place: committed to the bare repository, released, and finished after kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import UTC, datetime

from plugins.comments_archive import archive_file
from plugins.database.engine import open_database
from plugins.database.migration import migrate
from plugins.moderation import store
from plugins.moderation.received import Status
from plugins.publishing.place import Place
from tests.copies import git
from tests.moderation.conftest import written
from tests.publishing.conftest import Writer, page

THREAD = "content/comments/first.yaml"
FIRST = "/2026/01/first/"


def left(place: Place, text: str) -> str:
    """A comment that waits; its id in the archive."""
    engine = open_database(f"sqlite:///{place.state / 'private.db'}")
    migrate(engine)
    with engine.begin() as connection:
        answer = store.receive(connection, written(text), [], Status.PENDING, datetime(2026, 11, 24, 9, tzinfo=UTC))
        kept = store.by_id(connection, answer.id)
    engine.dispose()
    assert kept
    return kept.record


def run(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([place.bin / "invoke", *arguments], capture_output=True, encoding="utf-8", check=False)


def records(place: Place) -> list[str]:
    text = git(place.repository, "show", f"main:{THREAD}")
    return [record.id for record in archive_file.read(text).records]


def test_an_approved_comment_is_committed_and_released(place: Place, author: Writer) -> None:
    one = left(place, "Thank you.")
    author.article("second")
    assert author.push().returncode == 0
    done = run(place, "comments.moderate", "--approve", one)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        *("1 comment approved.", "1 decision is committed.", "1 decision is on the site."),
    ]
    assert f'id="{one}"' in page(place, FIRST)
    assert git(place.repository, "log", "-1", "--format=%an: %s", "main").strip() == (
        "The publication: A comment on “The article first”"
    )
    author.article("third")
    assert author.push().returncode == 1, "somebody was first"
    assert author.git("pull", "--quiet", "--rebase").returncode == 0
    assert author.push().returncode == 0
    assert (records(place), f'id="{one}"' in page(place, FIRST)) == ([one], True)


def test_what_is_killed_before_the_release_is_released_by_the_next_run(place: Place) -> None:
    one = left(place, "Thank you.")
    before = git(place.repository, "rev-parse", "main")
    command = [place.bin / "invoke", "comments.moderate", "--approve", one]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    while git(place.repository, "rev-parse", "main") == before:
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)  # and the build that it waits for
    assert process.wait() == -signal.SIGKILL
    assert one not in page(place, FIRST)

    done = run(place, "comments.due")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 decision is on the site."), done.stderr
    assert f'id="{one}"' in page(place, FIRST)
    assert records(place) == [one]
    assert git(place.repository, "rev-list", "--count", f"{before.strip()}..main").strip() == "1"
    assert not list(place.repository.rglob("*.lock"))
    assert run(place, "comments.due").stdout.strip() == "Nothing is due."
