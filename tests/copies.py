"""A copy of this repository for tests that edit or publish: the files git would take, in a repository of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AUTHOR = {
    "GIT_AUTHOR_NAME": "A Test",
    "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "A Test",
    "GIT_COMMITTER_EMAIL": "test@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


THREAD = "content/comments/three-must-dos-when-you-dont-get-the-job.yaml"
_IMPORTED = re.compile(r'"source"|"trackback"')


def as_imported(thread: str) -> str:
    """A thread with the comments of the old page alone: readers may add to it at any time, and no test fails."""
    return "--- ".join(record for record in thread.split("--- ") if not record or _IMPORTED.search(record))


def take_away_later_comments(folder: Path) -> None:
    """Leave the founding article with the comments of the old page."""
    text = (folder / THREAD).read_text(encoding="utf-8")
    (folder / THREAD).write_text(as_imported(text), encoding="utf-8")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder as the test's author; returns what it printed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=inherited | AUTHOR, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def copy_of_the_repository(target: Path) -> Path:
    """Copy what is tracked and what would be added, with one commit on `main`."""
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    take_away_later_comments(target)
    git(target, "init", "--quiet", "--initial-branch=main")
    git(target, "add", "--all")
    git(target, "commit", "--quiet", "--message", "The publication")
    return target
