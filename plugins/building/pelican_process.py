"""Pelican at work: in a new process, with a clean state and the code that is on the disk, or in a forked one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from plugins.building.forked import Forked

# The seed makes the order of sets, and with it the output, the same in every run.
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200"}


class Running(Protocol):
    """A process that can be waited for."""

    def finish(self) -> tuple[int, str]:
        """Wait for the end; exit status, and everything that was printed."""
        ...


Start = Callable[[Path, Path, datetime, Mapping[str, Any]], AbstractContextManager[Running]]


class NewProcess:
    """Pelican with `settings_file`, `now` and further settings writes into `output`; leaving the block ends it."""

    def __init__(self, settings_file: Path, output: Path, now: datetime, further: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pelican", *_arguments(settings_file, output, now, further)],
            cwd=settings_file.parent if settings_file.parent.is_dir() else None,
            env=os.environ | _ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def __enter__(self) -> NewProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def finish(self) -> tuple[int, str]:
        """Wait for the end; exit status, and everything that was printed."""
        printed, _ = self._process.communicate()
        return self._process.returncode, printed


def fork(settings_file: Path, output: Path, now: datetime, further: Mapping[str, Any]) -> Forked:
    """The same from a process that has already imported everything, as the preview's builder has.

    Saves the imports, which are most of a small build. The order of sets may differ from a new process's.
    """

    def run() -> None:
        import pelican

        os.environ.update(_ENVIRONMENT)
        os.chdir(settings_file.parent)
        arguments = _arguments(settings_file, output, now, further)
        sys.argv = ["pelican", *arguments]
        pelican.main(arguments)

    return Forked(run)


def _arguments(settings_file: Path, output: Path, now: datetime, further: Mapping[str, Any]) -> list[str]:
    laid_over = {"BUILD_AT": now.isoformat(timespec="minutes"), **further}
    options = ["--settings", str(settings_file), "--output", str(output), "--fatal", "errors"]
    return [*options, "--extra-settings", *(f"{name}={json.dumps(value)}" for name, value in laid_over.items())]
