"""The builder of `invoke serve`: a process that has imported everything and builds in a fork of itself.

The imports are most of a small build. What was imported is the code of the moment: after a change of code the builder
is renewed. Requests are lines on its standard input, each a folder; answers are JSON lines, `[exit status, text]`.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from plugins.building.forked import Forked

Command = Callable[[Path], Sequence[str]]
IDLE = 0.5  # seconds without a request


class Builder:
    """Builds by a process that stands by, and by `command` where that process cannot even start."""

    def __init__(self, stand_by: Sequence[str], command: Command) -> None:
        self._stand_by = list(stand_by)
        self._command = command
        self._process: subprocess.Popen[str] | None = None

    def build(self, folder: Path) -> tuple[int, str]:
        """Build the site into `folder`; exit status and what was printed."""
        with contextlib.suppress(OSError, ValueError):
            process = self._standing_by()
            assert process.stdin and process.stdout
            print(folder, file=process.stdin, flush=True)
            code, text = json.loads(process.stdout.readline())
            return int(code), str(text)
        self.renew()
        # Broken code: the plain command says what is wrong with it.
        done = subprocess.run(
            list(self._command(folder)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            env=os.environ | {"NO_COLOR": "1", "COLUMNS": "200"},
        )
        return done.returncode, done.stdout

    def renew(self) -> None:
        """Forget the imported code; the next build begins with what is on the disk. Also the end of the builder."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        process.communicate()

    def _standing_by(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._stand_by,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        return self._process


def newest(sites: Path) -> Path | None:
    """The site that was built last into a folder of numbered sites; None before the first."""
    numbers = [int(path.name) for path in sites.glob("*") if path.name.isdigit()]
    return sites / str(max(numbers)) if numbers else None


def stand_by(make: Callable[[Path], None], modules: Iterable[str], look: Callable[[], object]) -> None:
    """The process itself: import `modules`, then build with `make` in a fork for every line, until there is no more.

    When nobody has asked for a while, it has a `look` at the content itself: what it remembers of it then, the next fork
    need not find out.
    """
    for name in modules:
        with contextlib.suppress(ImportError):  # the build will say it better
            importlib.import_module(name)
    for line in iter(sys.stdin.readline, ""):
        folder = Path(line.rstrip("\n"))
        with Forked(lambda to=folder: make(to)) as child:  # type: ignore[misc]  # a lambda's default has no type
            print(json.dumps(child.finish()), flush=True)
        is_asked, _, _ = select.select([sys.stdin], [], [], IDLE)
        if not is_asked:
            with contextlib.suppress(Exception):  # the build will say it better
                look()
