"""What a process costs with all that it starts: CPU seconds, wall time, and the most memory of all of them together."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
INTERVAL = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """CPU and wall time in seconds, memory in MB (millions of bytes)."""

    cpu: float
    wall: float
    memory: float


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder, which must succeed; the packages of this repository can be imported there.

    Memory is looked at several times a second: shared pages count once (the PSS of proc(5)).
    """
    os.sync()  # what the last one left to write is not this one's
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak, ended = [0.0], threading.Event()
    watching = threading.Thread(target=_watch, args=(process.pid, peak, ended))
    watching.start()
    printed, _ = process.communicate()
    wall = time.perf_counter() - started
    ended.set()
    watching.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise ChildProcessError(f"{' '.join(command)} ended with {process.returncode}:\n{printed[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, peak[0] / 1e6)


def middle(costs: Iterable[Cost]) -> Cost:
    """The median of each figure."""
    found = list(costs)
    return Cost(median(c.cpu for c in found), median(c.wall for c in found), median(c.memory for c in found))


def _watch(root: int, peak: list[float], ended: threading.Event) -> None:
    while True:
        peak[0] = max(peak[0], sum(_pss(process) for process in _family(root)))
        if ended.wait(INTERVAL):
            return


def _family(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for process in found:
        try:
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        except OSError:  # it has ended
            continue
    return found


def _pss(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
