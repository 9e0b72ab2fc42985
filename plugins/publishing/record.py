"""The record: every release, rollback and refused push, a line of JSON each, with who, when, and what readers saw.

`who` is the name under which the owner entered a key. No address of a person is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from plugins.publishing.place import Place
from plugins.publishing.release import Changes

FILE = "record.jsonl"


@dataclass(frozen=True)
class Event:
    """`what` is push, commit, time, rollback or refused; `words` the subject of a commit, or why it was refused.

    `new`, `changed` and `gone` map addresses to titles.
    """

    at: str
    what: str
    who: str
    words: str
    release: str = ""
    new: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)


def event(at: datetime, what: str, who: str, words: str, release: str = "", changes: Changes | None = None) -> Event:
    """An event with what it changed on the site."""
    changed = asdict(changes) if changes else {}
    return Event(at.astimezone().isoformat(timespec="seconds"), what, who, words, release, **changed)


def write(place: Place, happened: Event) -> None:
    """Add an event to the record, whole or not at all."""
    line = json.dumps(asdict(happened), ensure_ascii=False) + "\n"
    descriptor = os.open(_file(place), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def read(place: Place) -> list[Event]:
    """All events, the oldest first; a line that a power cut left half is passed over."""
    try:
        lines = _file(place).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [happened for line in lines if (happened := _event(line))]


def _event(line: str) -> Event | None:
    try:
        return Event(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _file(place: Place) -> Path:
    return place.log / FILE
