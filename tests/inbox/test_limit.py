"""Limits: bursts up to the hour's number, evenly after that, for each key by itself, in bounded memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugins.inbox import limit
from plugins.inbox.limit import HOUR, Limit

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_a_burst_up_to_the_limit_is_allowed_and_no_more() -> None:
    limited = Limit(10)
    assert [limited.take("a", NOW) for _ in range(10)] == [None] * 10
    assert limited.take("a", NOW) == HOUR / 10
    assert limited.take("b", NOW) is None


def test_who_waits_as_long_as_told_is_allowed() -> None:
    limited = Limit(10)
    for _ in range(10):
        limited.take("a", NOW)
    wait = limited.take("a", NOW)
    assert wait
    assert limited.take("a", NOW + wait - timedelta(seconds=1))
    assert limited.take("a", NOW + wait) is None


@given(st.integers(1, 20), st.lists(st.integers(0, 1200), min_size=1, max_size=200))
def test_no_hour_has_more_than_twice_the_limit(per_hour: int, pauses: list[int]) -> None:
    limited, now, allowed = Limit(per_hour), NOW, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        if limited.take("a", now) is None:
            allowed.append(now)
    for begin in allowed:
        assert sum(begin <= moment < begin + HOUR for moment in allowed) <= 2 * per_hour


def test_memory_is_bounded() -> None:
    limited = Limit(1)
    for number in range(limit.MOST_KEYS + 10):
        limited.take(str(number), NOW)
    assert limited.take("0", NOW) is None, "the oldest was forgotten"
    assert limited.take(str(limit.MOST_KEYS + 9), NOW) is not None
