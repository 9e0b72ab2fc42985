"""The content as it is on the main branch, wherever that is: what the scheduler decides by.

A clone may lie behind, or hold an author's unfinished work; a bare repository has no folder at all.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
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
    listed = git.text(repository, "ls-tree", "-r", "--name-only", "-z", tip, "--", content).split("\0")
    names = [name for name in listed if name.endswith((".md", ".yaml"))]
    with TemporaryDirectory(prefix="publication-") as folder:
        for start in range(0, len(names), _CHUNK):
            packed = git.run(repository, "archive", "--format=tar", tip, "--", *names[start : start + _CHUNK])
            with tarfile.open(fileobj=BytesIO(packed)) as archive:
                archive.extractall(folder, filter="data")
        yield Path(folder, content)


def _tip(repository: Path) -> str:
    try:
        if git.text(repository, "remote"):
            refspec = f"+refs/heads/{MAIN}:refs/remotes/origin/{MAIN}"
            git.run(repository, "fetch", "--quiet", "--no-tags", "origin", refspec, seconds=NETWORK)
            return git.text(repository, "rev-parse", "--verify", f"refs/remotes/origin/{MAIN}")
        return git.text(repository, "rev-parse", "--verify", f"refs/heads/{MAIN}")
    except git.GitError as error:
        raise PublicationError(f"{error}; commit the publication to `{MAIN}` first") from None
