"""The content as it is on the main branch, wherever that is, or was at a commit: what the scheduler decides by.

A clone may lie behind, or hold an author's unfinished work; a bare repository has no folder at all.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.publication import git
from plugins.publication.mistake import PublicationError
from plugins.publication.repository import MAIN, NETWORK

_CHUNK = 1000  # names in one command, whose length has an end


@contextmanager
def content_at_tip(repository: Path, content: str = "content") -> Iterator[Path]:
    """A folder with the texts and comments of the newest `main`, origin's where there is one; it goes with the block.

    Pictures are left out: no decision needs them. Raises PublicationError when git fails, or there is no such branch.
    """
    tip = _tip(repository)
    with TemporaryDirectory(prefix="publication-") as folder:
        _unpack(repository, tip, [name for name in _blobs(repository, tip, content) if _is_text(name)], Path(folder))
        yield Path(folder, content)


@contextmanager
def content_at(repository: Path, commit: str, present: Path, near: Path) -> Iterator[Path]:
    """A folder in `near` with the content of a commit, all of it; it goes with the block. Raises PublicationError.

    `present` is the content folder as it is at HEAD; pictures that have not changed since are links to its files.
    """
    then, now = (_blobs(repository, revision, present.name) for revision in (commit, "HEAD"))
    near.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="content-", dir=near) as folder:
        linked = {name for name in then if not _is_text(name) and then[name] == now.get(name)}
        linked = {name for name in linked if _link(present.parent / name, Path(folder, name))}
        _unpack(repository, commit, [name for name in then if name not in linked], Path(folder))
        yield Path(folder, present.name)


def _is_text(name: str) -> bool:
    return name.endswith((".md", ".yaml"))


def _blobs(repository: Path, revision: str, content: str) -> dict[str, str]:
    """The files below a folder, each with the name of what is in it."""
    listed = git.text(repository, "ls-tree", "-r", "-z", revision, "--", content).split("\0")
    entries = [entry.partition("\t") for entry in listed if entry]  # "mode type object<tab>path"
    return {path: about.split()[2] for about, _, path in entries}


def _link(source: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        return False
    return True


def _unpack(repository: Path, revision: str, names: Sequence[str], folder: Path) -> None:
    for start in range(0, len(names), _CHUNK):
        packed = git.run(repository, "archive", "--format=tar", revision, "--", *names[start : start + _CHUNK])
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")


def _tip(repository: Path) -> str:
    try:
        if git.text(repository, "remote"):
            refspec = f"+refs/heads/{MAIN}:refs/remotes/origin/{MAIN}"
            git.run(repository, "fetch", "--quiet", "--no-tags", "origin", refspec, seconds=NETWORK)
            return git.text(repository, "rev-parse", "--verify", f"refs/remotes/origin/{MAIN}")
        return git.text(repository, "rev-parse", "--verify", f"refs/heads/{MAIN}")
    except git.GitError as error:
        raise PublicationError(f"{error}; commit the publication to `{MAIN}` first") from None
