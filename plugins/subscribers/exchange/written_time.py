"""Times as the exports of mailing systems write them; inside, aware UTC.

Mailchimp writes `2018-02-05 19:28:23`, Substack and Ghost `2018-08-27T15:06:27.713Z`, Buttondown
`2024-03-13 00:03:09.183465+00:00`, and listmonk what Go prints: `2024-01-15 10:00:00.123456 +0530 IST`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_TIME = re.compile(
    r"""(?P<day>\d{4}-\d\d-\d\d)
    (?:[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?P<fraction>\.\d{1,9})?
    [ ]?(?P<offset>Z|UTC|[+-]\d\d:?\d\d)?(?:[ ](?:[A-Z]{1,5}|[+-]\d{2,4}))?)?""",  # Go names the zone as well
    re.ASCII | re.VERBOSE,
)
_NEVER = ("0000-", "0001-")  # how databases and Go write that there is no time
_FIRST_YEAR = 1970  # before it nobody had agreed to a newsletter by e-mail
_EVERY_ZONE = timedelta(hours=15)  # what a clock may be ahead of UTC


class TimeError(ValueError):
    """The text is not a time that we can be sure of; the message says so, with the remedy."""


def parse_time(text: str, now: datetime) -> datetime | None:
    """The time in UTC; None for no time. A time without an offset is taken as UTC.

    Raises TimeError for what spreadsheet programs make of a time (`2/5/18 19:28`: nobody knows the month), and for a
    time after `now`.
    """
    text = text.strip()
    if not text or text.startswith(_NEVER):
        return None
    match = _TIME.fullmatch(text)
    if not match:
        raise TimeError(f"'{text[:40]}' is not a time; write it as 2018-02-05 19:28:23")
    clock = f"{match['clock'] or '00:00'}{match['fraction'] or ''}"
    offset = (match["offset"] or "Z").replace("UTC", "Z").replace("Z", "+00:00")
    try:
        found = datetime.fromisoformat(f"{match['day']}T{clock}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise TimeError(f"'{text[:40]}' is not a time; write it as 2018-02-05 19:28:23") from None
    if found.year < _FIRST_YEAR or found > now + _EVERY_ZONE:
        raise TimeError(f"'{text[:40]}' cannot be when it happened; write the right time, or leave it out")
    return min(found, now)
