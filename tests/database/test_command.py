"""`invoke database.backup`, as a person types it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from commands.terminal import ROOT
from plugins.database.engine import open_database
from plugins.database.migration import migrate


def test_a_person_makes_a_backup(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'private.db'}"
    engine = open_database(url)
    migrate(engine)
    engine.dispose()
    command = [sys.executable, "-m", "invoke", "database.backup", "--output", str(tmp_path / "copy.db")]
    for expected, said in ((0, "bytes."), (1, "it is there already")):
        environment = os.environ | {"DATABASE_URL": url}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == expected, done.stderr
        assert said in done.stdout + done.stderr
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT count(*) FROM subscribers").fetchone() == (0,)
