"""What the owner wants to know of the list: how many there are of each kind, what they want, and how it has grown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from plugins.subscribers.exchange.growth import Period
from plugins.subscribers.subscriber import INTERESTS, Status

_WIDTH = 40  # characters of the longest bar
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class ListReport:
    """Counts of the list as it is now; `interests` are of those who are confirmed. It names nobody."""

    statuses: Mapping[Status, int]
    interests: Mapping[str, int]
    hashes: int  # of people who were erased, or must not be mailed
    growth: tuple[Period, ...]

    @property
    def confirmed(self) -> int:
        """How many get the e-mail."""
        return self.statuses.get(Status.CONFIRMED, 0)

    def as_json(self) -> str:
        """The report as a JSON document."""
        document = {
            "statuses": {status.value: self.statuses.get(status, 0) for status in Status},
            "interests": {name: self.interests.get(name, 0) for name in INTERESTS},
            "hashes": self.hashes,
            "growth": [asdict(period) for period in self.growth],
        }
        return json.dumps(document, indent=1)

    def as_text(self) -> str:
        """The report for a terminal, with a bar for each period."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (f"{status:<13}{self.statuses.get(status, 0):>9,}" for status in Status)
        if self.hashes:
            yield f"{'erased':<13}{self.hashes:>9,}"
        yield ""
        yield f"Interests of the {self.confirmed:,} who are confirmed: " + ", ".join(
            f"{name} {self.interests.get(name, 0):,}" for name in INTERESTS
        )
        if self.growth:
            yield ""
            yield f"{'':9}{'joined':>8}{'left':>8}{'on the list':>13}"
            highest = max(period.total for period in self.growth)
            yield from (_line(period, highest) for period in self.growth)


def _line(period: Period, highest: int) -> str:
    numbers = f"{period.name:<9}{period.joined:>8,}{period.left:>8,}{period.total:>13,}"
    return f"{numbers}  {bar(period.total, highest)}".rstrip()


def bar(value: int, highest: int) -> str:
    """A bar of block characters, to an eighth of a character; something, however little, is never nothing."""
    if value <= 0 or highest <= 0:
        return ""
    eighths = max(1, round(value / highest * _WIDTH * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
