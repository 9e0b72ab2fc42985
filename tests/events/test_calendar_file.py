"""Calendar files: read back by icalendar, and looked at byte by byte."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from plugins.events.calendar_file import CalendarEvent, calendar_file

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
EVENT = CalendarEvent(
    id="reading-a-call-sheet",
    title="Reading a call sheet",
    description="One page tells a whole crew where to be.",
    starts=datetime(2026, 12, 9, 17, 0, tzinfo=LOS_ANGELES),
    minutes=75,
    address="https://example.org/webinars/reading-a-call-sheet/",
)


def read(data: bytes) -> list[dict[str, object]]:
    """The events of a calendar as values."""
    calendar = Calendar.from_ical(data)
    return [
        {
            "uid": str(event["uid"]),
            "summary": str(event["summary"]),
            "description": str(event["description"]),
            "url": str(event["url"]),
            "starts": event.decoded("dtstart"),
            "stamp": event.decoded("dtstamp"),
            "duration": event.decoded("duration"),
        }
        for event in calendar.walk("VEVENT")
    ]


def test_a_webinar_is_an_event_in_universal_time() -> None:
    (event,) = read(calendar_file([EVENT], "example.org"))
    assert event == {
        "uid": "reading-a-call-sheet@example.org",
        "summary": "Reading a call sheet",
        "description": "One page tells a whole crew where to be.\n\nhttps://example.org/webinars/reading-a-call-sheet/",
        "url": "https://example.org/webinars/reading-a-call-sheet/",
        "starts": datetime(2026, 12, 10, 1, 0, tzinfo=UTC),
        "stamp": datetime(2026, 12, 10, 1, 0, tzinfo=UTC),
        "duration": timedelta(minutes=75),
    }


def test_the_same_webinars_give_the_same_bytes_in_any_order() -> None:
    later = replace(EVENT, id="later", starts=EVENT.starts + timedelta(days=1))
    assert calendar_file([later, EVENT], "example.org", "Webinars") == calendar_file(
        [EVENT, later], "example.org", "Webinars"
    )


def test_summer_and_winter_time_are_told_apart() -> None:
    summer = replace(EVENT, starts=datetime(2026, 7, 1, 17, 0, tzinfo=LOS_ANGELES))
    assert b"DTSTART:20260702T000000Z" in calendar_file([summer], "example.org")


def test_a_calendar_to_subscribe_to_has_a_name() -> None:
    text = calendar_file([EVENT], "example.org", "Your Industry Insider: webinars").decode()
    assert "X-WR-CALNAME:Your Industry Insider: webinars\r\n" in text
    assert "METHOD:PUBLISH\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in text
    assert "METHOD" not in calendar_file([EVENT], "example.org").decode()


def test_a_calendar_may_be_empty() -> None:
    assert read(calendar_file([], "example.org", "Webinars")) == []


HOSTILE = [
    "a\r\nBEGIN:VEVENT\r\nSUMMARY:injected",
    'commas, semicolons; back\\slashes: \\n and \\, "quotes"',
    "<script>alert(1)</script> & “more”",
    "W" * 300,
    "מה כתוב בדף הזה",
    "🎬" * 60,
]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_stay_titles(title: str) -> None:
    data = calendar_file([replace(EVENT, title=title, description=title)], "example.org", title)
    (event,) = read(data)
    assert event["summary"] == title.replace("\r\n", "\n")
    assert data.split(b"\r\n").count(b"BEGIN:VEVENT") == 1
    assert_well_formed(data)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300))
def test_any_title_makes_a_well_formed_file(title: str) -> None:
    data = calendar_file([replace(EVENT, title=title)], "example.org")
    assert len(read(data)) == 1
    assert_well_formed(data)


def assert_well_formed(data: bytes) -> None:
    """Lines end in CRLF, and have at most 75 bytes that are whole characters."""
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
