"""Fixtures and rules for all tests: nothing skips in CI, and the test publication is built once a worker."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from plugins.building import build as building
from tasks import CHECKS

pytest_plugins = ["tests.browsing", "tests.databases"]

ROOT = Path(__file__).resolve().parent.parent
TEST_SITE = ROOT / "tests" / "site"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """In CI a skipped test has failed: what is not run there is run nowhere."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each thing that is missing on this machine, however many tests it takes along."""
    skipped = (report.longrepr for report in terminalreporter.stats.get("skipped", ()))
    reasons = Counter(reason.removeprefix("Skipped: ") for _, _, reason in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} skipped: {reason}")


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test publication as production builds it, on November 23, 2026."""
    folder = tmp_path_factory.mktemp("production")
    output = folder / "site"
    building.build(TEST_SITE / "testpublishconf.py", output, CHECKS, NOW, cache=folder / "cache")
    return output


@pytest.fixture(scope="session")
def built_preview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test publication as `invoke preview` builds it: with drafts, future articles and samples."""
    folder = tmp_path_factory.mktemp("preview")
    output = folder / "site"
    building.build(TEST_SITE / "testconf.py", output, CHECKS, NOW, cache=folder / "cache")
    return output
