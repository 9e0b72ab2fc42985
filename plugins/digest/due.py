"""Whether an edition's draft is due, and the draft's commit: asked every hour, it writes each edition once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.digest.drafting import Drafted, draft_edition
from plugins.digest.edition import editions
from plugins.digest.schedule import Schedule
from plugins.digest.tip import content_at_tip
from plugins.publication import folder, repository
from plugins.publication.mistake import ContentError
from plugins.publication.settings import Settings


@dataclass(frozen=True)
class Due:
    """What came of asking: a sentence for the log, and the draft, where one was committed."""

    said: str
    drafted: Drafted | None = None


def write_what_is_due(root: Path, settings: Settings, schedule: Schedule, now: datetime) -> Due:
    """Commit the draft that is due at `now` to the main branch of the repository in `root`, unless it is there.

    An older draft that nobody has approved comes first: none is written beside it. Raises PublicationError when git
    refuses, and ContentError when a text of the branch cannot be read: an article in it might be left out.
    """
    week = schedule.due(now)
    if week is None:
        return Due(f"Nothing is due before {schedule.next_due(now):%Y-%m-%d %H:%M}.")
    with content_at_tip(root) as content:
        reading = folder.read_site(content, settings, now)
        if reading.mistakes:
            raise ContentError(reading.mistakes)
        there = list(editions(reading.site))
        if any(one.week == week for one in there):
            return Due(f"The edition {week} is there.")
        waiting = next((one.week for one in there if one.week < week and not one.is_approved), None)
        if waiting:
            return Due(
                f"The edition {waiting} waits for approval, so {week} was not drafted. Approve it, or delete "
                f"content/editions/{waiting}.md, and its articles will be in the next."
            )
        drafted = draft_edition(reading.site, content, week, schedule.date(week, now))
    if not drafted.text:
        return Due(f"No edition {week}: {drafted.choice.why_nothing}.")
    if _commit(root, f"content/{drafted.path}", drafted.text, f"Draft the edition {week}"):
        return Due(f"Drafted the edition {week}: content/{drafted.path}", drafted)
    return Due(f"The edition {week} is there.")


def _commit(root: Path, path: str, text: str, message: str) -> bool:
    """Commit a file that is not there yet; whether it was us who did."""
    ours = False

    def files(read: Callable[[str], bytes | None]) -> dict[str, bytes | None]:
        nonlocal ours
        ours = read(path) is None
        return {path: text.encode()} if ours else {}

    repository.commit(root, files, message)
    return ours
