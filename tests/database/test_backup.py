"""A backup is complete, private, taken while others write, and can be restored."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, make_url, select, text

from plugins.database.backup import back_up
from plugins.database.engine import DatabaseError, open_database
from plugins.database.migration import migrate
from plugins.database.tables import SUPPRESSIONS

ROW = {"address_hash": "a", "reason": "suppressed", "since": datetime(2026, 11, 23, 9, tzinfo=UTC)}


def restored(engine: Engine, file: Path, folder: Path) -> Engine:
    """The database that a backup gives, by the steps of the guide."""
    if engine.dialect.name == "sqlite":
        shutil.copy(file, folder / "restored.db")
        return open_database(f"sqlite:///{folder / 'restored.db'}")
    url = make_url(str(engine.url.set(database="postgres")))
    administration = create_engine(url, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.execute(text("CREATE DATABASE restored"))
    administration.dispose()
    url = engine.url.set(drivername="postgresql", database="restored")
    subprocess.run(["pg_restore", "--exit-on-error", f"--dbname={url.render_as_string()}", str(file)], check=True)
    return open_database(url.render_as_string())


def test_a_backup_gives_back_what_was_there(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(insert(SUPPRESSIONS), ROW)
    file = tmp_path / "backups" / "list.backup"
    with engine.begin() as connection:
        connection.execute(insert(SUPPRESSIONS), ROW | {"address_hash": "not committed"})
        assert back_up(engine, file) == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["list.backup"]
    again = restored(engine, file, tmp_path)
    migrate(again)
    with again.connect() as connection:
        assert connection.scalars(select(SUPPRESSIONS.c.address_hash)).all() == ["a"]
    again.dispose()


def test_a_file_that_is_there_is_not_touched(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("an older backup")
    with pytest.raises(DatabaseError, match="it is there already"):
        back_up(engine, tmp_path / "old")
    assert (tmp_path / "old").read_text() == "an older backup"


def test_a_failure_leaves_no_file(database_url: str, tmp_path: Path) -> None:
    engine = open_database(database_url if database_url.startswith("sqlite") else database_url + "_missing")
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).write_bytes(b"no database at all" * 1000)
    with pytest.raises(DatabaseError):
        back_up(engine, tmp_path / "backup")
    assert not list(tmp_path.glob("*backup*"))
    engine.dispose()
