"""Two pushes at once: the second waits for its turn, and is told where it stands.

The turn is held from the check to the end of the push: by the hook, and by a small process that git's own program, the
parent of both hooks, outlives or not. However any of them ends, the turn ends with the last.
"""

from __future__ import annotations

import fcntl
import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from plugins.publication import turn
from plugins.publication.mistake import PublicationError

PATIENCE = 600.0  # seconds
TELL_EVERY = 15.0  # seconds
QUEUE = "publication.queue"
LONGEST_PUSH = 3600.0  # seconds for which the turn is kept for a push that does not end


def take(repository: Path, tell: Callable[[str], None], patience: float = PATIENCE) -> int:
    """Wait for the turn in the order of coming; the descriptor that holds it. Raises PublicationError after `patience`.

    `tell` hears at once, and then every few seconds, who is before us.
    """
    ticket, line = _ticket(repository)
    began, told = time.monotonic(), 0.0
    try:
        while True:
            before = _before(ticket)
            descriptor = None if before else turn.try_take(repository)
            if descriptor is not None:
                return descriptor
            waited = time.monotonic() - began
            if waited > patience:
                minutes = f"{waited / 60:.0f} minutes"
                raise PublicationError(f"Another push has been at work for {minutes}; push again in a while.")
            if not told or waited > told + TELL_EVERY:
                told = max(waited, 0.001)
                tell(_place_in_line(before))
            time.sleep(turn.GLANCE)
    finally:
        ticket.unlink(missing_ok=True)
        os.close(line)


def _place_in_line(before: int) -> str:
    if before == 0:
        return "Somebody else is publishing at this moment. You are next; please wait."
    return f"Somebody else is publishing at this moment. Before you wait {before} more; please wait."


def keep_for_push(descriptor: int, push: int) -> None:
    """Keep the turn until the process `push` ends, which is git's side of this push, or for an hour at most."""
    if os.fork():
        return
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # a push ends only when nobody holds its streams
            os.dup2(null, stream)
        with suppress(ProcessLookupError):
            watched = select.poll()
            watched.register(os.pidfd_open(push), select.POLLIN)
            watched.poll(LONGEST_PUSH * 1000)
        os.close(descriptor)
    finally:
        os._exit(0)


def note_holder(descriptor: int, push: int) -> None:
    """Write into the turn for which push it is held."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(push).encode(), 0)


def is_held_for(repository: Path, push: int) -> bool:
    """Whether the turn was last taken for a push: its second hook need not wait for what its first one took."""
    try:
        return (repository / turn.FILE).read_text() == str(push)
    except OSError:
        return False


def _ticket(repository: Path) -> tuple[Path, int]:
    """A file that says since when we wait, and the descriptor that locks it for as long as we live."""
    folder = repository / QUEUE
    folder.mkdir(exist_ok=True)
    name = f"{time.time_ns():020}.{os.getpid()}"
    new = folder / f".{name}"
    descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    new.rename(folder / name)
    return folder / name, descriptor


def _before(ticket: Path) -> int:
    """How many came before and still wait; the files of those that are gone are removed."""
    before = 0
    for other in sorted(path for path in ticket.parent.iterdir() if not path.name.startswith(".")):
        if other == ticket:
            break
        before += _is_waiting(other)
    return before


def _is_waiting(ticket: Path) -> bool:
    with suppress(FileNotFoundError), ticket.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        ticket.unlink(missing_ok=True)
    return False
