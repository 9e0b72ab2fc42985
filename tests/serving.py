"""`invoke serve` as a process of its own, for tests: what it printed, what its pages say, what its events tell."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Generator, Sequence
from pathlib import Path
from types import TracebackType

PATIENCE = 120.0  # seconds; a bound for a machine that hangs, never a measure


class Serving:
    """A running preview server; leaving the block ends it and everything it started."""

    def __init__(self, command: Sequence[str], cwd: Path, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=os.environ | (environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.seen: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def __enter__(self) -> Serving:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        finally:
            self.reader.join(PATIENCE)

    def line(self, pattern: str) -> re.Match[str]:
        """The next printed line in which the pattern is found."""
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if line is None:
                raise AssertionError(f"it ended without printing {pattern!r}:\n" + "\n".join(self.seen))
            self.seen.append(line)
            match = re.search(pattern, line)
            if match:
                return match

    def address(self) -> str:
        """The address that it printed, once its first build is done."""
        address = self.line(r"(http://127\.0\.0\.1:\d+)/")[1]
        self.line(r"^Built in")
        return address


def get(address: str) -> tuple[int, str]:
    """Status and text of a page."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def events(address: str) -> Generator[dict[str, object], None, None]:
    """What an open page hears, one state after the other; the first is the present one."""
    with urllib.request.urlopen(f"{address}/_preview/events", timeout=PATIENCE) as answer:
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))
