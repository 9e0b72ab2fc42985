"""The exports in tests/exports/subscribers, and what stands in them."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.subscribers.exchange import export_file
from plugins.subscribers.exchange.export_file import FoundRow

FOLDER = Path(__file__).resolve().parents[2] / "exports" / "subscribers"
MAILCHIMP = sorted((FOLDER / "mailchimp").iterdir())
FILES = [*sorted(FOLDER.glob("*.csv")), *MAILCHIMP]
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def audience_export(folder: Path) -> Path:
    """Mailchimp's zip archive, as it comes."""
    path = folder / "audience_export_0a1b2c3d4e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in MAILCHIMP:
            archive.write(file, file.name)
    return path


def rows(path: Path) -> list[FoundRow]:
    """All rows of an export."""
    with export_file.opened(path) as sources:
        return [row for source in sources for row in source.rows(NOW)]


def at(*numbers: int) -> datetime:
    """A time in UTC."""
    return datetime(*numbers, tzinfo=UTC)
