"""The folder of releases, and the link `current` that says which of them readers see.

A release is whole when its `release.json` is there, which is written last. It has been live when its `live` is there.
Putting one live is one rename: whoever asks for a page meanwhile gets it from the former or from the new release.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from plugins.publication.mistake import PublicationError
from plugins.publishing import release
from plugins.publishing.place import Place
from plugins.publishing.release import Release

KEPT = 5  # releases to go back to
LOGS = 200  # what so many builds have printed is kept
_FACTS, _LIVE = "release.json", "live"


def folder(place: Place, name: str) -> Path:
    """Where a release lies."""
    return place.releases / name


def site(place: Place, name: str) -> Path:
    """The files that readers get."""
    return folder(place, name) / "site"


def tree(place: Place, name: str) -> Path:
    """The repository's files that it was built from: what services run."""
    return folder(place, name) / "tree"


def finish(place: Place, made: Release) -> None:
    """Declare a release whole: its facts are written, and everything in it is on the disk."""
    write_whole(folder(place, made.name) / _FACTS, release.to_json(made))
    sync(place.releases)


def live(place: Place) -> Release | None:
    """The release that readers see."""
    try:
        return _read(place.releases / place.current.readlink().name)
    except OSError:
        return None


def whole(place: Place) -> list[Release]:
    """All whole releases, the oldest first."""
    found = (_read(path) for path in _folders(place))
    return [made for made in found if made]


def was_live(place: Place, name: str) -> bool:
    """Whether readers have ever seen a release."""
    return (folder(place, name) / _LIVE).exists()


def of_commit(place: Place, commit: str) -> Release | None:
    """The newest whole release of a commit."""
    return next((made for made in reversed(whole(place)) if made.commit == commit), None)


def put_live(place: Place, name: str) -> None:
    """Show readers a release, at once and whole; raises PublicationError where it is not whole."""
    if _read(folder(place, name)) is None:
        raise PublicationError(f"{folder(place, name)}: this is no whole release; `invoke publish.log` names them")
    (folder(place, name) / _LIVE).touch()
    new = place.current.with_name(f".{place.current.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(Path(place.releases.name, name))
    new.replace(place.current)


def collect(place: Place, tip: str) -> list[str]:
    """Remove what killed or refused pushes left behind: halves, and what was never live but for the branch's `tip`.

    Only for who holds the turn: nobody else builds meanwhile. Returns the names.
    """
    shown = live(place)
    wanted = {made.name for made in whole(place) if made.commit == tip or was_live(place, made.name)}
    orphans = [path for path in _folders(place) if path.name not in wanted and path.name != (shown and shown.name)]
    for path in orphans:
        shutil.rmtree(path, ignore_errors=True)
    return [path.name for path in orphans]


def prune(place: Place, kept: int = KEPT) -> None:
    """Remove the oldest releases but for `kept`, and the oldest logs; the live one always stays."""
    shown = live(place)
    for made in whole(place)[:-kept]:
        if shown is None or made.name != shown.name:
            shutil.rmtree(folder(place, made.name), ignore_errors=True)
    for log in sorted(place.log.glob("2*.txt"))[:-LOGS]:
        log.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever finds half of it."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until everything is on the disk that `path` is on: what is shown next must survive a power cut."""
    subprocess.run(["sync", "--file-system", str(path)], check=True)


def _folders(place: Place) -> Iterator[Path]:
    return iter(sorted(path for path in place.releases.iterdir() if path.is_dir()))


def _read(path: Path) -> Release | None:
    try:
        return release.from_json((path / _FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
