"""How the list has grown: who joined and who left in each week, month or year, in the publication's zone.

The list keeps one stay of each person: when they confirmed the last time, and when they left. Who was erased is in no
count, not even of the past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugins.subscribers.subscriber import Status

UNITS = ("week", "month", "year")
_MOST = {"week": 26, "month": 36}  # of them in one picture; then the next larger unit
_STAYS = frozenset({Status.PENDING, Status.CONFIRMED})

Stay = tuple[datetime | None, Status, datetime]  # when confirmed; the status; since when


@dataclass(frozen=True)
class Period:
    """A week (`2026-W47`), a month (`2026-11`) or a year: who joined, who left, how many are on the list at its end."""

    name: str
    joined: int
    left: int
    total: int


def growth(stays: Iterable[Stay], zone: ZoneInfo, now: datetime, unit: str = "") -> tuple[Period, ...]:
    """The periods from the first who confirmed to now; without a unit, in the one that gives a clear picture."""
    joined: Counter[date] = Counter()
    left: Counter[date] = Counter()
    for confirmed_at, status, status_at in stays:
        if confirmed_at is None:
            continue
        joined[confirmed_at.astimezone(zone).date()] += 1
        if status not in _STAYS:  # who left before they confirmed, as two exports may say, was there for a moment
            left[max(status_at, confirmed_at).astimezone(zone).date()] += 1
    if not joined:
        return ()
    first, last = min(joined), max(now.astimezone(zone).date(), *joined, *left)
    unit = unit or _fitting(first, last)
    return tuple(_periods(_by_name(joined, unit), _by_name(left, unit), _names(first, last, unit)))


def _fitting(first: date, last: date) -> str:
    days = (last - first).days
    if days / 7 < _MOST["week"]:
        return "week"
    return "month" if days / 30.4 < _MOST["month"] else "year"


def _name(day: date, unit: str) -> str:
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day:%Y-%m}" if unit == "month" else f"{day:%Y}"


def _by_name(days: Counter[date], unit: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for day, number in days.items():
        found[_name(day, unit)] += number
    return found


def _names(first: date, last: date, unit: str) -> list[str]:
    """The names of all periods, in order, those in which nothing happened too."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return list(dict.fromkeys(_name(day, unit) for day in days))


def _periods(joined: Counter[str], left: Counter[str], names: Iterable[str]) -> Iterable[Period]:
    total = 0
    for name in names:
        total += joined[name] - left[name]
        yield Period(name, joined[name], left[name], total)
