"""Our own theme and all plugins, for `benchmarks.rebuild`: builds, what comments add, the preview while it serves."""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import comments, corpus, process, series, target
from benchmarks.builders import OURS, PELICAN, Builder
from benchmarks.target import Table
from plugins.comments_archive import archive_file
from tests import serving
from tests.copies import copy_of_the_repository
from tests.publications import article

RUNS = 5
PATIENCE = 3600.0  # seconds that the first build of a large site may take
SETTINGS = """
CACHE_PATH = {cache!r}
TEMPLATE_CACHE = CACHE_PATH + "/templates"
FAST_BUILD_IGNORED = [CACHE_PATH]
BUILD_AT = "2026-11-23T09:00-08:00"
PLUGINS = [name for name in PLUGINS if name not in {without!r}]
"""


@dataclass(frozen=True)
class RealSite:
    """A corpus with our theme and plugins."""

    folder: Path

    def edit(self, number: int, words: str) -> None:
        """Add a sentence to an article."""
        with (self.folder / f"content/articles/post-{number}.md").open("a") as stream:
            stream.write(f"\n{words}\n")

    def add(self, number: int, articles: int) -> None:
        """Write one more article, after all others."""
        chance = random.Random(number)  # noqa: S311 - a benchmark, not a secret
        text = article(
            f"post-{number}",
            corpus.body(chance, articles),
            title=f"{corpus.phrase(chance, 4, 7)} {number}",
            date=f"{_date(number, articles):%Y-%m-%d %H:%M}",
            author=corpus.AUTHORS[0],
            category=corpus.SECTIONS[0],
            tags=f"[{corpus.TAGS[0]}]",
        )
        (self.folder / f"content/articles/post-{number}.md").write_text(text)


def _date(number: int, articles: int) -> datetime:
    return corpus.BEGIN + timedelta(days=number * corpus.DAYS // articles)


def _write(folder: Path, articles: int, without: tuple[str, ...] = (), has_comments: bool = True) -> RealSite:
    settings = corpus.write(folder, articles)
    with settings.open("a") as stream:
        stream.write(SETTINGS.format(cache=str(folder / "cache"), without=without))
    if has_comments:
        comments.write_threads(folder / "content/comments", articles)
    return RealSite(folder)


def _builder(name: str, module: str, runs: int) -> Builder:
    command = (sys.executable, "-m", module, "content", "-q", "-s", "settings.py", "-o", "{output}")
    return Builder(name, "real", command, command, runs)


def measure_real(options: argparse.Namespace, table: Table) -> None:
    """Ours beside Pelican without plugins.fast_build, with all our other plugins."""
    known = {
        OURS: (_builder(OURS, "plugins.fast_build", 3), ()),
        PELICAN: (_builder(PELICAN, "pelican", 1), ("plugins.fast_build",)),
    }
    wanted = {name: parts for name, parts in known.items() if name in options.only}
    for articles in options.sizes or [1_000, 5_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            sites = {builder: _write(folder / builder.name, articles, less) for builder, less in wanted.values()}
            costs = series.costs(folder, articles, sites, lambda: None)
        title = f"Our theme and all plugins: {articles:,} articles, {5 * articles:,} comments"
        table.print(title, list(wanted), costs, target.REAL.get(articles, ()))


def measure_comments(options: argparse.Namespace, table: Table) -> None:
    """Five comments an article: what they add when nothing has changed, and what one more makes anew."""
    builder = _builder(OURS, "plugins.fast_build", 1)
    for articles in options.sizes or [5_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            sites = {has: _write(folder / f"comments-{has}", articles, has_comments=has) for has in (False, True)}
            outputs = {has: folder / f"output-{has}" for has in sites}
            for has, site in sites.items():
                series.say(f"{articles:,} articles, {'with' if has else 'without'} comments, cold")
                process.cost(builder.command(outputs[has], is_cold=True), site.folder)
            spent: dict[bool, list[float]] = {False: [], True: []}
            for _ in range(2 * RUNS):
                for has, site in sites.items():
                    spent[has].append(process.cost(builder.command(outputs[has], is_cold=False), site.folder).cpu)
            bare, full = (statistics.median(spent[has]) for has in (False, True))
            added = 100 * (full / bare - 1)
            what = (
                f"{5 * articles:,} comments over {articles:,} articles, nothing changed: {bare:.3f} s CPU without them"
            )
            table.judge(what, f"they add {added:.1f} %", "at most 5 %", added <= 5)
            _one_more(builder, sites[True], outputs[True], articles, table)


def _one_more(builder: Builder, site: RealSite, output: Path, articles: int, table: Table) -> None:
    number = articles // 2
    archive = site.folder / f"content/comments/post-{number}.yaml"
    before = _digests(output)
    archive.write_text(_with_one_more(archive.read_text()))
    cost = process.cost(builder.command(output, is_cold=False), site.folder)
    after = _digests(output)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    page = f"{_date(number, articles):%Y/%m}/post-{number}/"
    pages = {path for path in changed if path[:4].isdigit()}
    kinds = Counter(path.partition("/")[0] for path in changed - pages)
    told = ", ".join(f"{count} in {kind}" for kind, count in sorted(kinds.items()))
    what = f"One new comment, {cost.cpu:.2f} s CPU, {cost.wall:.2f} s; new files: {told or 'none'}; pages of articles"
    is_met = bool(pages) and all(path.startswith(page) for path in pages)
    table.judge(what, str(sorted(pages)[:3]), f"only /{page}", is_met)


def _with_one_more(archive: str) -> str:
    records = archive_file.read(archive).records
    new = replace(records[-1], id="comment-new", time=records[-1].time + timedelta(hours=1), in_reply_to="")
    return archive_file.write([*records, new])


def _digests(output: Path) -> dict[str, str]:
    files = (path for path in output.rglob("*") if path.is_file())
    return {str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def measure_serve(options: argparse.Namespace, table: Table) -> None:
    """Seconds from writing an article until its page has the new words, while `invoke serve` runs."""
    serving.PATIENCE = PATIENCE
    for articles in options.sizes or [10_000]:
        with tempfile.TemporaryDirectory() as folder:
            clone = copy_of_the_repository(Path(folder, "clone"))
            corpus.replace_content(clone, Path(folder, "corpus"), articles)
            comments.write_threads(clone / "content/comments", articles)
            series.say(f"{articles:,} articles, the first build of invoke serve")
            found = _edits(RealSite(clone), articles)
        middle = statistics.median(found)
        what = (
            f"An edited article is on its page at {articles:,} articles, median of {RUNS} (longest {max(found):.2f} s)"
        )
        table.judge(what, f"{middle:.2f} s", "at most 0.3 s", middle <= 0.3)


def _edits(site: RealSite, articles: int) -> list[float]:
    number, found = articles // 2, []
    with serving.Serving([sys.executable, "-m", "invoke", "serve"], site.folder) as running:
        address = running.address()
        page = f"{address}/{_date(number, articles):%Y/%m}/post-{number}/"
        with closing(serving.events(address)) as heard:
            next(heard)
            for run in range(RUNS):
                started = time.perf_counter()
                site.edit(number, f"Edit number {run}.")
                next(heard)
                assert f"Edit number {run}." in serving.get(page)[1]
                found.append(time.perf_counter() - started)
    return found
