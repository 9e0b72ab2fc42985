"""The account of an edition: how many got it, who did not and why. The numbers always add up to the audience."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plugins.digest.sending.delivery import State

MOST_REASONS = 8  # of a state, in the terminal
# As they are told: what has left, what has not, what will.
ORDER = (
    State.SENT,
    State.FAILED,
    State.DEFERRED,
    State.UNCERTAIN,
    State.SKIPPED,
    State.SENDING,
    State.PENDING,
)
_MEANING = {
    State.SENT: "the mail server has taken it",
    State.FAILED: "refused for good",
    State.DEFERRED: "put off by the server, to be tried again",
    State.UNCERTAIN: "on its way when the connection or the machine failed; not sent again",
    State.SKIPPED: "left, or wants nothing of it",
    State.SENDING: "under way at this moment",
    State.PENDING: "not tried yet",
}


_CAME_BACK = {
    "hard": "came back: there is no such mailbox",
    "soft": "came back: not this time",
    "complaint": "called it spam",
}


@dataclass(frozen=True)
class SendingReport:
    """Counts and reasons; `stopped` says why it waits for a person, if it does. Times are in one zone. Names nobody."""

    edition: str
    subject: str
    audience: int
    counts: Mapping[State, int]
    reasons: tuple[tuple[State, str, int], ...]
    begun_at: datetime
    last_at: datetime | None
    next_at: datetime | None
    stopped: str = ""
    came_back: Mapping[str, int] = field(default_factory=dict)  # of those that were sent: hard, soft, complaint

    def __post_init__(self) -> None:
        if sum(self.counts.values()) != self.audience:
            raise ValueError(f"{self.edition}: the counts do not add up")

    def as_json(self) -> str:
        """The report as a JSON document."""
        times = {"begun": self.begun_at, "last": self.last_at, "next": self.next_at}
        document = {
            "edition": self.edition,
            "subject": self.subject,
            "audience": self.audience,
            **{state.value: self.counts.get(state, 0) for state in ORDER},
            "came_back": {kind: self.came_back.get(kind, 0) for kind in _CAME_BACK},
            "reasons": [{"state": state, "reason": why, "number": number} for state, why, number in self.reasons],
            **{name: at.isoformat(timespec="seconds") if at else None for name, at in times.items()},
            "stopped": self.stopped,
        }
        return json.dumps(document, indent=1, ensure_ascii=False)

    def as_text(self) -> str:
        """The report for a terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.edition}  {self.subject}"
        yield f"Began {self.begun_at:%Y-%m-%d %H:%M}" + (
            f", last letter {self.last_at:%H:%M:%S}" if self.last_at else ""
        )
        yield ""
        for state in ORDER:
            number = self.counts.get(state, 0)
            if number or state is State.SENT:
                yield f"{state:<10}{number:>9,}{self._share(number):>8}  {_MEANING[state]}"
                yield from self._came_back() if state is State.SENT else self._why(state)
        yield f"{'audience':<10}{self.audience:>9,}"
        if self.next_at and self.counts.get(State.DEFERRED):
            yield ""
            yield f"What was put off is tried again from {self.next_at:%Y-%m-%d %H:%M} on."
        if self.stopped:
            yield ""
            yield f"Stopped: {self.stopped}"
            yield f"When that is mended: invoke digest.send --edition {self.edition} --live"

    def _came_back(self) -> Iterator[str]:
        for kind, meaning in _CAME_BACK.items():
            if self.came_back.get(kind):
                yield f"{'':10}{self.came_back[kind]:>9,}{'':8}  · {meaning}"

    def _why(self, state: State) -> Iterator[str]:
        reasons = [(why, number) for one, why, number in self.reasons if one is state]
        for why, number in reasons[:MOST_REASONS]:
            yield f"{'':10}{number:>9,}{'':8}  · {why}"
        more = sum(number for _, number in reasons[MOST_REASONS:])
        if more:
            yield f"{'':10}{more:>9,}{'':8}  · for other reasons"

    def _share(self, number: int) -> str:
        return f"{100 * number / self.audience:.1f} %" if self.audience else ""
