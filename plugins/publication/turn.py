"""One publisher at a time: whoever changes a branch or a release holds the turn of the repository while at it.

The turn is a lock of the operating system (flock) on a file in the repository. It ends with the process that holds it,
whatever ends that, so nobody ever has to remove it. It keeps publishers from working in vain; that no work is
overwritten is git's own doing, which changes a branch only from the commit that the publisher knew.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "publication.turn"
GLANCE = 0.05  # seconds between two looks at a turn that somebody else holds


def try_take(git_folder: Path) -> int | None:
    """The turn as a file descriptor that holds it until it is closed; None while somebody else does."""
    descriptor = os.open(git_folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def hold(git_folder: Path, patience: float) -> Iterator[bool]:
    """Hold the turn in the block, after at most `patience` seconds of waiting; yields whether it was to be had."""
    descriptor = try_take(git_folder)
    end = time.monotonic() + patience
    while descriptor is None and time.monotonic() < end:
        time.sleep(GLANCE)
        descriptor = try_take(git_folder)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)
