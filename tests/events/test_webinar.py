"""When a webinar is past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.events.webinar import end, is_past

ZONE = ZoneInfo("America/Los_Angeles")
START = datetime(2026, 12, 9, 17, 0, tzinfo=ZONE)


@pytest.mark.parametrize(("minutes", "past"), [(-60, False), (0, False), (59, False), (60, True), (61, True)])
def test_one_that_runs_is_not_past(minutes: int, past: bool) -> None:
    assert is_past(START, 60, START + timedelta(minutes=minutes)) is past
    assert is_past(START, 60, (START + timedelta(minutes=minutes)).astimezone(UTC)) is past


def test_an_hour_is_an_hour_when_the_clocks_change() -> None:
    started = datetime(2026, 11, 1, 1, 30, tzinfo=ZONE)  # an hour later it is half past one again
    assert end(started, 60).astimezone(UTC) - started.astimezone(UTC) == timedelta(hours=1)
    assert end(START, 60).hour == 18
