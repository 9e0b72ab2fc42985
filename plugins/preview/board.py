"""What the builder and the server share: where the last good site lies, and what the newest failure was."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class State:
    """`version` grows with every change that a reader's page should hear of."""

    version: int = 0
    site: Path | None = None
    failure: str = ""


class Board:
    """A state that one thread changes and others wait for."""

    def __init__(self) -> None:
        self._state = State()
        self._changed = threading.Condition()

    @property
    def state(self) -> State:
        """The newest state."""
        with self._changed:
            return self._state

    def succeed(self, site: Path) -> Path | None:
        """A new site is there; returns the former one, which nobody is sent to any more."""
        with self._changed:
            old = self._state.site
            self._set(State(self._state.version + 1, site))
            return old

    def fail(self, text: str) -> bool:
        """The build failed; returns whether this is news."""
        with self._changed:
            if self._state.failure == text:
                return False
            self._set(State(self._state.version + 1, self._state.site, text))
            return True

    def close(self) -> None:
        """Wake everyone who waits, for the end."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, version: int, timeout: float) -> State:
        """The state, as soon as its version is not `version`, or after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.version != version, timeout)
            return self._state

    def _set(self, state: State) -> None:
        self._state = state
        self._changed.notify_all()
