"""Dates and times as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.publication.moment import parse_day, parse_moment
from tests.publication.small_site import ZONE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24 09:05", "2026-11-24T09:05:00-08:00"),
        ("2026-11-24T09:05", "2026-11-24T09:05:00-08:00"),
        ("2026-11-24 9:05", "2026-11-24T09:05:00-08:00"),
        ("2026-11-24 09:05:30", "2026-11-24T09:05:00-08:00"),
        (" 2026-11-24 ", "2026-11-24T09:00:00-08:00"),
        ("2026-07-01 18:30", "2026-07-01T18:30:00-07:00"),
        ("2026-11-01 01:30", "2026-11-01T01:30:00-07:00"),  # twice that night; the first is meant
        ("2027-01-01 02:30 +01:00", "2026-12-31T17:30:00-08:00"),
        ("2026-12-31 23:30 -05:00", "2026-12-31T20:30:00-08:00"),
        ("2026-12-31 23:30 -1000", "2027-01-01T01:30:00-08:00"),
        ("2026-03-08 10:30Z", "2026-03-08T03:30:00-07:00"),
    ],
)
def test_a_time_is_read_in_the_publications_zone(written: str, read: str) -> None:
    assert parse_moment(written, ZONE).isoformat() == read


@pytest.mark.parametrize(
    "written",
    [
        *("", "next week", "2026", "2026-11", "2026-13-01", "2026-02-30", "11/24/2026", "24.11.2026", "2026-1-5"),
        *("2026-11-24 25:00", "2026-11-24 09:60", "2026-11-24 09:05:99", "2026-11-24 9", "2026-11-24 9 pm", "18:30"),
        *("2026-11-24 09:00 +99:99", "2026-11-24 09:00 PST", "0001-01-01", "0026-11-24", "9999-12-31 23:00 -10:00"),
        *("２０２６-11-24", "2026-11-24 ٠٩:٠٠", "2026-11-24\n2026-11-25", "0" * 10_000),
    ],
)
def test_what_is_no_date_is_told_in_words_for_the_author(written: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_moment(written, ZONE)


def test_an_hour_that_the_clocks_skip_is_told() -> None:
    with pytest.raises(ValueError, match=r"does not exist in America/Los_Angeles \(the clocks go forward\)"):
        parse_moment("2026-03-08 02:30", ZONE)


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0).astimezone(ZONE)
)
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@settings(max_examples=100)
@given(MOMENTS, OFFSETS)
def test_every_moment_that_is_written_is_read_again(moment: datetime, offset: timezone) -> None:
    assert parse_moment(f"{moment.astimezone(offset):%Y-%m-%d %H:%M %z}", ZONE) == moment
    again = parse_moment(f"{moment:%Y-%m-%d %H:%M}", ZONE)
    assert (again.date(), again.time()) == (moment.date(), moment.time())


@settings(max_examples=100)
@given(st.text(st.sampled_from("0123456789-: TZ+"), max_size=25))
def test_any_text_is_a_moment_of_the_zone_or_a_value_error(written: str) -> None:
    try:
        assert parse_moment(written, ZONE).tzinfo is ZONE
    except ValueError as error:
        assert "is not a date" in str(error) or "does not exist" in str(error)  # noqa: PT017 - either is fine


def test_a_day_is_a_day() -> None:
    assert parse_day(" 2028-02-29 ") == date(2028, 2, 29)
    for written in ("2026-02-29", "2026-11-24 09:00", "tomorrow", "٢٠٢٦-11-24", "9999-12-31"):
        with pytest.raises(ValueError, match="is not a day"):
            parse_day(written)
