"""The files of a pushed commit, looked at by name, kind and size before anything is written to the disk or run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from plugins.publication.mistake import Mistake
from plugins.publishing.pushed_ref import CONTENT, printable

LARGEST_FILE = 25_000_000  # bytes; a picture may have 10 MB, the check says so with the reason
LARGEST_TREE = 2_000_000_000
MOST_FILES = 200_000
_LINK, _SUBMODULE = "120000", "160000"
# What a shell, a web address or another system would take for something else.
_STRANGE = re.compile(r"""[$`"\\|;<>*?%#:{}\[\]^]|^[-~]|[ .]$""")
RENAME = "rename it, with letters, digits and hyphens"


@dataclass(frozen=True)
class TreeEntry:
    """A file in a commit: its mode in git's words, such as `100644`, its size in bytes, and its path."""

    mode: str
    size: int
    path: str


def parse(listed: bytes) -> Iterator[TreeEntry]:
    """What `git ls-tree -r -l -z` printed."""
    for entry in filter(None, os.fsdecode(listed).split("\0")):
        about, _, path = entry.partition("\t")
        mode, _, _, size = about.split()
        yield TreeEntry(mode, 0 if size == "-" else int(size), path)


def faults(entries: Iterable[TreeEntry]) -> Iterator[Mistake]:
    """Everything for which a commit is refused before it is built."""
    entries = list(entries)
    for entry in entries:
        fault = _kind(entry) or _name(entry) or _size(entry)
        if fault:
            yield Mistake(printable(entry.path), 1, "file", *fault)
    total = sum(entry.size for entry in entries)
    if total > LARGEST_TREE or len(entries) > MOST_FILES:
        what = f"all files together have {total / 1e6:,.0f} MB in {len(entries):,} files"
        yield Mistake(CONTENT, 1, "folder", what, f"at most {LARGEST_TREE / 1e6:,.0f} MB in {MOST_FILES:,} files")


def _kind(entry: TreeEntry) -> tuple[str, str] | None:
    if entry.mode == _LINK:
        return "this is a symbolic link", "add the file itself"
    if entry.mode == _SUBMODULE:
        return "this is a submodule, another repository that nobody here has", "add the files themselves"
    return None


def _name(entry: TreeEntry) -> tuple[str, str] | None:
    if not entry.path.startswith(CONTENT):
        return None
    path = PurePosixPath(entry.path)
    if any(0xDC80 <= ord(character) <= 0xDCFF for character in entry.path):
        return "the name is not UTF-8 text", RENAME
    for part in path.parts:
        if not part.isprintable():
            return "the name holds an invisible character", RENAME
        if _STRANGE.search(part):
            return "the name holds a character that shells and web addresses use for other things", RENAME
        if part.startswith(".") and part != ".gitkeep":
            return "files whose name begins with a dot are not published", "delete it, or rename it"
    return None


def _size(entry: TreeEntry) -> tuple[str, str] | None:
    if entry.size <= LARGEST_FILE:
        return None
    return f"the file has {entry.size / 1e6:,.0f} MB", f"at most {LARGEST_FILE / 1e6:.0f} MB; link to it where it lies"
