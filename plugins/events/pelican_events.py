"""Pelican's generator for webinars and offers: a page each, their calendar files, and the lists by time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican.contents import Page, SkipStub
from pelican.generators import Generator

from plugins.events import offer, webinar
from plugins.events.calendar_file import CalendarEvent, calendar_file

CALENDAR = "webinars/calendar.ics"


class Webinar(Page):
    """A webinar as Pelican's content."""

    default_template = "webinar"


class Offer(Page):
    """An offer as Pelican's content."""

    default_template = "offer"


def generators(pelican: Any) -> type[Generator]:
    """The generator, for Pelican's signal."""
    return EventsGenerator


class EventsGenerator(Generator):
    """Reads `content/webinars/` and `content/offers/`; puts lists by time into the context."""

    def generate_context(self) -> None:
        """Read the documents and sort them by the build's `now`."""
        now: datetime = self.settings["NOW"]
        webinars = sorted(self._read("webinars", Webinar), key=lambda item: item.start)
        offers = sorted(self._read("offers", Offer), key=lambda item: (item.until, item.slug))
        for item in webinars:
            item.ends = webinar.end(item.start, item.length)
            item.host_person = self.context["people"][item.host]
            item.calendar_address = f"webinars/{item.slug}/{item.slug}.ics"
        listed = [item for item in webinars if item.status != "hidden"]
        past = [item for item in listed if webinar.is_past(item.start, item.length, now)]
        self.context["webinars_coming"] = [item for item in listed if item not in past]
        self.context["webinars_past"] = past[::-1]
        on_offer = [item for item in offers if item.status != "hidden"]
        self.context["offers_live"] = [
            item for item in on_offer if offer.is_live(getattr(item, "from"), item.until, now)
        ]
        self.context["offers_over"] = [item for item in on_offer if offer.is_over(item.until, now)]
        self.webinars, self.items = listed, webinars + offers

    def _read(self, folder: str, content_class: type[Page]) -> list[Page]:
        items = []
        for path in sorted(self.get_files(folder, extensions=("md",))):
            item = self.readers.read_file(self.path, path, content_class=content_class, context=self.context)
            if not isinstance(item, SkipStub):
                self.add_source_path(item)
                self.add_static_links(item)
                items.append(item)
        return items

    def generate_output(self, writer: Any) -> None:
        """Write a page for each."""
        for item in self.items:
            writer.write_file(
                item.save_as,
                self.get_template(item.template),
                self.context,
                item=item,
                relative_urls=self.settings["RELATIVE_URLS"],
                url=item.url,
            )
        for item in self.webinars:
            self._write_calendar(item.calendar_address, [item])
        self._write_calendar(CALENDAR, self.webinars, f"{self.settings['SITENAME']}: webinars")

    def _write_calendar(self, address: str, items: Iterable[Webinar], name: str = "") -> None:
        """Write a calendar file; a preview names the public addresses, as it has none of its own."""
        site = self.settings["SITEURL"] or self.settings["PUBLIC_URL"]
        events = [
            CalendarEvent(item.id, item.title, item.summary, item.start, item.length, f"{site}/{item.url}")
            for item in items
        ]
        path = Path(self.output_path, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(calendar_file(events, urlsplit(site).hostname or "localhost", name))
