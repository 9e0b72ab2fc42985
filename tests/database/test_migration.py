"""The tables that migrations make are those of tables.py, on both databases, whoever starts at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from plugins.database import tables
from plugins.database.engine import DatabaseError, open_database
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


def test_a_database_from_the_future_is_refused(empty_database: str) -> None:
    engine = open_database(empty_database)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer than this code"):
        migrate(engine)
    engine.dispose()
