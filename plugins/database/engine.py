"""Opens the database by its address, and says how one reads and how one writes.

SQLite is kept in WAL mode with `synchronous=FULL`: what is committed survives a power cut, and readers never wait for
a writer (https://sqlite.org/wal.html). A transaction that writes takes the lock at its beginning, so that two of them
wait for each other instead of failing half-way. PostgreSQL needs none of this.

    with engine.begin() as connection: …      # read and write; committed at the end, or nothing at all
    with reading(engine) as connection: …     # one consistent view, however long it takes
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from plugins.publication.mistake import PublicationError

PATIENCE = 15  # seconds that a writer waits for another one
TURN = "has the turn"
PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten, not only unlinked
    f"busy_timeout = {PATIENCE * 1000}",
)


DatabaseFailure = SQLAlchemyError  # what a statement raises that the database did not carry out


class DatabaseError(PublicationError):
    """The private database cannot be used; the message names the setting and the remedy, never a password."""


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://user:password@host/name`; raises DatabaseError for any other.

    A SQLite file that is missing is made, readable by its owner alone. No connection is made yet. Errors of the
    database do not repeat the values of a statement: those are people's.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseError(f"DATABASE_URL: it is not an address of a database; {REMEDY}") from None
    match address.get_backend_name():
        case "sqlite":
            return _sqlite(address)
        case "postgresql" | "postgres":
            return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
        case other:
            raise DatabaseError(f"DATABASE_URL: '{other}' is not a database that we know; {REMEDY}")


REMEDY = "write sqlite:////srv/publication/private.db or postgresql://user:password@host/name"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one consistent state, for as long as the block lasts, and takes no lock of a writer."""
    with engine.connect() as connection:
        connection = connection.execution_options(reads=True)
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


@contextmanager
def writing(database: Engine | Connection) -> Iterator[Connection]:
    """A transaction, committed at the end of the block; raises DatabaseError where the database does not take it.

    For work that must not go on when it cannot be noted: a disk may be full, or a server gone. Who writes hundreds of
    times a second gives a connection of their own (`connect`).
    """
    with _failures_told():
        if isinstance(database, Connection):
            try:
                with database.begin():
                    yield database
            finally:
                if not database.invalidated:
                    _end_turn(database.info)
        else:
            with database.begin() as connection:
                yield connection


def connect(engine: Engine) -> Connection:
    """A connection that its caller closes; raises DatabaseError where the database does not answer."""
    with _failures_told():
        return engine.connect()


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise DatabaseError(
            f"the database does not take what is to be written ({reason}), and nothing goes on without it; "
            "see that it runs and has room, and run the command again"
        ) from error


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise DatabaseError(f"DATABASE_URL: a database in memory would forget its people; {REMEDY}")
    file = Path(address.database).absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(f"DATABASE_URL: {file}: {error.strerror}; name a file that can be written") from None
    engine = create_engine(address.set(drivername="sqlite", database=str(file)), hide_parameters=True)
    turns = _Turns()
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", turns.begin)
    event.listen(engine, "checkin", turns.end)
    return engine


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    _use_wal(connection)


def _use_wal(connection: Any) -> None:
    """Turn a database to WAL mode, which stays; SQLite does not wait for others who open a new one just then."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.005)
        else:
            return


class _Turns:
    """Lets the threads of a process write one after the other.

    SQLite would do that too, but who finds it taken looks again after ever longer naps, which makes some wait for a
    hundred milliseconds where the turn was free after one. Other processes are still met in SQLite's way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, connection: Connection) -> None:
        """Begin a transaction; one that writes waits for its turn, and takes SQLite's lock at once."""
        if connection.get_execution_options().get("reads"):
            connection.exec_driver_sql("BEGIN")
            return
        if TURN not in connection.info and self._lock.acquire(timeout=PATIENCE):
            connection.info[TURN] = self._lock
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end(self, connection: Any, record: ConnectionPoolEntry) -> None:
        """The connection is given back, whether its transaction was kept or not."""
        _end_turn(record.info)


def _end_turn(info: dict[Any, Any]) -> None:
    if lock := info.pop(TURN, None):
        lock.release()
