"""When editions go out, and when their drafts are due: a day of the week and a time, in the publication's zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plugins.digest.week import Week
from plugins.publication.settings import SettingsError
from plugins.publication.suggestion import remedy
from plugins.rendering.date_words import WEEKDAYS

MOST_HOURS = 6 * 24  # before an edition goes out: with more, two drafts would be due at once


@dataclass(frozen=True)
class Schedule:
    """Editions go out on `weekday` (0 is Monday) at `clock`; each draft is due `lead` before."""

    weekday: int
    clock: time
    lead: timedelta
    zone: ZoneInfo

    def goes_out(self, week: Week) -> datetime:
        """When the edition of `week` goes out; a time that the clocks skip in spring moves forward, as clocks do."""
        moment = datetime.combine(week.day(self.weekday), self.clock, self.zone)
        return moment.astimezone(UTC).astimezone(self.zone)

    def drafted_from(self, week: Week) -> datetime:
        """From when on the draft of `week` is due."""
        return (self.goes_out(week).astimezone(UTC) - self.lead).astimezone(self.zone)

    def due(self, now: datetime) -> Week | None:
        """The week whose draft is due at `now`; None in the gap between a week's end and the next draft.

        A draft stays due until its week ends: a machine that was off catches up, but never with last week's news.
        """
        this = Week.of(now.astimezone(self.zone).date())
        return next((week for week in (this.next(), this) if self.drafted_from(week) <= now), None)

    def date(self, week: Week, now: datetime) -> datetime:
        """The date of an edition drafted at `now`: when it goes out, or, where that is over, `now`, within its week."""
        local = now.astimezone(self.zone).replace(second=0, microsecond=0)
        return local if local > self.goes_out(week) and Week.of(local.date()) == week else self.goes_out(week)


def from_pelican(settings: Mapping[str, Any], zone: ZoneInfo) -> Schedule:
    """The schedule out of DIGEST_DAY, DIGEST_TIME and DIGEST_DRAFT_HOURS; raises SettingsError naming what is wrong."""
    day, clock, hours = (settings[name] for name in ("DIGEST_DAY", "DIGEST_TIME", "DIGEST_DRAFT_HOURS"))
    if day not in WEEKDAYS:
        raise SettingsError(f"pelicanconf.py: DIGEST_DAY: '{day}' is not a day; {remedy(str(day), WEEKDAYS)}")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(clock), re.ASCII):
        raise SettingsError(f"pelicanconf.py: DIGEST_TIME: '{clock}' is not a time; write it as '07:00'")
    if not isinstance(hours, int) or not 0 <= hours <= MOST_HOURS:
        what = f"'{hours}' is not a number of hours from 0 to {MOST_HOURS}"
        raise SettingsError(f"pelicanconf.py: DIGEST_DRAFT_HOURS: {what}; write 24")
    return Schedule(WEEKDAYS.index(day), time.fromisoformat(clock), timedelta(hours=hours), zone)
