"""The files of two releases side by side: what is the same is kept once, what an open page may ask for stays a day."""

from __future__ import annotations

import filecmp
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

STAYS = timedelta(days=1)
COMPRESSED = (".br", ".gz")
# Files that pages load under a name that changes with what is in them.
_FINGERPRINTED = re.compile(
    r"^theme/.*\.[0-9a-f]{8}\.\w+$|^(?:cards|pictures)/.*\.[0-9a-f]{10}(?:-\d+)?\.\w+$|"
    r"^pagefind/.*[._][0-9a-f]{6,}\.\w+$"
)


@dataclass(frozen=True)
class Difference:
    """Paths, below the site, of files that came, changed and went."""

    new: frozenset[str]
    changed: frozenset[str]
    gone: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    @property
    def addresses(self) -> list[str]:
        """The addresses at which readers find something else than before."""
        return sorted(map(address, self.new | self.changed | self.gone))


def address(path: str) -> str:
    """The address of a file of the site."""
    return "/" + (path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path)


def share(new: Path, former: Path | None) -> None:
    """Replace every file of `new` that `former` has as well by a hard link to it.

    A file that stays keeps its time with that, and so browsers are told that they have it already.
    """
    if former is None:
        return
    for path in _files(new) & _files(former):
        if not (new / path).samefile(former / path) and filecmp.cmp(new / path, former / path, shallow=False):
            _link(former / path, new / path)


def difference(new: Path, former: Path | None) -> Difference:
    """How two sites differ that share what is the same."""
    here, there = _files(new), _files(former) if former else frozenset()
    changed = (path for path in here & there if former and not (new / path).samefile(former / path))
    return Difference(here - there, frozenset(changed), there - here)


def keep_dropped(
    site: Path, former: Path | None, dropped: Mapping[str, datetime], now: datetime
) -> dict[str, datetime]:
    """Link into `site` the fingerprinted files of `former` that it lacks and that were dropped less than a day ago.

    `dropped` are those that `former` kept itself, each with its moment; returns the same for `site`.
    """
    if former is None:
        return {}
    kept = {}
    for path in sorted(_files(former) - _files(site)):
        moment = dropped.get(path, now)
        if _FINGERPRINTED.search(path) and now - moment < STAYS:
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            _link(former / path, site / path)
            kept[path] = moment
    return kept


def _files(site: Path) -> frozenset[str]:
    """Every file but the compressed ones, which belong to their originals."""
    found = []
    for folder, _, names in os.walk(site):
        below = os.path.relpath(folder, site)
        prefix = "" if below == "." else f"{below}/"
        found += [f"{prefix}{name}" for name in names if not name.endswith(COMPRESSED)]
    return frozenset(found)


def _link(source: Path, target: Path) -> None:
    new = target.with_name(f".{target.name}.new")
    os.link(source, new)
    new.replace(target)
