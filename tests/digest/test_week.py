"""Weeks as ISO 8601 counts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plugins.digest.week import Week


def test_the_year_is_that_of_the_thursday() -> None:
    assert str(Week.of(date(2026, 11, 23))) == "2026-W48"
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert str(Week.of(date(2025, 12, 29))) == "2026-W01"


def test_every_day_of_ten_years_lies_in_its_week() -> None:
    day, before = date(2024, 1, 1), Week(2023, 52)
    while day < date(2034, 1, 1):
        week = Week.of(day)
        assert week.monday <= day <= week.sunday
        assert Week.parse(str(week)) == week
        assert week in {before, before.next()}
        before, day = week, day + timedelta(days=1)


def test_weeks_compare_by_time() -> None:
    assert Week(2026, 53) < Week(2027, 1) < Week(2027, 2)
    assert Week(2026, 53).next() == Week(2027, 1)


@pytest.mark.parametrize("text", ["2026-47", "2026-W7", "2026-w47", "2026-W00", "2026-W54", "2025-W53", "", "٢٠٢٦-W47"])
def test_what_is_no_week_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a week; write it as 2026-W47|has no week"):
        Week.parse(text)
