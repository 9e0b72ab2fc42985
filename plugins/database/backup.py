"""A copy of the whole private database in one file, made while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from plugins.database.engine import DatabaseError


def back_up(engine: Engine, file: Path) -> int:
    """Write the database into `file`, readable by its owner alone, and return its size in bytes.

    SQLite gives a database file, PostgreSQL an archive of pg_dump for pg_restore. The file appears when it is complete
    and proved to be readable; one that is there already is not touched. Raises DatabaseError.
    """
    if file.exists():
        raise DatabaseError(f"{file}: it is there already; name a file that is not")
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if engine.dialect.name == "sqlite":
            _copy(Path(str(engine.url.database)), unfinished)
        else:
            _dump(engine, unfinished)
        unfinished.replace(file)
    except OSError as error:
        raise DatabaseError(f"{file}: {error.strerror}; name a place that can be written") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def _copy(database: Path, file: Path) -> None:
    """SQLite's own backup: a consistent copy, whoever writes meanwhile (https://sqlite.org/backup.html)."""
    try:
        with (
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(file)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file; opening it for use sets WAL again
            ((answer,),) = copy.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        answer = str(error)
    if answer != "ok":
        raise DatabaseError(f"{database}: the copy is damaged ({answer}), so the database may be; restore a backup")


def _dump(engine: Engine, file: Path) -> None:
    """pg_dump, with the password in its environment, where other users of the machine do not see it."""
    program = shutil.which("pg_dump")
    if program is None:
        raise DatabaseError("pg_dump is not there; install PostgreSQL's client (Debian: postgresql-client)")
    url = engine.url.set(drivername="postgresql", password=None)
    command = [program, "--format=custom", f"--file={file}", f"--dbname={url.render_as_string()}"]
    environment = os.environ | ({"PGPASSWORD": str(engine.url.password)} if engine.url.password else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatabaseError(f"pg_dump: {done.stderr.strip()}")
