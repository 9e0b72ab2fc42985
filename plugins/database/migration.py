"""Brings the tables of a database to what the code expects, forward only, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from plugins.database.engine import DatabaseError

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x1457  # the advisory lock's number; any that is always the same


def migrate(engine: Engine) -> None:
    """Run the migrations that the database has not seen. Raises DatabaseError when it is not there, or newer than us.

    Who starts at the same time waits: for PostgreSQL's advisory lock, or for SQLite's lock of a writer. A migration
    that is killed half-way leaves the database as it was.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise DatabaseError(f"DATABASE_URL: the database does not answer: {reason}; see that it runs") from None
    except CommandError as error:
        raise DatabaseError(
            f"the database is newer than this code ({error}); bring the code up to date, or restore an older backup"
        ) from None
