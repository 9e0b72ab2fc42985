"""What web servers and services follow of the live release: files that change only when they must be read anew.

Redirects and headers are part of a release, but nginx and Caddy read them when they start or reload. They stand in the
folder `web`; systemd's path units watch them, reload the web server when one changes, and restart the services when the
code does.
"""

from __future__ import annotations

from pathlib import Path

from plugins.publishing import release_folder
from plugins.publishing.place import Place
from plugins.publishing.release import Release

INCLUDED = ("redirects.nginx.conf", "redirects.caddy", "headers.nginx.conf", "headers.caddy")
CODE = "code"  # holds the hash of the live code
_FROM = "_hosts"


def refresh(place: Place, made: Release) -> list[str]:
    """Bring the files up to a release; the names of those that changed."""
    folder = release_folder.site(place, made.name) / _FROM
    wanted = {name: (folder / name).read_text(encoding="utf-8") for name in INCLUDED if (folder / name).is_file()}
    wanted[CODE] = f"{made.code}\n"
    changed = [name for name, text in wanted.items() if _text(place.web / name) != text]
    for name in changed:
        release_folder.write_whole(place.web / name, wanted[name])
    return changed


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
