"""What both hooks share: who pushes, what git has set, and words to the pusher's terminal that can never stop us."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from plugins.publishing.pushed_ref import Pusher, Role, printable

ROLE, NAME = "PUBLICATION_ROLE", "PUBLICATION_NAME"  # set by the forced command of a key
_QUARANTINE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
MOST_TOLD = 32_000  # bytes; a pipe of Linux holds 65,536


class Terminal:
    """The pusher's terminal. All that is told is less than a pipe holds: nobody need read it for us to go on."""

    def __init__(self) -> None:
        self._left = MOST_TOLD

    def tell(self, text: str = "") -> None:
        """Show some lines."""
        for line in text.split("\n"):
            shown = f"{printable(line)}\n".encode()
            if len(shown) > self._left:
                return
            self._left -= len(shown)
            try:
                sys.stderr.buffer.write(shown)
                sys.stderr.buffer.flush()
            except OSError:  # the pusher has gone away
                self._left = 0


def pusher(environment: Mapping[str, str]) -> Pusher:
    """Who pushes, as the key says. Without a key, whoever may write into the repository itself: its owner."""
    role = Role(environment[ROLE]) if ROLE in environment else Role.OWNER
    return Pusher(environment.get(NAME) or "the owner", role)


def quarantine(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with which git finds the objects of a push before it has taken them."""
    return {name: environment[name] for name in _QUARANTINE if name in environment}


def begin() -> None:
    """Make what is built readable to the web server, whatever the account's own habit is."""
    os.umask(0o022)
