"""Whether too many letters are refused: a share of the last hundred, for a number says nothing on a long list."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from plugins.digest.sending.delivery import State

LAST = 100
FEWEST = 20  # letters, before a share says anything
MOST_LOST = 5  # in a row that may be lost sight of: each of them is one that somebody may not have
MOST_DELAYED = 90  # percent that may be put off before the server is left in peace


@dataclass
class Watch:
    """Looks at how letters end; `most_failed` is the percentage of refused ones from which the run stops.

    `refusal` is what the server said to the last that was refused.
    """

    most_failed: int
    refusal: str = ""
    _last: deque[State] = field(default_factory=lambda: deque(maxlen=LAST))

    def see(self, state: State, said: str = "") -> None:
        """One letter has ended so."""
        self._last.append(state)
        if state is State.FAILED:
            self.refusal = said

    @property
    def fails(self) -> bool:
        """Whether too many are refused."""
        return self._share(State.FAILED) > self.most_failed

    @property
    def is_put_off(self) -> bool:
        """Whether nearly all are put off."""
        return self._share(State.DEFERRED) > MOST_DELAYED

    @property
    def is_blind(self) -> bool:
        """Whether nobody can say any more what arrives."""
        last = list(self._last)[-MOST_LOST:]
        return len(last) == MOST_LOST and set(last) == {State.UNCERTAIN}

    def _share(self, state: State) -> float:
        """In percent; 0 while there are too few."""
        if len(self._last) < FEWEST:
            return 0
        return 100 * self._last.count(state) / len(self._last)
