"""One build in a process of its own: the command of the tree that is built, with an end to its time and its words.

The process gets no secrets. What it prints goes into a file, never into a pipe: a pusher who goes away cannot stop it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from plugins.publication.mistake import PublicationError
from plugins.publishing.pushed_ref import printable
from plugins.publishing.release import Page, pages_from

LIMIT = 300  # seconds for a build
_TIMED_OUT = {124, 137}  # what `timeout` answers when it had to end the build, or to kill it
MOST_LINES, MOST_LETTERS = 60, 8_000  # of a report in an author's terminal
_STARTED = [f"plugins.publishing.{name}" for name in ("pre_receive", "post_receive", "due")] + ["tasks"]
_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "TZ")


class BuildRefused(PublicationError):  # noqa: N818 - it reads as what happened
    """The build failed; the message is what its author needs to know, bounded."""


@dataclass(frozen=True)
class Report:
    """What a build says of the site that it made; the fields are those of a release."""

    address: str
    hub: str
    pages: Mapping[str, Page]
    due_at: datetime | None


def run(tree: Path, command: str, output: Path, log: Path, at: datetime, variables: Mapping[str, str]) -> Report:
    """Run `invoke COMMAND` (build or preview) of `tree` into `output`, as of `at`; raises BuildRefused.

    Everything that it prints is added to `log`.
    """
    report = output.with_name(f"{output.name}.json")
    options = ["--output", str(output), "--report", str(report), "--at", at.isoformat(timespec="minutes")]
    written = log.stat().st_size if log.exists() else 0
    with log.open("ab") as printed:
        code = _ended([str(tree / ".venv/bin/python"), "-m", "invoke", command, *options], tree, printed, variables)
    if code in _TIMED_OUT:
        raise BuildRefused(f"The build was ended after {LIMIT} seconds. Its words are in {log.name}.")
    if code:
        raise BuildRefused(bounded(log.read_bytes()[written:].decode("utf-8", "replace")))
    try:
        facts = json.loads(report.read_text(encoding="utf-8"))
        due_at = facts["due_at"] and datetime.fromisoformat(facts["due_at"])
        return Report(facts["address"], facts["hub"], pages_from(facts["pages"]), due_at)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BuildRefused(f"tasks.py:1: build: it wrote no report that can be read ({error})") from error
    finally:
        report.unlink(missing_ok=True)


def prove_hooks(tree: Path, log: Path) -> None:
    """Raise BuildRefused unless the hooks, the timer and the commands of `tree` start.

    Whoever broke them could not push what mends them.
    """
    written = log.stat().st_size if log.exists() else 0
    with log.open("ab") as printed:
        code = _ended([str(tree / ".venv/bin/python"), "-c", f"import {', '.join(_STARTED)}"], tree, printed, {})
    if code:
        words = bounded(log.read_bytes()[written:].decode("utf-8", "replace"))
        raise BuildRefused(f"{words}\nplugins/publishing: with this code, nobody could push again")


def _ended(command: Sequence[str], tree: Path, printed: IO[bytes], variables: Mapping[str, str]) -> int:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment = kept | {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200", **variables}
    return subprocess.run(
        # A program of its own watches the time, so that the build ends also when we are killed.
        ["timeout", "--kill-after=10", str(LIMIT), *command],
        cwd=tree,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=printed,
        stderr=subprocess.STDOUT,
        check=False,
    ).returncode


def bounded(text: str) -> str:
    """The first lines of `text` as a terminal can show them, and the last one, which has a report's count."""
    lines = [printable(line) for line in text.splitlines() if line.strip()]
    shown: list[str] = []
    for line in lines[:-1]:
        if len(shown) == MOST_LINES or sum(map(len, shown)) + len(line) > MOST_LETTERS:
            shown.append(f"… and {len(lines) - 1 - len(shown)} lines more: `make check` tells them all")
            break
        shown.append(line)
    return "\n".join([*shown, *(line[:MOST_LETTERS] for line in lines[-1:])])
