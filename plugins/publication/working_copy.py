"""An author's clone, when the branch that they have checked out moves under it.

What they have edited or staged stays as they left it. Every other file of the commit is put in place, in the folder and
in the index; otherwise their next commit would take back what was committed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from pathlib import Path

from plugins.publication import git, turn
from plugins.publication.git_tree import entries, index_line, staged
from plugins.publication.mistake import PublicationError

PATIENCE = 5.0  # seconds for git at work in the clone


def with_branch(repository: Path, ref: str) -> Path | None:
    """The folder in which somebody has the branch checked out; None without one.

    Raises PublicationError when git holds its index for longer than `PATIENCE`: the index could not follow the branch.
    """
    for block in git.text(repository, "worktree", "list", "--porcelain").split("\n\n"):
        facts = dict(line.partition(" ")[::2] for line in block.splitlines())
        if facts.get("branch") == ref and "bare" not in facts and Path(facts["worktree"]).is_dir():
            folder = Path(facts["worktree"])
            _wait_for_index(folder)
            return folder
    return None


def _wait_for_index(folder: Path) -> None:
    lock = Path(git.text(folder, "rev-parse", "--absolute-git-dir"), "index.lock")
    end = time.monotonic() + PATIENCE
    while lock.exists():
        if time.monotonic() > end:
            remedy = "let it end (or delete this file, if no git is running), and try again"
            raise PublicationError(f"{lock}: git is at work in {folder}; {remedy}")
        time.sleep(turn.GLANCE)


def follow(folder: Path, old: str, new: str, paths: Collection[str]) -> None:
    """Bring `paths` from the revision `old` (empty for none) to `new`, but for what the author has changed."""
    before, after, now = entries(folder, old, paths), entries(folder, new, paths), staged(folder, paths)
    unstaged = [path for path in paths if now.get(path) == before.get(path)]
    edited = set(os.fsdecode(git.run(folder, "diff", "--name-only", "-z", "--", *unstaged)).split("\0"))
    edited |= {path for path in unstaged if path not in before and os.path.lexists(folder / path)}
    lines = [index_line(path, after.get(path)) for path in unstaged]
    git.run(folder, "update-index", "-z", "--index-info", stdin=b"".join(lines))
    unedited = [path for path in unstaged if path not in edited]
    written = "\0".join(path for path in unedited if path in after)
    git.run(folder, "checkout-index", "--force", "--index", "-z", "--stdin", stdin=os.fsencode(written))
    for path in unedited:
        if path not in after:
            (folder / path).unlink(missing_ok=True)
