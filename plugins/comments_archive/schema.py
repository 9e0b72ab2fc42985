"""The schema of a record: which keys it has, and how their texts become its values. See docs/comments-format.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.comments_archive.avatar import is_digest
from plugins.comments_archive.record import Comment, Kind, Source, Status
from plugins.publication.suggestion import remedy

VERSION = "1"
KEYS = (
    *("version", "id", "kind", "status", "author_name", "author_link", "by_author", "avatar"),
    *("time", "local_time", "in_reply_to", "body", "source"),
)
_KNOWN, _REQUIRED = frozenset(KEYS), frozenset({"version", "id", "kind", "status", "body"})
SOURCE_KEYS = ("system", "id", "digest")
ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,99}")
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_PRIVATE = re.compile(r"(?i)(?:^|_)(?:e_?mails?|mail|ip|ip_?address|remote_?addr|(?:user_?)?agent|gravatar|md5)(?:_|$)")
_TIME = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
Written = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a key of a record, and what to write instead."""

    field: str
    what: str
    remedy: str


def faults(written: Written) -> Iterator[Fault]:
    """Everything that keeps `written` from being a record."""
    for key in written:
        if _PRIVATE.search(key):
            yield Fault(key, "a private detail stands in a public file", "delete the line, also from git's history")
        elif key not in KEYS:
            yield Fault(key, f"`{key}` is not a key of a record", remedy(key, KEYS))
    if written.get("version") != VERSION:
        yield Fault("version", "this format is not known here", f'write version: "{VERSION}"')
    for key in sorted(_REQUIRED - written.keys() - {"version"}):
        yield Fault(key, "this record has none", f'add {key}: "…"')
    for key, value in written.items():
        if key in _CONVERT:
            yield from _fault_of(key, value)
    if written.get("kind") == Kind.COMMENT and written.get("status") == Status.APPROVED and "time" not in written:
        yield Fault("time", "a comment has none", 'write it in UTC: time: "2011-11-11T20:44:00Z"')


def _fault_of(key: str, value: Any) -> Iterator[Fault]:
    try:
        if isinstance(value, str) == (key == "source"):
            raise ValueError("it has the wrong form")
        _CONVERT[key](value)
    except ValueError as error:
        yield Fault(key, str(error), _REMEDY.get(key, "write one text in double quotes"))


def comment(written: Written) -> Comment | None:
    """The record; None where `faults` finds something."""
    if not written.keys() <= _KNOWN or not written.keys() >= _REQUIRED or written["version"] != VERSION:
        return None
    try:
        made = Comment(**{key: _CONVERT[key](value) for key, value in written.items() if key != "version"})
    except (ValueError, TypeError, AttributeError):
        return None
    return made if made.time or made.is_mention or made.is_deleted else None


def _id(value: str) -> str:
    if not ID.fullmatch(value):
        raise ValueError(f"'{value[:60]}' cannot be an anchor")
    return value


def _reply(value: str) -> str:
    return _id(value) if value else ""


def _one_of(choices: type[Kind] | type[Status]) -> Callable[[str], Any]:
    known = {choice.value: choice for choice in choices}

    def convert(value: str) -> Any:
        if value not in known:
            raise ValueError(f"'{value[:60]}' is not known here")
        return known[value]

    return convert


def _name(value: str) -> str:
    if EMAIL.fullmatch(value.strip()):
        raise ValueError("it is an e-mail address")
    return value


def _link(value: str) -> str:
    if value and not re.match(r"https?://[^\s/]", value):
        raise ValueError(f"'{value[:60]}' is not a web address")
    return value


def _time(value: str) -> datetime:
    if not _TIME.fullmatch(value):
        raise ValueError(f"'{value[:60]}' is not a time")
    return datetime.fromisoformat(value)


def _local_time(value: str) -> datetime:
    if not _LOCAL.fullmatch(value):
        raise ValueError(f"'{value[:60]}' is not a time")
    return datetime.fromisoformat(value)


def _avatar(value: str) -> str:
    if not is_digest(value):
        raise ValueError("it is not a digest of ours")
    return value


def _source(value: Mapping[str, str]) -> Source:
    if set(value) - set(SOURCE_KEYS) or not {"system", "id"} <= set(value) or {*map(type, value.values())} != {str}:
        raise ValueError("it has the wrong form")
    return Source(**value)


_CONVERT: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "kind": _one_of(Kind),
    "status": _one_of(Status),
    "author_name": _name,
    "author_link": _link,
    "by_author": str,
    "avatar": _avatar,
    "time": _time,
    "local_time": _local_time,
    "in_reply_to": _reply,
    "body": str,
    "source": _source,
}
_REMEDY = {
    "id": "begin with a letter, and use letters, digits, dots, hyphens",
    "kind": f"use one of: {', '.join(Kind)}",
    "status": f"use one of: {', '.join(Status)}",
    "author_name": "write the name that the page may show",
    "author_link": "begin with https://, or delete the line",
    "time": "write it in UTC, as 2011-11-11T20:44:00Z",
    "local_time": "write it as 2011-11-11 12:44:00",
    "in_reply_to": "write the id of the record that it answers",
    "avatar": "delete it; the drawing is then made of the name",
    "source": 'write source: {system: "…", id: "…", digest: "…"}, or delete it',
}
