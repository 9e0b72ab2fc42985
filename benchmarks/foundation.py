"""How long an author waits: check and build of the starter publication, and an edit until the open page has it.

Run it with `.venv/bin/python -m benchmarks.foundation`; it works on a copy, and prints the median of five of each
beside the longest. Seconds are wall time of the whole process, Python's start included.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.copies import copy_of_the_repository
from tests.serving import Serving, events, get

RUNS = 5
INVOKE = [sys.executable, "-m", "invoke"]
ARTICLE = "content/articles/three-must-dos-when-you-dont-get-the-job.md"
ADDRESS = "/2011/11/three-must-dos-when-you-dont-get-the-job/"


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        repository = copy_of_the_repository(Path(folder) / "copy")
        report(
            "nothing changed: make, the environment is there",
            1.0,
            [seconds(lambda: environment()) for _ in range(RUNS)],
        )
        report("check", None, [seconds(lambda: invoke(repository, "check")) for _ in range(RUNS)])
        report("check and build", 3.0, [seconds(lambda: invoke(repository, "build")) for _ in range(RUNS)])
        report("an edit is on the page while serving", 1.5, edits(repository))


def environment() -> None:
    """What `make serve` spends on set-up when there is nothing to do."""
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "environment.py", "test"], cwd=root, check=True)


def invoke(repository: Path, task: str) -> None:
    """Run one command, which must succeed."""
    subprocess.run([*INVOKE, task], cwd=repository, check=True, capture_output=True)


def edits(repository: Path) -> list[float]:
    """Seconds from writing the file until the new words are on the page and the open page was told."""
    article = repository / ARTICLE
    text = article.read_text()
    found = []
    with Serving([*INVOKE, "serve"], repository) as serving:
        address = serving.address()
        with closing(events(address)) as heard:
            next(heard)
            for number in range(RUNS):
                words = f"Edit number {number}."
                started = time.perf_counter()
                article.write_text(f"{text}\n{words}\n")
                next(heard)
                assert words in get(address + ADDRESS)[1]
                found.append(time.perf_counter() - started)
    return found


def seconds(action: Callable[[], None]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def report(what: str, target: float | None, found: list[float]) -> None:
    """One line: the figure, its spread, its target."""
    wanted = f"   (target: under {target} s)" if target else ""
    print(f"{what:<48} median {statistics.median(found):5.2f} s   max {max(found):5.2f} s{wanted}", flush=True)


if __name__ == "__main__":
    main()
