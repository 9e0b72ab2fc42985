"""Measures built folders with the installed tools, in whose environment `python -m tests.audit` starts it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib.namespace import SDO

from tests.audit import feeds, kinds, lighthouse, looks, lychee, node, nu_checker, static
from tests.audit.figure import Cause, Figure, fault_free, misses, verdict
from tests.audit.page import Page, Site, read_site
from tests.audit.tools import ToolsError

PARTS = ("files", "looks", "lighthouse")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    options = _options(arguments)
    try:
        results = list(_measured(options))
    except ToolsError as error:
        print(f"audit: {error}", file=sys.stderr)
        return 2
    for name, found in results:
        for line in misses(found, f"{name}: "):
            print(line)
    every = [figure for _, found in results for figure in found]
    print(f"\n{verdict(every)}")
    if options.json:
        record = {name: [figure.as_record() for figure in found] for name, found in results}
        options.json.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return int(any(figure.is_met is False for figure in every))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.audit site")
    parser.add_argument("folders", nargs="+", type=Path, help="built sites; the first one stands for the publication")
    parser.add_argument("--url", default="", help="the address they were built for (default: read from a page)")
    parser.add_argument("--all-kinds", action="store_true", help="a kind of page that no folder has is a miss")
    parser.add_argument("--pages", help="comma-separated files to look at, instead of one page of each kind")
    parser.add_argument("--parts", default=",".join(PARTS), help="what to run (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="Lighthouse runs of a page below 100 (default: 3)")
    parser.add_argument("--json", type=Path, help="also write every figure with all its causes to this file")
    return parser.parse_args(arguments)


def _measured(options: argparse.Namespace) -> Iterator[tuple[str, list[Figure]]]:
    """Measure each folder; a later one is looked at for the kinds that are still missing, and for all its articles
    and pages of the inbox."""
    present: set[str] = set()
    for folder in options.folders:
        site = read_site(folder.resolve(), options.url)
        if not site.pages:
            raise ToolsError(f"{folder}: there is no page")
        chosen = {kind: page for kind, page in kinds.choose(site).items() if kind not in present}
        measured = list(chosen.values())
        looked_at = list(measured)
        if options.pages:
            looked_at = measured = _named(site, options.pages.split(","))
        elif present:
            others = [page for page in site.pages if kinds.is_article(page) or page.is_of_the_inbox]
            looked_at += [page for page in others if page not in measured]
        present |= set(chosen)
        print(f"\n{folder.name}: {len(site.pages)} pages, built for {site.url}; looked at: {_names(looked_at)}")
        yield folder.name, list(_printed(_figures(site, looked_at, measured, options)))
    if options.all_kinds:
        absent = fault_free("kinds.missing", (Cause("all folders", kind) for kind in kinds.missing(present)))
        yield "kinds of page", list(_printed([absent]))


def _named(site: Site, names: list[str]) -> list[Page]:
    unknown = [name for name in names if name not in site.by_path]
    if unknown:
        raise ToolsError(f"{site.root}: there is no page {', '.join(unknown)}; write it as about/index.html")
    return [site.by_path[name] for name in names]


def _figures(site: Site, looked_at: list[Page], measured: list[Page], options: argparse.Namespace) -> Iterator[Figure]:
    parts = options.parts.split(",")
    if "files" in parts:
        yield from static.figures(site, SDO)
        yield from nu_checker.figures(site)
        yield from lychee.figures(site)
        yield from feeds.figures(site)
    with node.served(site.root, site.url) as base:
        if "looks" in parts:
            yield from looks.figures(base, looked_at)
        if "lighthouse" in parts:
            yield from lighthouse.figures(base, measured, options.runs)


def _printed(figures: Iterable[Figure]) -> Iterator[Figure]:
    for figure in figures:
        print(figure, flush=True)
        yield figure


def _names(pages: list[Page]) -> str:
    return ", ".join(page.address for page in pages)


if __name__ == "__main__":
    sys.exit(main())
