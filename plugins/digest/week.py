"""A week, as ISO 8601 counts them: the key of an edition, such as `2026-W47`.

Weeks begin on Monday and belong to the year of their Thursday: 2026 has a week 53, and January 1, 2027 lies in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(r"(?P<year>(?:19|20|21)\d{2})-W(?P<number>\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Week:
    """A week; weeks compare by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week in which `day` lies. Of a moment, give its day in the publication's zone."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W47`; raises ValueError, in words for the editor."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text}' is not a week; write it as 2026-W47")
        week = cls(int(match["year"]), int(match["number"]))
        try:
            date.fromisocalendar(week.year, week.number, 1)
        except ValueError:
            raise ValueError(f"{week.year} has no week {week.number}") from None
        return week

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    def day(self, weekday: int) -> date:
        """A day of the week; 0 is Monday."""
        return date.fromisocalendar(self.year, self.number, weekday + 1)

    @property
    def monday(self) -> date:
        """The first day."""
        return self.day(0)

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.day(6)

    def next(self) -> Week:
        """The week after it."""
        return Week.of(self.monday + timedelta(weeks=1))
