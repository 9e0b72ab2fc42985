"""The tree of a release: the files of a commit, and links to what all releases share."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from plugins.publication import git
from plugins.publishing import environments
from plugins.publishing.export import export
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import CONTENT

_NOT_RUN = (":(exclude)tests", ":(exclude)benchmarks", ":(exclude)docs")
NO_CONTENT = (".", f":(exclude){CONTENT}", *_NOT_RUN)


def prepare(place: Place, tree: Path, log: Path, commit: str, quarantine: Mapping[str, str], code_of: str = "") -> None:
    """Write the files of `commit` below `tree`, ready to be built; with `code_of`, all but the content of that commit.

    Tests and documentation are left out. Packages that a changed lock asks for are installed first. Raises
    PublicationError.
    """
    if code_of:
        export(place.repository, code_of, tree, quarantine, *NO_CONTENT)
        export(place.repository, commit, tree, quarantine, CONTENT)
    else:
        export(place.repository, commit, tree, quarantine, ".", *_NOT_RUN)
    packages = environments.ensure(place, tree, log)
    for name, target in ((".venv", packages), (".cache", place.cache), ("var", place.state)):
        (tree / name).symlink_to(os.path.relpath(target, tree))
    # With this file, git takes the tree for a worktree of the repository: the check compares with `main` there.
    (tree / ".git").write_text(f"gitdir: {os.path.relpath(place.repository, tree)}\n")


def code_hash(place: Place, commit: str, quarantine: Mapping[str, str]) -> str:
    """A hash of everything in a commit but its content: while it stays, services go on with what they run."""
    listed = git.run(place.repository, "ls-tree", "-z", commit, environment=quarantine).split(b"\0")
    code = [entry for entry in listed if not entry.endswith(f"\t{CONTENT.rstrip('/')}".encode())]
    return hashlib.sha256(b"\0".join(code)).hexdigest()[:16]
