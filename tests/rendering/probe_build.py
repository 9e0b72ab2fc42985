"""Building the publication in the probe theme: it must go well, and without a warning."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.building import build as building
from tasks import CHECKS
from tests.publications import Publication

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


def build(publication: Publication, kind: str = "production") -> Path:
    """Build it as of November 23, 2026; returns the output."""
    output = publication.folder / kind
    built = building.build(publication.folder / f"{kind}.py", output, CHECKS, NOW)
    assert built.warnings == ()
    return output
