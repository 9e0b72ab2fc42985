"""Pelican in a fork of a process that has imported it already, and nothing else: a build in a fraction of a second.

The test's own process is of no use for it: other tests have loaded plugins there, and a fork would have them too.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.fork_server import FRESH


def _run(folder: Path, arguments: Sequence[str], log: Path) -> None:
    os.setpgid(0, 0)
    number = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(number, 1)
    os.dup2(number, 2)
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - stays open for the whole process
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115 - stays open for the whole process
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.argv = ["pelican", *arguments]
    logging.getLogger().handlers.clear()

    import pelican

    pelican.main(list(arguments))


def start(folder: Path, arguments: Sequence[str], log: Path) -> ForkServerProcess:
    """Start a build of the site in `folder` with Pelican's arguments."""
    process = FRESH.Process(target=_run, args=(folder, arguments, log))
    process.start()
    return process


def build(folder: Path, *arguments: str) -> tuple[int | None, str]:
    """Build the site in `folder`; exit status and what was printed."""
    log = folder.with_name(f"{folder.name}.log")
    process = start(folder, arguments, log)
    process.join()
    return process.exitcode, log.read_text(errors="replace")


def kill(process: ForkServerProcess) -> None:
    """End a build and its own forks at once, as a power cut does."""
    assert process.pid
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
    process.join()
