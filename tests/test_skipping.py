"""What a machine without the Debian packages is told: once what is missing; in CI, that nothing may be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAYS = "browser tests need Debian's Chromium: apt install chromium"


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a laptop without a browser."""
    kept = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    return kept | {"PATH": str(tmp_path)}


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "tests/browser/test_search.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_the_browser_tests_are_skipped_and_one_line_says_so(bare: dict[str, str]) -> None:
    done = run(bare)
    assert done.returncode == 0, done.stdout
    count = (ROOT / "tests/browser/test_search.py").read_text().count("def test_")
    assert [line for line in done.stdout.splitlines() if SAYS in line] == [f"{count} skipped: {SAYS}"]


def test_in_ci_they_fail(bare: dict[str, str]) -> None:
    done = run(bare | {"CI": "true"})
    assert done.returncode == 1
    assert "skipped, which CI does not allow" in done.stdout
