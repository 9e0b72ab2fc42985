"""What a check hands back: one figure, its target, and every cause with the place it was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

NOTE_LENGTH = 160
CAUSES = 10  # told of each miss; --json has them all


@dataclass(frozen=True, order=True)
class Cause:
    """One fault: the file or address it is in, and what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Target:
    """What a figure should be, such as `= 0` or `≥ 100`."""

    sign: str
    value: float

    def __str__(self) -> str:
        return f"{self.sign} {self.value:,}"

    def is_met_by(self, value: float) -> bool:
        """Whether a measured value is good enough."""
        return {
            "=": value == self.value,
            "≥": value >= self.value,
            "≤": value <= self.value,
            "<": value < self.value,
        }[self.sign]


@dataclass(frozen=True)
class Figure:
    """One line of the audit. Without a target it only informs."""

    check: str
    value: float
    target: Target | None
    note: str = ""
    causes: tuple[Cause, ...] = ()

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None when there is none."""
        return None if self.target is None else self.target.is_met_by(self.value)

    def __str__(self) -> str:
        mark = {None: "    ", True: "ok  ", False: "MISS"}[self.is_met]
        note = " ".join(self.note.split())[:NOTE_LENGTH]
        return f"{mark}  {self.check:<30} {self.target or ''!s:>9}  {self.value:>8,}  {note}".rstrip()

    def as_record(self) -> dict[str, Any]:
        """The figure as plain values for JSON."""
        return asdict(self) | {"ok": self.is_met, "target": str(self.target) if self.target else None}


def fault_free(check: str, causes: Iterable[Cause], note: str = "") -> Figure:
    """The figure that counts faults; its target is none at all."""
    found = tuple(sorted(causes))
    return Figure(check, len(found), Target("=", 0), "; ".join(filter(None, (note, summary(found)))), found)


def summary(causes: Iterable[Cause], most: int = 3) -> str:
    """The commonest faults with their number and the first place of each."""
    found = list(causes)
    counted = Counter(cause.what for cause in found).most_common(most)
    first = {cause.what: cause.where for cause in reversed(found)}
    return "; ".join(f"{what[:100]} ×{number} ({first[what]})" for what, number in counted)


def misses(figures: Iterable[Figure], heading: str = "") -> Iterator[str]:
    """Lines that tell of each missed target what causes it, alike causes together."""
    for figure in figures:
        if figure.is_met is False:
            yield f"\n{heading}{figure.check}: {figure.value:,}, should be {figure.target}"
            places: dict[str, list[str]] = {}
            for cause in figure.causes:
                places.setdefault(cause.what, []).append(cause.where)
            for what, where in list(places.items())[:CAUSES]:
                yield f"  {what}\n      in {', '.join(where[:3])}{f' and {len(where) - 3} more' if where[3:] else ''}"
            if len(places) > CAUSES:
                yield f"  … and {len(places) - CAUSES:,} other causes"


def verdict(figures: Iterable[Figure]) -> str:
    """The closing line: how many of the judged checks are at their target."""
    judged = [figure.is_met for figure in figures if figure.is_met is not None]
    return f"{sum(judged)} of {len(judged)} checks at their target"
