"""Calendar files (RFC 5545): one for each webinar, and one to subscribe to.

Nothing in them depends on when they are made: the same webinars always give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDuration, vText

ASK_AGAIN = timedelta(hours=12)  # how often a subscribed calendar should look


@dataclass(frozen=True)
class CalendarEvent:
    """A webinar as a calendar shows it. `id` never changes; `address` is the absolute address of its page."""

    id: str
    title: str
    description: str
    starts: datetime
    minutes: int
    address: str


def calendar_file(events: Iterable[CalendarEvent], host: str, name: str = "") -> bytes:
    """The calendar of `events`, in the order of their beginnings.

    `host` is the site's, and makes the events' identifiers unique in the world; `name` is what a subscribed calendar is
    called.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//webinars//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", vText(name))
        calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    for event in sorted(events, key=lambda event: (event.starts, event.id)):
        calendar.add_component(_event(event, host))
    return bytes(calendar.to_ical())


def _event(event: CalendarEvent, host: str) -> Event:
    starts = event.starts.astimezone(UTC)
    made = Event()
    made.add("uid", f"{event.id}@{host}")
    made.add("dtstamp", starts)  # required; the only moment that the content knows
    made.add("dtstart", starts)
    made.add("duration", timedelta(minutes=event.minutes))
    made.add("summary", event.title)
    made.add("description", f"{event.description}\n\n{event.address}")
    made.add("location", event.address)
    made.add("url", event.address)
    made.add("status", "CONFIRMED")
    made.add("transp", "OPAQUE")
    return made
