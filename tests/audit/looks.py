"""Chromium's looks at a page: light and dark, 1280 and 320 pixels, under a strict policy, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.audit import node
from tests.audit.figure import Cause, Figure, fault_free
from tests.audit.page import Page

LOOKS = ("light-1280", "dark-1280", "light-320", "dark-320")
NARROW = ("light-320", "dark-320")
TOLERATED_LOSS = 0.05
Report = dict[str, Any]


def figures(base: str, pages: list[Page]) -> Iterator[Figure]:
    """Look at the pages, served at `base`."""
    reports: list[Report] = node.run("looks.mjs", base, *(page.address for page in pages))
    for look in LOOKS:
        for level in ("wcag", "best_practice"):
            yield fault_free(f"axe.{level}.{look}", _axe(reports, look, level))
    unsure = tuple(_axe(reports, "light-1280", "needs_a_look"))
    yield Figure("axe.needs_a_look", len(unsure), None, "; ".join(map(str, unsure[:3])), unsure)
    yield fault_free("reflow.sideways_at_320", (cause for report in reports for cause in _sideways(report)))
    yield fault_free(
        "dark.pages_without", (Cause(report["page"], "same in both") for report in reports if _same(report))
    )
    yield fault_free(
        "nojs.pages_losing_text",
        (
            Cause(report["page"], f"{report['lost']['share']:.0%}: {report['lost']['first']}")
            for report in reports
            if _loses_text(report)
        ),
        f"pages where over {TOLERATED_LOSS:.0%} of the words need JavaScript",
    )
    yield fault_free("origins.third_party", _in_any_look(reports, "outside"))
    yield fault_free("requests.failed", _in_any_look(reports, "failed"))
    yield fault_free(
        "csp.strict_violations", (Cause(report["page"], each) for report in reports for each in report["violations"])
    )


def _axe(reports: list[Report], look: str, level: str) -> Iterator[Cause]:
    for report in reports:
        for rule in report["looks"][look]["axe"][level]:
            yield Cause(report["page"], f"{rule['id']}, {rule['nodes']} places such as {rule['first']}")


def _sideways(report: Report) -> Iterator[Cause]:
    for look in NARROW:
        if report["looks"][look]["sideways"]:
            yield Cause(report["page"], f"{report['looks'][look]['sideways']} px too wide")


def _same(report: Report) -> bool:
    looks = report["looks"]
    return bool(looks["light-1280"]["background"] == looks["dark-1280"]["background"])


def _loses_text(report: Report) -> bool:
    return bool(report["lost"]["share"] > TOLERATED_LOSS)


def _in_any_look(reports: list[Report], key: str) -> set[Cause]:
    return {Cause(report["page"], each) for report in reports for look in LOOKS for each in report["looks"][look][key]}
