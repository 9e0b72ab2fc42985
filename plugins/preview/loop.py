"""The loop of `invoke serve`: build, watch, build again; a failure is shown once, and the last good site stays up."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import watchfiles

from plugins.preview.board import Board
from plugins.preview.builder import Builder

DEBOUNCE = 60  # milliseconds; an editor writes a file in several steps
STEP = 20  # milliseconds between looks at what the watcher collected


def watch_and_build(
    board: Board,
    builder: Builder,
    watched: Iterable[Path],
    sites: Path,
    say: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Build at once and after every change below `watched`, until `stop` is set.

    Each build gets a new folder below `sites`, and the board points at the newest good one. A change of code renews the
    builder.
    """
    shutil.rmtree(sites, ignore_errors=True)
    numbers = itertools.count(1)
    paths = [path for path in watched if path.exists()]
    changes = watchfiles.watch(
        *paths,
        debounce=DEBOUNCE,
        step=STEP,
        stop_event=stop,
        rust_timeout=5_000,
        yield_on_timeout=True,
        raise_interrupt=False,
        watch_filter=watchfiles.DefaultFilter(ignore_entity_patterns=(r"\.~$", r"~$", r"\.swp$", r"^4913$")),
    )
    # The watcher starts with its first step, so a change made during the first build is not missed.
    next(changes, None)
    _build(board, builder, sites / str(next(numbers)), say)
    for changed in changes:
        if stop.is_set():
            return
        if any(path.endswith(".py") for _, path in changed):
            builder.renew()
        if changed:
            _build(board, builder, sites / str(next(numbers)), say)


def _build(board: Board, builder: Builder, folder: Path, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    code, text = builder.build(folder)
    if code:
        if board.fail(text.strip()):
            say(f"{text.strip()}\nNot rebuilt. The last good site stays up; the next change builds again.")
        return
    old = board.succeed(folder)
    say(f"Built in {time.monotonic() - started:.2f} s.")
    if old:
        shutil.rmtree(old, ignore_errors=True)


def remove(sites: Path) -> None:
    """Remove the sites of one run, and the folder of all runs when it was the last."""
    shutil.rmtree(sites, ignore_errors=True)
    with contextlib.suppress(OSError):
        sites.parent.rmdir()
