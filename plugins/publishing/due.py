"""What has become due: an article whose time has come, an offer that is over, a commit that the publication made.

A timer runs this every minute. It reads a few small files when nothing is due, and mends what a reboot left.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plugins.publication import turn
from plugins.publication.mistake import PublicationError
from plugins.publishing import door, preview_folder, record, release_folder
from plugins.publishing.door import Cause
from plugins.publishing.place import Place

PUBLICATION = "the publication"
HEARTBEAT = "due"  # its time is that of the last run
AGAIN = timedelta(minutes=10)  # after a failure
FAILED = "failed.json"


def run(place: Place, now: datetime, patience: float = 0.0) -> str:
    """Bring live what is due at `now`, and say in a sentence what was done.

    While somebody else holds the turn for longer than `patience` seconds, nothing is done: they do it, or the next run.
    Raises PublicationError when a build fails; the same one is tried again after ten minutes.
    """
    with turn.hold(place.repository, patience) as is_mine:
        if not is_mine:
            return "A push is at work; the next run looks again."
        (place.log / HEARTBEAT).touch()
        expired = preview_folder.remove_expired(place, now)
        wanted = _wanted(place)
        if _failed_lately(place, wanted, now):
            return "The last try failed less than ten minutes ago; `invoke publish.log` says why."
        try:
            done = _bring(place, now)
        except PublicationError as error:
            _note_failure(place, wanted, now, error)
            raise
        (place.log / FAILED).unlink(missing_ok=True)
    gone = "".join(f" The preview of `{made.branch}` is over." for made in expired)
    return f"{done}{gone}"


def _bring(place: Place, now: datetime) -> str:
    shown = release_folder.live(place)
    if shown and door.is_held(place):  # rolled back: time goes on, on what readers see
        if not door.is_due(shown, now):
            return "Nothing is due; readers see an older release since a rollback."
        made = door.make(place, shown.commit, now)
        door.show(place, made, Cause("time", PUBLICATION), now)
        return f"Live: {made.name}, the same as before as of {now:%H:%M}."
    what = "time" if shown and shown.commit == door.tip(place) else "commit"
    brought = door.bring_live(place, Cause(what, PUBLICATION), now)
    return f"Live: {brought[0].name}." if brought else "Nothing is due."


def _wanted(place: Place) -> str:
    shown = release_folder.live(place)
    return shown.commit if shown and door.is_held(place) else door.tip(place)


def _failed_lately(place: Place, commit: str, now: datetime) -> bool:
    try:
        failed = json.loads((place.log / FAILED).read_text())
        return bool(failed["commit"] == commit and now - datetime.fromisoformat(failed["at"]) < AGAIN)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _note_failure(place: Place, commit: str, now: datetime, error: PublicationError) -> None:
    release_folder.write_whole(place.log / FAILED, json.dumps({"commit": commit, "at": now.isoformat()}))
    record.write(place, record.event(now, "refused", PUBLICATION, str(error).splitlines()[0]))


def main(arguments: Sequence[str]) -> int:
    """Run once, as the timer does; prints what was done only when something was."""
    try:
        done = run(Place(Path(arguments[0])), datetime.now(UTC))
    except PublicationError as error:
        print(error, file=sys.stderr)
        return 1
    if done != "Nothing is due.":
        print(done)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
