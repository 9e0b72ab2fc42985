"""What the feeds cost: 5,000 articles built cold, in RSS, Atom and JSON, the whole archive and every section and tag.

Run it with `.venv/bin/python -m benchmarks.feeds`; it takes ten minutes. Each build runs in a process of its own, into
an empty folder and with an empty cache. The share of the feeds is taken inside the build, by the clock of its own CPU
time, since two builds of minutes differ by more than what the feeds cost; the build with none stands beside it.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import corpus
from plugins.feeds import pelican_feeds

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 5000
AT = 'BUILD_AT="2026-11-23T09:00-08:00"'


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["run-build"]:
        run_build(*sys.argv[2:5])
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = corpus.write(Path(folder), ARTICLES)
        for feeds in ("with", "without"):
            shutil.rmtree(Path(folder, "cache"), ignore_errors=True)
            report(feeds, settings, Path(folder, feeds))


def report(feeds: str, settings: Path, output: Path) -> None:
    """Build once in a process of its own; print its CPU seconds, those of its children included."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.feeds", "run-build", str(settings), str(output), feeds]
    subprocess.run(command, cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{ARTICLES:,} articles {feeds} feeds: {cpu:.1f} s CPU, {time.perf_counter() - started:.1f} s", flush=True)


def run_build(settings: str, output: str, feeds: str) -> None:
    """One cold build, in this process; tells what its feeds cost and what they are."""
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
    if feeds == "with":
        files = [path for path in Path(output, "feeds").rglob("*.*") if path.suffix in {".xml", ".json"}]
        size = sum(path.stat().st_size for path in files) / 1e6
        share = 100 * spent / time.process_time()
        print(f"  the feeds: {len(files)} files, {size:.0f} MB, {spent:.1f} s CPU: {share:.1f} % (target: at most 5 %)")


if __name__ == "__main__":
    main()
