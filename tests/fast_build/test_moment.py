"""A now that notes until when it would have been answered alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.fast_build.moment import RecordedMoment, written
from plugins.fast_build.record import RECORDER, Record

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
MOMENTS = st.datetimes(datetime(2026, 10, 25), datetime(2026, 12, 25)).map(lambda moment: moment.replace(tzinfo=ZONE))
QUESTIONS: dict[str, Callable[[Any, datetime], Any]] = {
    "<": lambda now, other: now < other,
    "<=": lambda now, other: now <= other,
    ">": lambda now, other: now > other,
    ">=": lambda now, other: now >= other,
    "other <=": lambda now, other: other <= now,
    "day <": lambda now, other: now.date() < other.date(),
    "day <=": lambda now, other: now.date() <= other.date(),
    "other day <=": lambda now, other: other.date() <= now.date(),
    "day ==": lambda now, other: now.date() == other.date(),
    "in UTC": lambda now, other: now.astimezone(UTC) >= other,
    "words": lambda now, other: f"{now:%d %B}",
    "year": lambda now, other: now.year,
    "distance": lambda now, other: other - now,
    "==": lambda now, other: now == other,
}


@pytest.mark.parametrize("name", QUESTIONS)
@given(moment=MOMENTS, other=MOMENTS, later=MOMENTS)
def test_an_answer_holds_as_long_as_it_says(name: str, moment: datetime, other: datetime, later: datetime) -> None:
    ask = QUESTIONS[name]
    with RECORDER.step(Record()) as record:
        found = ask(RecordedMoment.of(moment), other)
    assert found == ask(moment, other)
    at = written(later)
    if (not record.since or record.since <= at) and (not record.until or at < record.until):
        assert ask(later, other) == found
    assert not record.since or record.since <= written(moment)
    assert not record.until or written(moment) < record.until


def test_a_comparison_says_when_it_turns() -> None:
    with RECORDER.step(Record()) as record:
        assert not NOW + timedelta(days=1) <= RecordedMoment.of(NOW)
        assert date(2026, 11, 1) <= RecordedMoment.of(NOW).date()
    assert record.until == "2026-11-24T17:00:00.000000+00:00"
    assert record.since == "2026-11-01T07:00:00.000000+00:00"


def test_the_zone_is_no_moment() -> None:
    with RECORDER.step(Record()) as record:
        assert RecordedMoment.of(NOW).tzinfo is ZONE
    assert (record.since, record.until) == ("", "")
