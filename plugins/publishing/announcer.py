"""Starts the process that tells a hub and a cache of a release; both are optional, and neither can fail the release.

What goes wrong there stands in `log/announcements.txt`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from plugins.publication.mistake import PublicationError
from plugins.publishing import private_file
from plugins.publishing.place import Place
from plugins.publishing.release import Release


def start(place: Place, made: Release, addresses: Sequence[str]) -> int | None:
    """Tell of a release in a process of its own, for which nobody waits; its number, None without."""
    if not addresses or not (made.hub or cache_of(place)):
        return None
    with (place.log / "announcements.txt").open("ab") as printed:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "plugins.publishing.announcement", str(place.folder), made.address, made.hub],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the push ends without waiting for it
        )
        if process.stdin:
            process.stdin.write("\n".join(addresses).encode())
            process.stdin.close()
        process.returncode = 0  # as far as we are concerned, it has ended
    return process.pid


def cache_of(place: Place) -> dict[str, str]:
    """The variables of `private.env` that name a cache."""
    try:
        secrets = private_file.read(place.secrets)
    except PublicationError:
        return {}
    return {name: value for name, value in secrets.items() if name.startswith(("PURGE_", "CLOUDFLARE_")) and value}
