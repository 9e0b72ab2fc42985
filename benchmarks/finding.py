"""What finding costs: the feeds of 5,000 articles, 200 large photographs, and a reader's search.

Run it with `.venv/bin/python -m benchmarks.finding feeds|pictures|search`; without a word it takes all, a quarter of
an hour. Every build runs in a process of its own, into an empty folder; a cold one has nothing in its cache either.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import corpus
from plugins.feeds import pelican_feeds

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 5000
AT = 'BUILD_AT="2026-11-23T09:00-08:00"'


def main() -> None:
    """Print the figures that the arguments name."""
    commands: dict[str, Callable[[Path], None]] = {"feeds": measure_feeds}
    if sys.argv[1:2] == ["run-build"]:
        run_build(*sys.argv[2:5])
        return
    for name in sys.argv[1:] or list(commands):
        with tempfile.TemporaryDirectory() as folder:
            commands[name](Path(folder))


def measure_feeds(folder: Path) -> None:
    """CPU seconds of cold builds of 5,000 articles, with all feeds and with none, and of the feeds by themselves."""
    settings = corpus.write(folder, ARTICLES)
    for feeds in ("with", "without"):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [sys.executable, "-m", "benchmarks.finding", "run-build", str(settings), str(folder / feeds), feeds]
        subprocess.run(command, cwd=ROOT, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{feeds} feeds: {cpu:.1f} s CPU, {time.perf_counter() - started:.1f} s wall", flush=True)


def run_build(settings: str, output: str, feeds: str) -> None:
    """One cold build, in this process; tells what its feeds cost and how many files they are."""
    from pelican import main as pelican

    write, spent = pelican_feeds.write, 0.0

    def timed(generator: object, writer: object) -> None:
        nonlocal spent
        started = time.process_time()
        if feeds == "with":
            write(generator, writer)
        spent = time.process_time() - started

    pelican_feeds.write = timed
    pelican([str(Path(settings).parent / "content"), "-s", settings, "-o", output, "-q", "--extra-settings", AT])
    files = list(Path(output, "feeds").rglob("*.*"))
    size = sum(path.stat().st_size for path in files) / 1e6
    share = 100 * spent / time.process_time()
    print(
        f"  feeds: {spent:.1f} s CPU, {share:.1f} % of the build (target: at most 5 %); {len(files)} files, {size:.0f} MB"
    )


if __name__ == "__main__":
    main()
