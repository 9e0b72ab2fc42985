"""Dates and times as people write them, and as the code keeps them: aware datetimes in the publication's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

EXAMPLE = "2026-11-24 09:00"
MORNING = time(9, 0)
# Centuries in which a publication can have a past or a plan; every offset and address works in them.
_DAY = r"(?:19|20|21)\d{2}-\d{2}-\d{2}"
_MOMENT = re.compile(
    rf"(?P<day>{_DAY})(?:[ T](?P<time>\d{{1,2}}:\d{{2}})(?::[0-5]\d)?\s*(?P<offset>Z|[+-]\d{{2}}:?\d{{2}})?)?", re.ASCII
)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read `2026-11-24 09:00`, or the day alone (then 9 in the morning), as a time in `zone`.

    An explicit offset (`2026-11-24 09:00 +01:00`, or `Z`) is converted to `zone`, so that the address
    made from the date is the publication's own. Raises ValueError, in words for the author, when the
    text is no date, or names a time that the zone skips in spring.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"'{text}' is not a date")
    try:
        day = date.fromisoformat(match["day"])
        clock = time.fromisoformat(match["time"].zfill(5)) if match["time"] else MORNING
        if match["offset"]:
            offset = match["offset"].replace("Z", "+00:00")
            return datetime.fromisoformat(f"{day}T{clock}{offset}").astimezone(zone)
    except ValueError:
        raise ValueError(f"'{text}' is not a date") from None
    moment = datetime.combine(day, clock, zone)
    if moment.astimezone(UTC).astimezone(zone) != moment:
        raise ValueError(f"'{text}' does not exist in {zone.key} (the clocks go forward)")
    return moment


def parse_day(text: str) -> date:
    """Read `2026-11-24`; raises ValueError, in words for the author."""
    try:
        if re.fullmatch(_DAY, text.strip(), re.ASCII):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise ValueError(f"'{text}' is not a day")
