"""How fast messages may leave: at even intervals, slower after trouble, and no faster to any one domain.

Times are those of a clock that never goes back, in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

CATCH_UP = 0.25  # seconds of slots that were missed and may still be used; more would be a burst
FIRST_REST, LONGEST_REST = 1.0, 60.0
MOST_RESTS = 7  # in a row, without one message that left: 1 + 2 + 4 + … seconds, about two minutes


@dataclass
class Slots:
    """Even slots, so many a second; 0 for no limit (the generic cell rate algorithm)."""

    per_second: float
    _next: float = -inf

    def room(self, now: float, wanted: int) -> int:
        """How many of `wanted` may leave now."""
        if not self.per_second:
            return wanted
        behind = now - self._base(now)
        return min(wanted, int(behind * self.per_second + 1e-9) + 1) if behind >= 0 else 0

    def use(self, now: float, number: int = 1) -> None:
        """So many leave now."""
        if self.per_second and number:
            self._next = self._base(now) + number / self.per_second

    @property
    def next_at(self) -> float:
        """When the next slot opens, or has opened."""
        return self._next

    def _base(self, now: float) -> float:
        """The first slot that may still be used."""
        return now if self._next == -inf else max(self._next, now - CATCH_UP)


@dataclass
class Pace:
    """The run's own pace: its slots, and a rest for all connections after trouble, each twice as long as the last."""

    per_second: float = 0
    first_rest: float = FIRST_REST
    rests: int = 0  # in a row
    _slots: Slots = field(init=False)
    _resting_until: float = -inf

    def __post_init__(self) -> None:
        self._slots = Slots(self.per_second)

    def room(self, now: float, wanted: int) -> int:
        """How many of `wanted` may leave now."""
        return self._slots.room(now, wanted) if now >= self._resting_until else 0

    def use(self, now: float, number: int) -> None:
        """So many leave now."""
        self._slots.use(now, number)

    def rest(self, now: float) -> None:
        """The server is in trouble. While a rest lasts, what was on its way may fail too, and counts as the same."""
        if now >= self._resting_until:
            self._resting_until = now + min(self.first_rest * 2**self.rests, LONGEST_REST)
            self.rests += 1

    def go_on(self) -> None:
        """A message has left: the trouble is over."""
        self.rests = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether the server takes nothing, however long we rest."""
        return self.rests >= MOST_RESTS

    @property
    def next_at(self) -> float:
        """When the next message may leave."""
        return max(self._slots.next_at, self._resting_until)
