"""Commits by the server: an approved comment, a drafted edition, in a clone or in a bare repository.

The commit is made in git's object store with an index of its own, and put on the branch only from the commit that it
was made for; when somebody else was first, it is made anew on what is there then. An author who has the branch checked
out finds the committed files in place, and what they have edited or staged as they left it.

Where the repository has an `origin`, the publication is there: the commit is made on origin's branch and pushed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.publication import git, turn, working_copy
from plugins.publication.git_tree import FILE, NOTHING, PROGRAM, Entry, entries, index_line, read
from plugins.publication.mistake import PublicationError

Files = Mapping[str, bytes | None]
Read = Callable[[str], bytes | None]
Change = Files | Callable[[Read], Files]

PUBLICATION = "The publication <publication@localhost>"
MAIN = "main"
REFLOG = "commit: by the publication"
TRIES = 50
PATIENCE = 60.0  # seconds for the turn: a push that is being built may need them
NETWORK = 120.0  # seconds for a fetch or a push


class CommitError(PublicationError):
    """The commit was not made; the branch is as it was."""


def commit(
    repository: Path, files: Change, message: str, branch: str = MAIN, *, author: str = PUBLICATION, push: bool = True
) -> str:
    """Commit `files` onto `branch` and return the commit; the branch's tip where they change nothing.

    `files` maps paths, with forward slashes, to what the file is to hold; None removes it. Where that depends on what
    the file holds already, give a function instead: it is called with `read`, which returns the bytes of a path at the
    tip that is built on (or None), and again whenever the tip moved. A mapping is refused when somebody else changes
    one of its files meanwhile; it is never put over theirs.

    A branch that is not there begins where `main` is, and one that was merged goes on from there. `author` is
    "Name <address>". Without `push` an `origin` is left alone: for a preview on a laptop.

    Raises CommitError when git or the origin refuses, and PublicationError when git is at work in the author's clone.
    """
    try:
        shared = git.text(repository, "rev-parse", "--path-format=absolute", "--git-common-dir")  # by all worktrees
        put = _put_at_origin if push and _ask(repository, "config", "--get", "remote.origin.url") else _put_here
        with turn.hold(Path(shared), PATIENCE):  # where it is not to be had, git's own comparison keeps us apart
            if clone := working_copy.with_branch(repository, f"refs/heads/{branch}"):
                working_copy.finish(clone)
            return put(repository, _Maker(repository, files, message, author), branch)
    except git.GitError as error:
        raise CommitError(f"{error}; nothing was committed to `{branch}`") from error


class _Maker:
    """Makes the commit for a tip: from the same facts, as often as the tip moves."""

    def __init__(self, repository: Path, files: Change, message: str, author: str) -> None:
        self._repository, self._files, self._message = repository, files, message
        name, _, address = author.rstrip(">").partition(" <")
        names = {"NAME": name, "EMAIL": address}
        self._names = {f"GIT_{role}_{part}": names[part] for role in ("AUTHOR", "COMMITTER") for part in names}
        self._first: dict[str, Entry] | None = None
        self.paths: list[str] = []

    def make(self, tip: str) -> str:
        """The commit on `tip` (empty for none), which no branch has yet; `tip` itself where nothing changes."""
        files = self._files(partial(read, self._repository, tip)) if callable(self._files) else self._files
        self.paths = list(files)
        _refuse_elsewhere(self.paths)
        there = entries(self._repository, tip, self.paths)
        if not callable(self._files):
            self._refuse_to_overwrite(there)
        tree = self._tree(tip, files, there)
        if tip and tree == git.text(self._repository, "rev-parse", f"{tip}^{{tree}}"):
            return tip
        parents = ["-p", tip] if tip else []
        message = self._message.encode()
        made = git.run(self._repository, "commit-tree", tree, *parents, stdin=message, environment=self._names)
        return made.decode().strip()

    def _refuse_to_overwrite(self, there: dict[str, Entry]) -> None:
        if self._first is None:
            self._first = there
        moved = [path for path in self.paths if there.get(path) != self._first.get(path)]
        if moved:
            raise CommitError(f"{moved[0]}: somebody else changed it at the same time; read it again, and try again")

    def _tree(self, tip: str, files: Files, there: Mapping[str, Entry]) -> str:
        """The tree of `tip` with `files` in it."""
        with TemporaryDirectory(prefix="publication-") as folder:
            own_index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            if tip:
                git.run(self._repository, "read-tree", tip, environment=own_index)
            lines = [index_line(path, self._entry(data, there.get(path))) for path, data in files.items()]
            info = ["update-index", "-z", "--index-info"]
            git.run(self._repository, *info, stdin=b"".join(lines), environment=own_index)
            return git.run(self._repository, "write-tree", environment=own_index).decode().strip()

    def _entry(self, data: bytes | None, there: Entry | None) -> Entry | None:
        """A file that is there keeps its mode; a symbolic link becomes a file."""
        if data is None:
            return None
        blob = git.run(self._repository, "hash-object", "-w", "--stdin", stdin=data).decode().strip()
        return Entry(PROGRAM if there and there.mode == PROGRAM else FILE, blob)


def _refuse_elsewhere(paths: Iterable[str]) -> None:
    """Git itself leaves some of these paths out without a failure."""
    for path in paths:
        if any(part in {"", ".", ".."} or re.fullmatch(r"(?i)\.git|git~\d+", part) for part in path.split("/")):
            raise CommitError(f"'{path}': this is no path of a file in the repository; nothing was committed")


def _put_here(repository: Path, maker: _Maker, branch: str) -> str:
    ref = f"refs/heads/{branch}"
    for _ in range(TRIES):
        old = _tip(repository, ref)
        base = old if branch == MAIN else _newer(repository, old, _tip(repository, f"refs/heads/{MAIN}"))
        new = maker.make(base)
        clone = working_copy.with_branch(repository, ref)
        if new == base:
            return new
        paths = _changed(repository, old, new) if clone else []
        if clone:
            working_copy.begin(clone, old, new, paths)
        try:
            git.run(repository, "update-ref", "-m", REFLOG, ref, new, old or NOTHING)
        except git.GitError:
            if _tip(repository, ref) == old:
                raise
            continue  # somebody was first
        if clone:
            working_copy.follow(clone, old, new, paths)
        return new
    raise CommitError(f"{repository}: `{branch}` moved {TRIES} times; try again")


def _put_at_origin(repository: Path, maker: _Maker, branch: str) -> str:
    ref = f"refs/heads/{branch}"
    there = _fetched(repository, branch)
    for _ in range(TRIES):
        base = there if branch == MAIN else _newer(repository, there, _fetched(repository, MAIN))
        new = maker.make(base)
        if new == base:
            return new
        try:
            git.run(repository, "push", "--quiet", "--no-verify", "origin", f"{new}:{ref}", seconds=NETWORK)
        except git.GitError:
            before, there = there, _fetched(repository, branch)
            if there == before:
                raise
            if _ask(repository, "merge-base", "--is-ancestor", new, there) is not None:
                return new  # the push arrived, and only its answer was lost
            continue  # somebody was first
        _follow(repository, branch, there, new)
        return new
    raise CommitError(f"{repository}: `{branch}` of origin moved {TRIES} times; try again")


def _fetched(repository: Path, branch: str) -> str:
    """The tip of a branch at origin, which is known here from now on; empty where origin has no such branch."""
    if not git.run(repository, "ls-remote", "--refs", "origin", f"refs/heads/{branch}", seconds=NETWORK):
        return ""
    refspec = f"+refs/heads/{branch}:refs/remotes/origin/{branch}"
    git.run(repository, "fetch", "--quiet", "--no-tags", "origin", refspec, seconds=NETWORK)
    return _tip(repository, f"refs/remotes/origin/{branch}")


def _newer(repository: Path, tip: str, main: str) -> str:
    """What a commit on a branch is built on: its tip, or `main` where that has all of the branch already."""
    is_merged = not tip or (main and _ask(repository, "merge-base", "--is-ancestor", tip, main) is not None)
    return main if is_merged else tip


def _changed(repository: Path, old: str, new: str) -> list[str]:
    """The paths in which two commits differ; all of the second one where there is no first."""
    if not old:
        listed = git.run(repository, "ls-tree", "-r", "-z", "--name-only", "--full-tree", new)
    else:
        listed = git.run(repository, "diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new)
    return [path for path in os.fsdecode(listed).split("\0") if path]


def _follow(repository: Path, branch: str, old: str, new: str) -> None:
    """The branch here follows origin's where it was level with it; otherwise its author pulls, as always."""
    ref = f"refs/heads/{branch}"
    git.run(repository, "update-ref", f"refs/remotes/origin/{branch}", new)
    if old and _tip(repository, ref) == old:
        clone = working_copy.with_branch(repository, ref)
        paths = _changed(repository, old, new) if clone else []
        if clone:
            working_copy.begin(clone, old, new, paths)
        git.run(repository, "update-ref", "-m", REFLOG, ref, new, old)
        if clone:
            working_copy.follow(clone, old, new, paths)


def _tip(repository: Path, ref: str) -> str:
    return _ask(repository, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") or ""


def _ask(repository: Path, *arguments: str) -> str | None:
    """The answer to a question whose “no” is a failure; None for “no”."""
    try:
        return git.text(repository, *arguments)
    except git.GitError:
        return None
