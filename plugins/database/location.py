"""Where private state lies: the state folder, and the address of the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = "private.db"


def state_folder(settings: Mapping[str, Any]) -> Path:
    """The folder that `STATE_DIR` names, made where it is missing, for its owner alone (mode 0700)."""
    folder = Path(settings["STATE_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def database_url(settings: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """`DATABASE_URL` of the environment, or else a SQLite file in the state folder."""
    return environment.get("DATABASE_URL") or f"sqlite:///{state_folder(settings) / FILE}"
