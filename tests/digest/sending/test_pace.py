"""How fast messages leave, on a clock that the test moves."""

from __future__ import annotations

import random

import pytest

from plugins.digest.sending.pace import CATCH_UP, FIRST_REST, LONGEST_REST, MOST_RESTS, Pace, Slots


def leave(slots: Slots, seconds: float, step: float, most: int = 100) -> list[float]:
    """The times at which messages leave, when one looks every `step` seconds or so."""
    chance, now, times = random.Random(1), 1000.0, []  # noqa: S311 - chance, not a secret
    while now < 1000.0 + seconds:
        room = slots.room(now, most)
        slots.use(now, room)
        times += [now] * room
        now += step * chance.uniform(0.5, 1.5)
    return times


@pytest.mark.parametrize("rate", [0.2, 1, 14, 100, 700])
@pytest.mark.parametrize("step", [0.0005, 0.01, 0.1])
def test_the_rate_is_kept_within_a_twentieth(rate: float, step: float) -> None:
    seconds = max(20, 100 / rate)
    times = leave(Slots(rate), seconds, step)
    assert len(times) == pytest.approx(rate * seconds, rel=0.05)
    # Nor is there a second with many more than its share.
    per_second = [sum(begin <= time < begin + 1 for time in times) for begin in range(1000, 1000 + int(seconds))]
    assert max(per_second) <= rate * (1 + CATCH_UP) + 1


def test_nothing_is_made_up_for_after_a_long_silence() -> None:
    slots = Slots(10)
    slots.use(1000.0)
    assert slots.room(1060.0, 100) == 10 * CATCH_UP // 1 + 1


def test_the_first_second_is_no_burst() -> None:
    assert Slots(10).room(5.0, 8) == 1


def test_no_limit_is_no_limit() -> None:
    pace = Pace(0)
    pace.use(1.0, 1000)
    assert pace.room(1.0, 7) == 7


def test_rests_double_and_end_with_the_first_message_that_leaves() -> None:
    pace, now, rests = Pace(), 0.0, []
    while not pace.is_hopeless:
        pace.rest(now)
        pace.rest(now)  # what fails during a rest is the same trouble
        assert pace.room(now, 4) == 0
        rests.append(pace.next_at - now)
        now = pace.next_at
        assert pace.room(now, 4) == 4
    assert rests == [min(FIRST_REST * 2**number, LONGEST_REST) for number in range(MOST_RESTS)]
    pace.go_on()
    assert not pace.is_hopeless
    pace.rest(now)
    assert pace.next_at - now == FIRST_REST
