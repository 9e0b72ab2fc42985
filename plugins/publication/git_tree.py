"""Trees of git: which files a revision has, and what is in them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.publication import git

NOTHING = "0" * 40
FILE, PROGRAM = "100644", "100755"


@dataclass(frozen=True)
class Entry:
    """A file in a tree: its mode, such as `100644`, and the name of its object."""

    mode: str
    blob: str


def entries(repository: Path, revision: str, paths: Collection[str]) -> dict[str, Entry]:
    """Those of `paths` that are files at a revision; an empty revision has none."""
    if not revision or not paths:
        return {}
    listed = git.run(repository, "ls-tree", "-r", "-z", "--full-tree", revision, "--", *paths)
    return {path: Entry(facts[0], facts[2]) for path, facts in _parsed(listed)}


def staged(worktree: Path, paths: Collection[str]) -> dict[str, Entry]:
    """Those of `paths` that the index of a clone has."""
    listed = git.run(worktree, "ls-files", "-s", "-z", "--", *paths) if paths else b""
    return {path: Entry(facts[0], facts[1]) for path, facts in _parsed(listed)}


def read(repository: Path, revision: str, path: str) -> bytes | None:
    """What a file holds at a revision (empty for none); None where it is not there."""
    found = entries(repository, revision, [path]).get(path)
    return git.run(repository, "cat-file", "blob", found.blob) if found else None


def index_line(path: str, entry: Entry | None) -> bytes:
    """A line for `git update-index -z --index-info`; without an entry the path is removed."""
    return os.fsencode(f"{entry.mode} {entry.blob}\t{path}\0" if entry else f"0 {NOTHING}\t{path}\0")


def _parsed(listed: bytes) -> Iterator[tuple[str, list[str]]]:
    """Path and facts of each entry, which git prints as "facts<tab>path"."""
    for entry in filter(None, os.fsdecode(listed).split("\0")):
        about, _, path = entry.partition("\t")
        yield path, about.split()
