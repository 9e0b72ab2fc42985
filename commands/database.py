"""`invoke database.…`: the private database."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from invoke import Collection, Context, task

from commands.terminal import say, settings, told
from plugins.database.location import database_url, state_folder


@task(help={"output": "the file to write (default: a new one in the folder `backups` of STATE_DIR)"})
@told
def backup(context: Context, output: str = "") -> None:
    """Copy the whole private database into one file, while it is in use.

    Example: invoke database.backup --output /mnt/elsewhere/list.backup
    """
    from plugins.database.backup import back_up
    from plugins.database.engine import open_database

    read = settings()
    engine = open_database(database_url(read, os.environ))
    name = f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.{'db' if engine.dialect.name == 'sqlite' else 'pgdump'}"
    file = Path(output) if output else state_folder(read) / "backups" / name
    say(f"{file}: {back_up(engine, file):,} bytes.")


collection = Collection("database", backup)
