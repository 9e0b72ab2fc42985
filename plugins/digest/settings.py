"""How the weekly mail is made, out of the settings: a wrong value is named, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plugins.digest.contents import FORMS
from plugins.digest.schedule import LONGEST_LEAD, Schedule
from plugins.mail.letter import Mailbox
from plugins.publication.settings import SettingsError
from plugins.publication.suggestion import remedy
from plugins.rendering.date_words import WEEKDAYS

MOST_HOURS = int(LONGEST_LEAD.total_seconds() // 3600)


@dataclass(frozen=True)
class DigestSettings:
    """When editions go out; the form in which articles are shown, where there is room; who is told of a draft."""

    schedule: Schedule
    form: str
    editor: Mailbox | None


def from_pelican(settings: Mapping[str, Any], zone: ZoneInfo) -> DigestSettings:
    """Take the settings out of Pelican's; raises SettingsError naming every wrong one."""
    wrong = list(_wrong(settings))
    if wrong:
        raise SettingsError("\n".join(f"pelicanconf.py: {line}" for line in wrong))
    weekday = WEEKDAYS.index(settings["DIGEST_DAY"])
    lead = timedelta(hours=settings["DIGEST_DRAFT_HOURS"])
    editor = settings["DIGEST_EDITOR"] or settings.get("MAIL_REPLY_TO") or settings["MAIL_FROM"]
    return DigestSettings(
        schedule=Schedule(weekday, time.fromisoformat(settings["DIGEST_TIME"]), lead, zone),
        form=settings["DIGEST_ARTICLES"],
        editor=Mailbox.parse(editor) if editor else None,
    )


def _wrong(settings: Mapping[str, Any]) -> Iterator[str]:
    day, clock, hours = (settings[name] for name in ("DIGEST_DAY", "DIGEST_TIME", "DIGEST_DRAFT_HOURS"))
    if day not in WEEKDAYS:
        yield f"DIGEST_DAY: '{day}' is not a day; {remedy(str(day), WEEKDAYS)}"
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(clock), re.ASCII):
        yield f"DIGEST_TIME: '{clock}' is not a time; write it as '07:00'"
    if not isinstance(hours, int) or not 0 <= hours <= MOST_HOURS:
        yield f"DIGEST_DRAFT_HOURS: '{hours}' is not a number of hours from 0 to {MOST_HOURS}; write 24"
    form = settings["DIGEST_ARTICLES"]
    if form not in FORMS:
        yield f"DIGEST_ARTICLES: '{form}' is not known; {remedy(str(form), FORMS)}"
    editor = settings["DIGEST_EDITOR"]
    try:
        Mailbox.parse(editor) if editor else None
    except (ValueError, TypeError, AttributeError):
        yield f"DIGEST_EDITOR: '{editor}' is not a mail address; write 'Your Name <you@example.org>'"
