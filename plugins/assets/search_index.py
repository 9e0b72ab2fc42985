"""The search index: Pagefind reads the finished pages and writes a static index beside them.

Only what a template marks with `data-pagefind-body` is found. The index's bytes differ from build to build, so it is
the one part of the output that is not reproducible. Pagefind's own interfaces are not published: ours is in
theme/static/js/search.js.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from pagefind_bin import get_executable

FOLDER = "pagefind"
NOT_PUBLISHED = (
    *("pagefind-*ui*", "pagefind-highlight.js", "pagefind-modular*", "pagefind-component*"),
    "wasm.unknown.pagefind",
    "pagefind-worker.js",  # our script searches without one: 12 KB less to load, for a search of milliseconds
)


class SearchIndexError(RuntimeError):
    """Pagefind failed; the message is its own."""


def write_index(output: Path) -> None:
    """Index the pages below `output` into `output/pagefind`. Raises SearchIndexError."""
    command = [str(get_executable()), "--site", str(output), "--output-subdir", FOLDER, "--quiet"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode:
        raise SearchIndexError(f"{output / FOLDER}: the search index could not be written: {done.stdout}{done.stderr}")
    for pattern in NOT_PUBLISHED:
        for path in (output / FOLDER).glob(pattern):
            if path.is_file():
                path.unlink()
