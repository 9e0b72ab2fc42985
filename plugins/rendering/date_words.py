"""Dates and times in the words of the page, whatever the machine's locale is."""

from __future__ import annotations

from datetime import date, datetime

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def long_date(day: date) -> str:
    """`November 11, 2011`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def weekday(day: date) -> str:
    """`Friday`."""
    return WEEKDAYS[day.weekday()]


def month(day: date) -> str:
    """`November`."""
    return MONTHS[day.month - 1]


def clock(moment: datetime) -> str:
    """`12:44 pm`."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'am' if moment.hour < 12 else 'pm'}"


def iso(moment: date) -> str:
    """`2011-11-11T12:44:00-08:00` for a time, `2011-11-11` for a day; what `<time datetime>` takes."""
    return moment.isoformat()
