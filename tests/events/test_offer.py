"""When an offer is live."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.events.offer import is_live, is_over

ZONE = ZoneInfo("America/Los_Angeles")
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("now", "live", "over"),
    [
        (datetime(2026, 10, 31, 23, 59, tzinfo=ZONE), False, False),
        (datetime(2026, 11, 1, 0, 0, tzinfo=ZONE), True, False),
        (datetime(2026, 11, 30, 23, 59, tzinfo=ZONE), True, False),
        (datetime(2026, 12, 1, 0, 0, tzinfo=ZONE), False, True),
    ],
)
def test_both_days_count_whole(now: datetime, live: bool, over: bool) -> None:
    assert (is_live(FIRST, LAST, now), is_over(LAST, now)) == (live, over)
