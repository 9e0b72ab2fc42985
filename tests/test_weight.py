"""What the publication's own pages weigh over the wire, as production builds it: a reader on a slow line waits for it.

`make audit` measures the same with Lighthouse; this runs with every test, because a byte is added easily.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.building import build as building
from tasks import CHECKS
from tests.publications import of_today

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
KILOBYTE = 1024
MUST_DOS = "2011/11/three-must-dos-when-you-dont-get-the-job/index.html"
_SHEET = re.compile(r'<link rel="stylesheet" href="https://[^/"]+/([^"]+)"')
_SCRIPT = re.compile(r'<script[^>]* src="https://[^/"]+/([^"]+)"')


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication as `invoke build` makes it, but for what readers have said on it since it moved here."""
    folder = tmp_path_factory.mktemp("publication")
    assert building.build(of_today(folder, "publishconf"), folder / "site", CHECKS, NOW).warnings == ()
    return folder / "site"


def pages(publication: Path) -> Iterator[tuple[Path, str]]:
    """Every page that is read, with its HTML."""
    for path in sorted(publication.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if "http-equiv=refresh" not in html.replace('"', ""):
            yield path.relative_to(publication), html


def over_the_wire(publication: Path, addresses: list[str]) -> int:
    """Bytes of some files, compressed as a web server does by itself."""
    return sum(len(gzip.compress((publication / address).read_bytes(), 6)) for address in addresses)


def test_style_sheets_take_at_most_eight_kilobytes_and_scripts_three(publication: Path) -> None:
    looked_at = 0
    for path, html in pages(publication):
        assert 0 < over_the_wire(publication, _SHEET.findall(html)) <= 8 * KILOBYTE, path
        assert 0 < over_the_wire(publication, _SCRIPT.findall(html)) <= 3 * KILOBYTE, path
        looked_at += 1
    assert looked_at > 20


def test_the_founding_article_takes_at_most_twelve_kilobytes(publication: Path) -> None:
    """It has no picture, but comments, and nobody changes it: what makes it heavier is the theme."""
    html = (publication / MUST_DOS).read_text(encoding="utf-8")
    assert "<img" not in html
    weight = over_the_wire(publication, [MUST_DOS, *_SHEET.findall(html), *_SCRIPT.findall(html)])
    print(f"{MUST_DOS}: {weight} bytes")
    assert weight <= 12 * KILOBYTE
