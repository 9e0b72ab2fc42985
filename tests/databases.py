"""The two databases of the private state, for tests: a SQLite file, and a real PostgreSQL on a free port.

PostgreSQL is Debian's, started once a worker, as a user that is not root (it refuses root), and it does not wait for
the disk: the tests are about what it answers, not about power cuts. No test sees what another one wrote.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, delete, text

from plugins.database.engine import open_database
from plugins.database.migration import migrate
from plugins.database.tables import METADATA
from tests.servers import free_port

TRIES = 5
_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables; a test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'private.db'}"
    return _create(request.getfixturevalue("postgresql_server"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with its tables; a test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "private.db")
        return f"sqlite:///{tmp_path / 'private.db'}"
    url: str = request.getfixturevalue("migrated_database")
    engine = open_database(url)
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(delete(table))
    engine.dispose()
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database of either kind, with its tables."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with its tables, to be copied."""
    file = tmp_path_factory.mktemp("database") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: str) -> str:
    """A database in PostgreSQL that has its tables; each test begins by emptying them, which is quicker than a copy."""
    url = _create(postgresql_server)
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    engine = open_database(url)
    migrate(engine)
    engine.dispose()


def _create(server: str) -> str:
    name = f"test_{next(_numbers)}"
    administration = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    administration.dispose()
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running PostgreSQL, without a database's name."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="postgresql.") as name:
        folder = Path(name)
        user = _user(folder)
        initialise = [programs / "initdb", "--no-sync", "--username=tests", "--auth=trust", "--encoding=UTF8"]
        subprocess.run([*initialise, "--locale=C.UTF-8", folder / "data"], check=True, user=user, capture_output=True)
        process, port = _started(programs, folder, user)
        try:
            yield f"postgresql+psycopg://tests@127.0.0.1:{port}"
        finally:
            process.terminate()  # politely: it ends when its clients have gone
            subprocess.run([programs / "pg_ctl", "stop", "-m", "fast", "-D", folder / "data"], user=user, check=False)
            process.wait()


def _programs() -> Path:
    """The folder of PostgreSQL's programs; Debian keeps them out of the search path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    inside = shutil.which("initdb")
    if not found and not inside:
        pytest.skip("needs Debian's postgresql: apt install postgresql")
    return (found[-1] if found else Path(str(inside))).parent


def _user(folder: Path) -> str | None:
    """Whom PostgreSQL runs as: us, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, pwd.getpwnam("nobody").pw_uid)
    return "nobody"


def _started(programs: Path, folder: Path, user: str | None) -> tuple[subprocess.Popen[bytes], int]:
    log = folder / "log"
    for _ in range(TRIES):
        port = free_port()
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for item in (settings | unsafe).items() for part in ("-c", f"{item[0]}={item[1]}")]
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *options],
                user=user,
                stdout=stream,
                stderr=stream,
                cwd="/",
            )
        ready = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
        while process.poll() is None:
            if subprocess.run(ready, check=False).returncode == 0:
                return process, port
    raise AssertionError(f"PostgreSQL did not start:\n{log.read_text()}")
