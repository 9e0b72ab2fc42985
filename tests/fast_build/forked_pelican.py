"""Pelican in a fork of the test's process, which has imported it already: a build in a fraction of a second."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path


def fork(work: Callable[[], None], log: Path) -> int:
    """Run `work` in a fork, its output in `log`; returns the number of the process."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        os.setpgid(0, 0)
        number = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(number, 1)
        os.dup2(number, 2)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def start(folder: Path, arguments: Sequence[str], log: Path) -> int:
    """Start a build of the site in `folder` with Pelican's arguments; returns the number of the process."""

    def build() -> None:
        import pelican

        os.chdir(folder)
        sys.path.insert(0, str(folder))
        sys.argv = ["pelican", *arguments]
        pelican.main(list(arguments))

    return fork(build, log)


def build(folder: Path, *arguments: str) -> tuple[int, str]:
    """Build the site in `folder`; exit status and what was printed."""
    log = folder.with_name(f"{folder.name}.log")
    _, status = os.waitpid(start(folder, arguments, log), 0)
    return os.waitstatus_to_exitcode(status), log.read_text(errors="replace")


def kill(process: int) -> None:
    """End a build and its own forks at once, as a power cut does."""
    try:
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
