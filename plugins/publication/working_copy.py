"""An author's clone, when the branch that they have checked out moves under it.

What they have edited or staged stays as they left it. Every other file of the commit is put in place, in the folder and
in the index; otherwise their next commit would take back what was committed. So that this holds also where we are
killed in the middle, a note in git's folder says what is under way, and the next commit finishes it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from plugins.publication import git, turn
from plugins.publication.git_tree import Entry, entries, index_line, staged
from plugins.publication.mistake import PublicationError

NOTE = "publication-following.json"
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
    lock = _git_folder(folder) / "index.lock"
    end = time.monotonic() + PATIENCE
    while lock.exists():
        if time.monotonic() > end:
            remedy = "let it end (or delete this file, if no git is running), and try again"
            raise PublicationError(f"{lock}: git is at work in {folder}; {remedy}")
        time.sleep(turn.GLANCE)


def _git_folder(folder: Path) -> Path:
    return Path(git.text(folder, "rev-parse", "--absolute-git-dir"))


def begin(folder: Path, old: str, new: str, paths: Collection[str]) -> None:
    """Note that the branch is about to move from the revision `old` (empty for none) to `new`."""
    note = _git_folder(folder) / NOTE
    unfinished = note.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps({"old": old, "new": new, "paths": list(paths)}), encoding="utf-8")
    unfinished.replace(note)


def finish(folder: Path) -> None:
    """Follow the branch where somebody was killed before they had; what has moved on since is left as it is."""
    note = _git_folder(folder) / NOTE
    try:
        noted = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    if noted["new"] == git.text(folder, "rev-parse", "HEAD"):
        follow(folder, **noted)
    note.unlink(missing_ok=True)


def follow(folder: Path, old: str, new: str, paths: Collection[str]) -> None:
    """Bring `paths` from the revision `old` (empty for none) to `new`, but for what the author has changed."""
    before, after, now = entries(folder, old, paths), entries(folder, new, paths), staged(folder, paths)
    unstaged = [path for path in paths if now.get(path) in {before.get(path), after.get(path)}]
    differing = set(os.fsdecode(git.run(folder, "diff", "--name-only", "-z", "--", *unstaged)).split("\0"))
    differing |= {path for path in unstaged if path not in before and os.path.lexists(folder / path)}
    edited = {path for path in differing & set(unstaged) if not _is_one_of(folder, path, before, after)}
    lines = [index_line(path, after.get(path)) for path in unstaged]
    git.run(folder, "update-index", "-z", "--index-info", stdin=b"".join(lines))
    unedited = [path for path in unstaged if path not in edited]
    written = "\0".join(path for path in unedited if path in after)
    git.run(folder, "checkout-index", "--force", "--index", "-z", "--stdin", stdin=os.fsencode(written))
    for path in unedited:
        if path not in after:
            (folder / path).unlink(missing_ok=True)
    (_git_folder(folder) / NOTE).unlink(missing_ok=True)


def _is_one_of(folder: Path, path: str, *revisions: Mapping[str, Entry]) -> bool:
    """Whether the folder has a file as one of the revisions has it, or lacks it like one of them."""
    found = folder / path
    if not os.path.lexists(found):
        return any(path not in files for files in revisions)
    if found.is_symlink() or not found.is_file():
        return False
    blob = git.text(folder, "hash-object", "--", path)
    return any(path in files and files[path].blob == blob for files in revisions)
