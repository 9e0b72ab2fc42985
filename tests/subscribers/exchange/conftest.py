"""A database for tests that import hundreds of files: SQLite alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from plugins.database.engine import open_database


@pytest.fixture
def sqlite_engine(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database with its tables."""
    shutil.copy(migrated_file, tmp_path / "fuzz.db")
    engine = open_database(f"sqlite:///{tmp_path / 'fuzz.db'}")
    yield engine
    engine.dispose()
