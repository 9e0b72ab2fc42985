"""The search index: Pagefind reads the finished pages and writes a static index beside them.

Only what a template marks with `data-pagefind-body` is found. The index's bytes differ from build to build, so it is
the one part of the output that is not reproducible. Pagefind's own interfaces are not published: ours is in
theme/static/js/search.js.

Pagefind makes its index whole. Where all that it would find is as it was, after a new comment for example, the index
that was made before is taken out of a cache.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pagefind_bin import get_executable

from plugins.assets.searched import searched

FOLDER = "pagefind"
KEPT = 4  # indexes in the cache: of the site and of its preview, and those before them
NOT_PUBLISHED = (
    *("pagefind-*ui*", "pagefind-highlight.js", "pagefind-modular*", "pagefind-component*"),
    "wasm.unknown.pagefind",
    "pagefind-worker.js",  # our script searches without one: 12 KB less to load, for a search of milliseconds
)


class SearchIndexError(RuntimeError):
    """Pagefind failed; the message is its own."""


def write_index(output: Path, cache: Path) -> None:
    """Index the pages below `output` into `output/pagefind`; `cache` may be deleted at any time.

    Raises SearchIndexError.
    """
    target, kept = output / FOLDER, cache / f"{_digest(output)}.zip"
    index = _read(kept)
    if index is None:
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
        index = _run_pagefind(output, cache)
        _keep(index, kept)
    for name, data in index.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _run_pagefind(output: Path, cache: Path) -> dict[str, bytes]:
    """The files of the index by their names. Raises SearchIndexError."""
    with tempfile.TemporaryDirectory(dir=cache if cache.is_dir() else None) as own:
        command = [str(get_executable()), "--site", str(output), "--output-path", own, "--quiet"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode:
            words = f"{done.stdout}{done.stderr}"
            raise SearchIndexError(f"{output / FOLDER}: the search index could not be written: {words}")
        names = {path.relative_to(own): path for path in sorted(Path(own).rglob("*")) if path.is_file()}
        unwanted = {name for name in names for pattern in NOT_PUBLISHED if name.match(pattern)}
        return {name.as_posix(): path.read_bytes() for name, path in names.items() if name not in unwanted}


def _digest(output: Path) -> str:
    """The digest of all that there is to find, and of who would find it."""
    found = hashlib.sha256(f"{version('pagefind-bin')} {NOT_PUBLISHED}".encode())
    for folder, folders, names in os.walk(output):
        folders.sort()
        for name in sorted(name for name in names if name.endswith(".html")):
            with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - thousands of them: Path takes twice as long
                part = searched(file.read())
            if part:
                found.update(f"{os.path.relpath(folder, output)}/{name} {len(part)} ".encode() + part)
    return found.hexdigest()


def _read(kept: Path) -> dict[str, bytes] | None:
    """The files of an index by their names; None where there is none, or it is damaged."""
    try:
        with ZipFile(kept) as stored:
            return {name: stored.read(name) for name in stored.namelist()}
    except (OSError, BadZipFile, EOFError, NotImplementedError, ValueError):
        return None


def _keep(index: dict[str, bytes], kept: Path) -> None:
    """Put an index into the cache, and take away the oldest; a full disk keeps nobody from publishing."""
    with suppress(OSError):
        with tempfile.TemporaryDirectory(dir=kept.parent) as own:
            new = Path(own, kept.name)
            with ZipFile(new, "w") as stored:
                for name, data in index.items():
                    stored.writestr(name, data)
            new.replace(kept)
        for old in sorted(kept.parent.glob("*.zip"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()
