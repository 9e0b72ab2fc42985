"""Our own table of subscribers, written and read: one row a person, with consent; then one a suppressed hash.

Read again, it gives the same list. Its first columns are also what any other table needs to be imported: `email` and
`status` (`confirmed` for who has agreed), and as many of the others as are known. docs/guides/bring-your-list.md has
the columns. Networks that consents came from are left out: they are kept for a few days only, and a file is for ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from plugins.subscribers.consent import CONFIRM_WITHIN, Consent
from plugins.subscribers.exchange.incoming import (
    ELSEWHERE,
    Agreement,
    Incoming,
    NoSubscriberError,
    Refusal,
    Row,
    RowError,
)
from plugins.subscribers.exchange.spreadsheet_text import protect
from plugins.subscribers.exchange.written_time import TimeError, parse_time
from plugins.subscribers.subscriber import NEVER_MAILED, Status, Subscriber, choose_interests

SYSTEM = "own"
FORGOTTEN = "forgotten"
COLUMNS = (
    *("email", "name", "status", "status_at", "interests", "created_at", "confirmed_at"),
    *("form", "tag", "page", "wording", "asked_at", "agreed_at"),
    *("earlier_consents", "id", "consent_id", "address_hash"),
)
_REASONS = {FORGOTTEN, *NEVER_MAILED}
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_LARGEST_ID = 2**48
_LONGEST = {"form": 100, "tag": 50, "page": 500, "wording": 2000}


# Writing


def cells(person: Subscriber, consents: Sequence[Consent]) -> list[str]:
    """The row of a person; `consents` are theirs, the oldest first. A form that waits is kept for who is pending."""
    kept = [one for one in consents if one.confirmed_at or person.status is Status.PENDING]
    earlier, newest = kept[:-1], kept[-1] if kept else None
    about = (newest.form, newest.tag, newest.page, newest.wording) if newest else ("",) * 4
    return [
        protect(person.address),
        protect(person.name),
        person.status,
        _written(person.status_at),
        " ".join(person.interests),
        _written(person.created_at),
        _written(person.confirmed_at),
        *map(protect, about),
        _written(newest.given_at if newest else None),
        _written(newest.confirmed_at if newest else None),
        json.dumps([_as_json(one) for one in earlier], ensure_ascii=False) if earlier else "",
        str(person.id),
        str(newest.id) if newest else "",
        "",
    ]


def refusal_cells(refusal: Refusal) -> list[str]:
    """The row of a hash that must not be mailed."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {"status": refusal.reason, "status_at": _written(refusal.since), "address_hash": refusal.address_hash}
    return list(row.values())


def _written(moment: datetime | None) -> str:
    return moment.isoformat(" ") if moment else ""


def _as_json(consent: Consent) -> dict[str, Any]:
    found = {"form": consent.form, "tag": consent.tag, "page": consent.page, "wording": consent.wording}
    times = {"asked_at": _written(consent.given_at), "agreed_at": _written(consent.confirmed_at)}
    return found | times | {"id": consent.id}


# Reading


def fits(columns: Collection[str]) -> bool:
    """Whether a file with these columns, in lower case, is such a table."""
    return {"email", "status"} <= set(columns)


def read(row: Row, file: str) -> Incoming | Refusal:
    """The person of a row, or the hash of one; raises RowError."""
    status = row.text("status").lower()
    if not row.text("email") and row.text("address_hash"):
        return _refusal(row, status)
    if status not in set(Status):
        raise RowError(f"status: '{status[:40]}' is not known; write one of {', '.join(Status)}")
    asked, agreed = row.time("asked_at"), row.time("agreed_at", "confirmed_at")
    if status == Status.PENDING:
        agreed = None
        if not asked or asked + CONFIRM_WITHIN <= row.now:
            raise NoSubscriberError("people who never confirmed, and whose link has expired")
    return Incoming(
        address=row.text("email"),
        name=row.text("name"),
        status=Status(status),
        status_at=row.time("status_at") or agreed or asked,
        interests=choose_interests(row.text("interests").lower().replace(",", " ").split()),
        created_at=row.time("created_at") or asked or agreed,
        last_confirmed_at=row.time("confirmed_at"),
        agreements=(*_earlier(row), *_newest(row, asked or agreed, agreed)),
        id=_id(row.text("id")),
    )


def _newest(row: Row, asked: datetime | None, agreed: datetime | None) -> tuple[Agreement, ...]:
    if asked is None:
        return ()
    about = {column: _about(row, column) for column in _LONGEST}
    about["form"] = about["form"] or f"{ELSEWHERE}table"
    return (Agreement(**about, given_at=asked, confirmed_at=agreed, id=_id(row.text("consent_id"))),)


def _about(row: Row, column: str) -> str:
    text = row.text(column)
    if len(text) > _LONGEST[column]:
        raise RowError(f"{column}: it is longer than {_LONGEST[column]} characters; shorten it")
    return text


def _refusal(row: Row, reason: str) -> Refusal:
    key, since = row.text("address_hash").lower(), row.time("status_at")
    if not _HASH.fullmatch(key):
        raise RowError("address_hash: it is not the SHA-256 of an address; write the address itself below email")
    if reason not in _REASONS or since is None:
        raise RowError(f"status: a hash needs one of {', '.join(sorted(_REASONS))}, and status_at")
    return Refusal(key, reason, since)


def _id(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) and 0 < int(text) < _LARGEST_ID else None


def _earlier(row: Row) -> tuple[Agreement, ...]:
    text = row.text("earlier_consents")
    if not text:
        return ()
    try:
        return tuple(_from_json(one, row.now) for one in json.loads(text))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise RowError("earlier_consents: it is not what an export writes; leave it empty") from None


def _from_json(written: Mapping[str, Any], now: datetime) -> Agreement:
    about = {column: str(written.get(column, "")) for column in _LONGEST}
    asked, agreed = (parse_time(str(written.get(key, "")), now) for key in ("asked_at", "agreed_at"))
    if asked is None or agreed is None or any(len(text) > _LONGEST[column] for column, text in about.items()):
        raise TimeError("a consent has two times, and no more text than a row")
    return Agreement(**about, given_at=asked, confirmed_at=agreed, id=_id(str(written.get("id", ""))))
