"""A process that approves and publishes, and may be killed at a step; for tests.

python -m tests.moderation.publishing_process FOLDER STEP [ID…]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

STEPS = ("decided", "committing", "moved", "placed", "committed", "noted", "releasing", "released", "told")


def main() -> None:
    """Approve the comments with these ids one by one, and publish after each; kill ourselves at STEP (empty: never)."""
    from plugins.database.engine import open_database
    from plugins.moderation import store
    from plugins.moderation.publication import Publication
    from plugins.moderation.publishing import publish
    from plugins.moderation.received import Decision

    folder, step, *ids = sys.argv[1:]
    engine = open_database(os.environ["DATABASE_URL"])
    site = Path(os.environ["SITE"])
    archive = Path(os.environ["ARCHIVE"])
    publication = Publication(Path(folder), lambda: site, lambda: archive)
    if step:
        _kill_at(step, publication)
    for comment_id in map(int, ids):
        with engine.begin() as connection:
            store.decide(connection, [comment_id], Decision.APPROVE, datetime.now(UTC))
        if step == "decided":
            _die()
        publish(engine, publication, datetime.now(UTC))


def _kill_at(step: str, publication: Any) -> None:
    from plugins.moderation import publishing
    from plugins.publication import git, repository

    real_run, real_commit, real_mark = git.run, repository.commit, publishing.store.mark_committed
    real_show, real_tell = publishing._seen, publishing.replies.tell

    def dying_run(folder: Path, *arguments: str, **options: Any) -> bytes:
        command = {"committing": "update-ref", "moved": "update-index", "placed": "checkout-index"}.get(step)
        if arguments[0] == command and "environment" not in options:  # an index of its own is none of the clone's
            _die()
        return real_run(folder, *arguments, **options)

    def dying_commit(*arguments: Any, **options: Any) -> str:
        made = real_commit(*arguments, **options)
        if step == "committed":
            _die()
        return made

    def dying_mark(*arguments: Any) -> int:
        marked = real_mark(*arguments)
        if step == "noted":
            publishing.reading = _dying
        return marked

    def dying_show(*arguments: Any) -> Any:
        if step == "releasing":
            _die()
        found = real_show(*arguments)
        if step == "released":
            _die()
        return found

    def dying_tell(*arguments: Any) -> int:
        told = real_tell(*arguments)
        if step == "told":
            _die()
        return told

    git.run = repository.git.run = dying_run
    publishing.repository.commit = dying_commit
    publishing.store.mark_committed = dying_mark
    publishing._seen = dying_show
    publishing.replies.tell = dying_tell


def _dying(*_: Any) -> Any:
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def start(
    folder: Path, database_url: str, site: Path, archive: Path, step: str, ids: list[int]
) -> subprocess.Popen[bytes]:
    """The process, started."""
    environment = os.environ | {"DATABASE_URL": database_url, "SITE": str(site), "ARCHIVE": str(archive)}
    command = [sys.executable, "-m", "tests.moderation.publishing_process", str(folder), step, *map(str, ids)]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


if __name__ == "__main__":
    main()
