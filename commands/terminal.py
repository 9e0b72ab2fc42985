"""What every command shares: the repository's folder, its settings, errors told in words, lines printed at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from invoke import Exit

from plugins.building import build as building
from plugins.publication.mistake import PublicationError

ROOT = Path(__file__).resolve().parent.parent


def told(function: Callable[..., None]) -> Callable[..., None]:
    """Turn an error that is meant for a person into its message and exit status 1."""

    @wraps(function)
    def wrapper(*arguments: Any, **options: Any) -> None:
        try:
            function(*arguments, **options)
        except PublicationError as error:
            raise Exit(str(error), code=1) from None

    return wrapper


def settings() -> dict[str, Any]:
    """Pelican's settings out of `publishconf.py`: those of the public site, which commands on the server use."""
    return building.read_settings(ROOT / "publishconf.py")


def say(text: str) -> None:
    """Print at once, also where the terminal is a file or a pipe."""
    print(text, flush=True)
