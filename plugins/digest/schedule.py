"""When editions go out, and when their drafts are due: a day of the week and a time, in the publication's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plugins.digest.week import Week

LONGEST_LEAD = timedelta(days=6)  # with more, two drafts would be due at once


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

    def next_due(self, now: datetime) -> datetime:
        """When the next draft after `now` is due."""
        this = Week.of(now.astimezone(self.zone).date())
        coming = (self.drafted_from(week) for week in (this, this.next(), this.next().next()))
        return next(moment for moment in coming if moment > now)

    def date(self, week: Week, now: datetime) -> datetime:
        """The date of an edition drafted at `now`: when it goes out, or, where that is over, `now`, within its week."""
        local = now.astimezone(self.zone).replace(second=0, microsecond=0)
        return local if local > self.goes_out(week) and Week.of(local.date()) == week else self.goes_out(week)
