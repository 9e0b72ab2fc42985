"""What every command shares: the repository's folder, its settings, errors told in words, lines printed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
