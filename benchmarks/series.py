"""Builds of every kind, one after the other: cold, nothing changed, one text edited, one article more."""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from benchmarks import process
from benchmarks.builders import Builder
from benchmarks.process import Cost
from benchmarks.target import COLD, EDITED, KINDS, NEW, NOTHING

Costs = dict[tuple[str, str], Cost]  # by builder and kind


class Site(Protocol):
    """A site that can be changed; every cache of its builder lies in its folder, below `cache/`."""

    @property
    def folder(self) -> Path:
        """Where the builder is started."""

    def edit(self, number: int, words: str) -> None:
        """Add a sentence to an article."""

    def add(self, number: int, articles: int) -> None:
        """Write one more article, after all others."""


def output(folder: Path, name: str, run: int = 0) -> Path:
    """Where a builder's output of a run lies."""
    return folder / f"{name}-output-{run}"


def costs(folder: Path, articles: int, sites: Mapping[Builder, Site], prove: Callable[[], None]) -> Costs:
    """Measure every builder as often as it wants, by turns; medians. After the first turn, `prove` looks at it."""
    found: defaultdict[tuple[str, str], list[Cost]] = defaultdict(list)
    for run in range(max(builder.runs for builder in sites)):
        for builder, site in sites.items():
            if run >= builder.runs:
                continue
            say(f"{articles:,} articles, {builder.name}, run {run + 1} of {builder.runs}")
            for kind in KINDS:
                found[builder.name, kind].append(
                    _cost(builder, site, output(folder, builder.name, run), kind, run, articles)
                )
        if run == 0:
            prove()
    return {key: process.middle(all_) for key, all_ in found.items()}


def _cost(builder: Builder, site: Site, made: Path, kind: str, run: int, articles: int) -> Cost:
    """Change the site as the kind asks, and build it."""
    again = builder.command(made, is_cold=False)
    if kind == COLD:
        shutil.rmtree(site.folder / "cache", ignore_errors=True)
        return process.cost(builder.command(made, is_cold=True), site.folder)
    if kind == NOTHING and builder.is_warmed:
        process.cost(again, site.folder)
    if kind == EDITED:
        site.edit(articles // 2, f"Edit number {run}.")
    if kind == NEW:
        site.add(articles + run, articles)
    return process.cost(again, site.folder)


def say(what: str) -> None:
    """Tell what is being done, beside the figures."""
    print(what, file=sys.stderr, flush=True)
