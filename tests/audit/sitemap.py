"""The sitemap and robots.txt: every listed page is named, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tests.audit.figure import Cause, Figure, Target, fault_free
from tests.audit.page import Site


def figures(site: Site) -> Iterator[Figure]:
    """Hold the sitemap's addresses against the pages."""
    named = {address: site.path_of(address) for address in _addresses(site)}
    dead = (Cause("sitemap", address) for address, path in named.items() if path is None or not site.has(path))
    unlisted = (
        Cause("sitemap", address)
        for address, path in named.items()
        if path in site.by_path and not site.by_path[path].is_listed
    )
    left_out = (Cause("sitemap", page.address) for page in site.listed if page.path not in named.values())
    yield fault_free("sitemap.dead", dead, f"{len(named)} addresses")
    yield fault_free("sitemap.unlisted", unlisted)
    yield fault_free("sitemap.missing_pages", left_out, f"of {len(site.listed)} pages")
    yield Figure("robots_txt", int(site.has("robots.txt")), Target("=", 1), "1 when robots.txt is there")


def _addresses(site: Site) -> Iterator[str]:
    for file in sorted(site.root.rglob("sitemap*.xml")):
        for entry in etree.parse(file).iterfind("{*}url/{*}loc"):
            yield (entry.text or "").strip()
