"""A release: one state of the site as readers saw it, and what two of them differ in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

SHORT = 7  # digits of a commit that people read


@dataclass(frozen=True)
class Page:
    """A text that has a page: its title, and a hash of what its author wrote."""

    title: str
    written: str


@dataclass(frozen=True)
class Release:
    """`address` is the site's own, `pages` maps the addresses of texts on it to them; `due_at` is when time alone will
    next change the site, None for never; `hub` is the WebSub hub that wants to hear of changes, empty for none.

    `code` is the hash of everything in the tree but the content. `dropped` maps each file that the site has no more use
    for, but which an open page may still ask for, to the moment at which it was dropped.
    """

    name: str
    commit: str
    code: str
    address: str
    hub: str
    built_at: datetime
    due_at: datetime | None
    pages: Mapping[str, Page]
    dropped: Mapping[str, datetime] = field(default_factory=dict)


def name_for(now: datetime, commit: str) -> str:
    """The name of a release that is built now: sorted by name is sorted by time."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{commit[:SHORT]}"


def to_json(release: Release) -> str:
    """A release as a file keeps it."""
    values = {
        "name": release.name,
        "commit": release.commit,
        "code": release.code,
        "address": release.address,
        "hub": release.hub,
        "built_at": release.built_at.isoformat(),
        "due_at": release.due_at and release.due_at.isoformat(),
        "pages": {address: [page.title, page.written] for address, page in release.pages.items()},
        "dropped": {path: moment.isoformat() for path, moment in release.dropped.items()},
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Release:
    """The release that `to_json` wrote; raises ValueError, KeyError or TypeError for anything else."""
    values = json.loads(text)
    return Release(
        name=values["name"],
        commit=values["commit"],
        code=values["code"],
        address=values["address"],
        hub=values["hub"],
        built_at=datetime.fromisoformat(values["built_at"]),
        due_at=_moment(values["due_at"]),
        pages=pages_from(values["pages"]),
        dropped={path: datetime.fromisoformat(moment) for path, moment in values["dropped"].items()},
    )


def pages_from(values: Mapping[str, Any]) -> dict[str, Page]:
    """Pages out of JSON: address to title and hash."""
    return {str(address): Page(str(title), str(written)) for address, (title, written) in values.items()}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Changes:
    """The texts that came, changed and went from one release to another, by address, each with its title."""

    new: Mapping[str, str]
    changed: Mapping[str, str]
    gone: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def changes(before: Release | None, after: Release) -> Changes:
    """What readers find different at `after`; with nothing before it, every text is new."""
    old = before.pages if before else {}
    return Changes(
        new=_titles(after.pages, (address for address in after.pages if address not in old)),
        changed=_titles(after.pages, (a for a in after.pages if a in old and old[a] != after.pages[a])),
        gone=_titles(old, (address for address in old if address not in after.pages)),
    )


def _titles(pages: Mapping[str, Page], addresses: Iterable[str]) -> dict[str, str]:
    return {address: pages[address].title for address in sorted(addresses)}
