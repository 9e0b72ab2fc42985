"""Back to a former release, at once: readers see it with the next page they ask for.

The repository stays as it is. Until somebody pushes, nothing brings the later releases back.
"""

from __future__ import annotations

from datetime import datetime

from plugins.publication import turn
from plugins.publication.mistake import PublicationError
from plugins.publishing import door, release_folder
from plugins.publishing.door import Cause
from plugins.publishing.place import Place
from plugins.publishing.release import Changes, Release

PATIENCE = 1.0  # seconds for a push that is just going live; one that builds is not waited for


def roll_back(place: Place, to: str, who: str, now: datetime) -> tuple[Release, Changes]:
    """Show readers the release `to` again, by default the one before the live one.

    Returns it with the difference: `gone` are the articles that this hides. Raises PublicationError where none is.
    """
    with turn.hold(place.repository, PATIENCE):
        wanted = _wanted(place, to)
        held = door.held_file(place)
        tip = door.tip(place)
        if wanted.commit == tip:
            held.unlink(missing_ok=True)
        else:
            release_folder.write_whole(held, f"{tip}\n")
        return wanted, door.show(place, wanted, Cause("rollback", who), now)


def _wanted(place: Place, to: str) -> Release:
    shown = release_folder.live(place)
    seen = [made for made in release_folder.whole(place) if release_folder.was_live(place, made.name)]
    if to:
        found = [made for made in seen if made.name == to or made.commit.startswith(to)]
    else:
        found = [made for made in seen if shown and made.name < shown.name]
    if not found:
        names = ", ".join(made.name for made in seen if not shown or made.name != shown.name) or "none"
        raise PublicationError(f"--to: there is no release '{to}' to go back to; there are: {names}")
    return found[-1]
