"""Times as mailing systems write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.subscribers.exchange.written_time import TimeError, parse_time
from tests.subscribers.exchange.exports import NOW, at


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2018-02-05 19:28:23", at(2018, 2, 5, 19, 28, 23)),  # Mailchimp
        ("2018-08-27T15:06:27.713Z", at(2018, 8, 27, 15, 6, 27, 713_000)),  # Substack, Ghost
        ("2024-03-13 00:03:09.183465+00:00", at(2024, 3, 13, 0, 3, 9, 183_465)),  # Buttondown
        ("2024-01-15 10:00:00.123456 +0530 IST", at(2024, 1, 15, 4, 30, 0, 123_456)),  # listmonk
        ("2024-01-15 10:00:00.123456789 +0000 UTC", at(2024, 1, 15, 10, 0, 0, 123_456)),
        ("2024-01-15 10:00:00 -0800 -0800", at(2024, 1, 15, 18)),
        ("2021-04-05 06:07", at(2021, 4, 5, 6, 7)),
        (" 2021-04-05 ", at(2021, 4, 5)),
        ("", None),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01 00:00:00 +0000 UTC", None),
        ("2026-11-23 21:00", NOW),  # a clock in a zone to the east: not after now
    ],
)
def test_times(written: str, expected: datetime | None) -> None:
    assert parse_time(written, NOW) == expected


@pytest.mark.parametrize(
    "written",
    [
        *("2/5/18 19:28", "05.02.2018", "2018-13-01", "2018-02-30 10:00", "yesterday", "2018", "1969-12-31"),
        *("2031-01-01", "2024-01-15 10:00:00 +9999", "٢٠٢٤-٠١-١٥", "2018-02-05 19:28:23; DROP"),
        "9999-12-31 23:59:59 -0800",
    ],
)
def test_what_is_no_time_is_told_with_an_example(written: str) -> None:
    with pytest.raises(TimeError, match=r"(write it as 2018-02-05 19:28:23|write the right time)"):
        parse_time(written, NOW)


@given(st.text(max_size=40))
def test_any_text_is_a_time_none_or_told(text: str) -> None:
    try:
        found = parse_time(text, NOW)
    except TimeError:
        return
    assert found is None or (found.tzinfo and found <= NOW)
