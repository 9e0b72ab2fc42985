"""The tables that migrations make are those of tables.py, on both databases, whoever starts at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from plugins.database import tables
from plugins.database.engine import DatabaseError, open_database, reading
from plugins.database.migration import migrate


def test_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.METADATA) == []


def test_a_second_run_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == {*tables.METADATA.tables, "alembic_version"}


def test_many_may_start_at_the_same_time(empty_database: str) -> None:
    engines = [open_database(empty_database) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, engines))
    assert "subscribers" in inspect(engines[0]).get_table_names()
    for engine in engines:
        engine.dispose()


def test_many_may_open_a_new_database_at_the_same_time(tmp_path: Path) -> None:
    """SQLite refuses to turn to WAL mode while another does, and does not wait by itself."""
    with ThreadPoolExecutor(8) as threads:
        for number in range(40):
            engines = [open_database(f"sqlite:///{tmp_path}/{number}.db") for _ in range(8)]
            assert list(threads.map(_journal, engines)) == ["wal"] * 8
            for engine in engines:
                engine.dispose()


def _journal(engine: Engine) -> str:
    with reading(engine) as connection:
        return str(connection.scalar(text("PRAGMA journal_mode")))


def test_a_database_from_the_future_is_refused(empty_database: str) -> None:
    engine = open_database(empty_database)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer than this code"):
        migrate(engine)
    engine.dispose()
