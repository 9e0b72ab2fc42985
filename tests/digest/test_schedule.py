"""When editions go out, through changes of the clock, week 53 and machines that were off."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.digest.schedule import Schedule
from plugins.digest.week import Week

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
DAY = timedelta(days=1)


def tuesdays(zone: ZoneInfo = LOS_ANGELES, clock: str = "07:00", lead: timedelta = DAY) -> Schedule:
    return Schedule(1, time.fromisoformat(clock), lead, zone)


def moment(text: str, zone: ZoneInfo = LOS_ANGELES) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_an_edition_goes_out_on_its_day_at_its_time() -> None:
    assert tuesdays().goes_out(Week(2026, 47)) == moment("2026-11-17 07:00")
    assert tuesdays().goes_out(Week(2026, 53)) == moment("2026-12-29 07:00")


def test_the_time_on_the_clock_stays_when_the_clocks_change() -> None:
    before, after = (tuesdays().goes_out(Week(2026, number)) for number in (44, 45))  # November 1 lies between
    assert (before.hour, after.hour) == (7, 7)
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(days=7, hours=1)


def test_a_time_that_the_clocks_skip_moves_forward() -> None:
    sundays = Schedule(6, time(2, 30), DAY, LOS_ANGELES)
    assert sundays.goes_out(Week(2026, 10)).isoformat() == "2026-03-08T03:30:00-07:00"


def test_a_draft_is_due_a_day_before_and_until_the_week_ends() -> None:
    assert tuesdays().due(moment("2026-11-16 06:59")) is None
    assert tuesdays().due(moment("2026-11-16 07:00")) == Week(2026, 47)
    assert tuesdays().due(moment("2026-11-22 23:59")) == Week(2026, 47)
    assert tuesdays().due(moment("2026-11-23 00:00")) is None


def test_the_week_is_that_of_the_publication_wherever_the_machine_is() -> None:
    monday_in_auckland = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)  # still Sunday in UTC and Los Angeles
    auckland = tuesdays(ZoneInfo("Pacific/Auckland"))
    assert auckland.due(monday_in_auckland) == Week(2026, 47)
    assert tuesdays().due(monday_in_auckland) == Week(2026, 46)


def test_a_draft_may_be_due_in_the_week_before() -> None:
    mondays = Schedule(0, time(7, 0), DAY, LOS_ANGELES)
    assert mondays.due(moment("2026-11-15 06:59")) == Week(2026, 46)
    assert mondays.due(moment("2026-11-15 07:00")) == Week(2026, 47)


@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "Pacific/Auckland", "Australia/Lord_Howe", "Africa/Casablanca"]
)
@pytest.mark.parametrize("lead", [timedelta(0), DAY, timedelta(hours=144)])
def test_asked_every_hour_for_ten_years_no_week_is_left_out(zone: str, lead: timedelta) -> None:
    asked, end = datetime(2024, 1, 1, 0, 17, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
    plan, found = tuesdays(ZoneInfo(zone), lead=lead), []
    while asked < end:
        week = plan.due(asked)
        if week and (not found or found[-1] != week):
            assert not found or week == found[-1].next()
            assert asked - plan.drafted_from(week) < timedelta(hours=1) or not found
            found.append(week)
            asked = plan.drafted_from(week).astimezone(UTC) + timedelta(days=5)  # as if it ran every hour until then
        asked += timedelta(hours=1)
    assert len(found) in {522, 523}


def test_the_date_is_when_it_goes_out_or_now_where_that_is_over() -> None:
    plan, week = tuesdays(), Week(2026, 47)
    assert plan.date(week, moment("2026-11-16 12:00")) == moment("2026-11-17 07:00")
    assert plan.date(week, moment("2026-11-19 15:04")) == moment("2026-11-19 15:04")
    assert plan.date(week, moment("2026-11-25 12:00")) == moment("2026-11-17 07:00")


def test_the_next_draft_is_told() -> None:
    assert tuesdays().next_due(moment("2026-11-16 06:59")) == moment("2026-11-16 07:00")
    assert tuesdays().next_due(moment("2026-11-16 07:00")) == moment("2026-11-23 07:00")
    assert Schedule(0, time(7, 0), DAY, LOS_ANGELES).next_due(moment("2026-11-15 08:00")) == moment("2026-11-22 07:00")
