"""The files for a server that are written once: hooks, commands, and examples for web servers and systemd.

They are the templates in `files/`, filled in for one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from plugins.publishing.export import ATTRIBUTES
from plugins.publishing.place import REPOSITORY, Place

FILES = Path(__file__).parent / "files"
INBOX_PORT = 8001
PROGRAM, PLAIN = 0o755, 0o644
HOOKS = {"pre-receive": "pre_receive", "post-receive": "post_receive"}


@dataclass(frozen=True)
class Written:
    """A file of a place: its path below it, its text, and its mode."""

    path: str
    text: str
    mode: int = PLAIN


def written(place: Place, site_url: str, user: str, inbox_port: int = INBOX_PORT) -> list[Written]:
    """Every such file of a place, for a site at `site_url` and services that run as `user`."""
    host = urlsplit(site_url).hostname or "localhost"
    values = {
        "place": str(place.folder),
        "host": host,
        "site_address": site_url,
        "listen": str(urlsplit(site_url).port or 80),
        "user": user,
        "inbox_port": str(inbox_port),
    }
    hooks = [
        Written(f"{REPOSITORY}/hooks/{name}", _filled(FILES / "hooks/hook.sh", {"module": module}), PROGRAM)
        for name, module in HOOKS.items()
    ]
    others = [
        Written(f"{folder}/{path.name}", _filled(path, values), PROGRAM if folder == "bin" else PLAIN)
        for folder in ("bin", "web", "systemd")
        for path in sorted((FILES / folder).iterdir())
    ]
    return [*hooks, Written(f"{REPOSITORY}/info/attributes", ATTRIBUTES), *others]


def _filled(path: Path, values: Mapping[str, str]) -> str:
    """A template with its values; one that is missing is a fault of ours, and raises KeyError."""
    return Template(path.read_text(encoding="utf-8")).substitute(values)
