"""What every command shares: the repository's folder, its settings, errors told in words, lines printed at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke import Exit

from plugins.building import build as building
from plugins.publication.mistake import PublicationError

if TYPE_CHECKING:
    from sqlalchemy import Engine

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


@contextmanager
def private_database(read: Mapping[str, Any]) -> Iterator[Engine]:
    """The private database that the settings and the environment name, with its tables as the code expects them."""
    from plugins.database.engine import open_database
    from plugins.database.location import database_url
    from plugins.database.migration import migrate

    engine = open_database(database_url(read, os.environ))
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the standard error output, if that is a terminal, while the block lasts; call it with each advance."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        running = bar.add_task(what, total=total or None)
        yield lambda advance: bar.advance(running, advance)


def say(text: str) -> None:
    """Print at once, also where the terminal is a file or a pipe."""
    print(text, flush=True)
