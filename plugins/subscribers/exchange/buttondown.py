"""Buttondown's subscriber export: one CSV file with everybody who ever signed up.

Columns: https://docs.buttondown.com/data-exports-subscriber; types of subscribers:
https://docs.buttondown.com/api-subscribers-type. Readers' names have no column; newsletters that ask for one keep it in
`metadata`, which is written as Python prints a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from plugins.subscribers.exchange.incoming import Incoming, NoSubscriberError, Row, RowError, imported
from plugins.subscribers.subscriber import Status

SYSTEM = "buttondown"
_READERS = "regular premium gifted trialed paid churning churned paused past_due unpaid"
STATUSES = {
    **dict.fromkeys(_READERS.split(), Status.CONFIRMED),
    "unsubscribed": Status.UNSUBSCRIBED,
    "removed": Status.UNSUBSCRIBED,
    "undeliverable": Status.BOUNCED,
    "complained": Status.COMPLAINED,
    **dict.fromkeys(("spammy", "blocked", "disabled"), Status.SUPPRESSED),
}
_NAME = re.compile(r"""['"](name|first_name|last_name)['"]: (['"])(.{0,200}?)\2""")


def fits(columns: Collection[str]) -> bool:
    """Whether a file with these columns, in lower case, is such an export."""
    return {"email", "subscriber_type"} <= set(columns) or {"email_address", "type", "creation_date"} <= set(columns)


def read(row: Row, file: str) -> Incoming:
    """The person of a row; raises RowError for a type that is not known, NoSubscriberError for who never confirmed."""
    kind = row.text("subscriber_type", "type").lower()
    if kind == "unactivated":
        raise NoSubscriberError("people who never confirmed")
    if kind not in STATUSES:
        raise RowError(f"subscriber_type: '{kind[:40]}' is not known; write regular, or unsubscribed")
    status = STATUSES[kind]
    asked = row.time("subscription_date", "creation_date")
    left_at = row.time("unsubscription_date", "undeliverability_date") if status is not Status.CONFIRMED else None
    return Incoming(
        address=row.text("email", "email_address"),
        name=_name(row.text("metadata")),
        status=status,
        status_at=left_at or asked,
        agreements=imported(SYSTEM, row.time("creation_date"), asked),
    )


def _name(metadata: str) -> str:
    found = {match[1]: match[3] for match in _NAME.finditer(metadata)}
    return found.get("name") or f"{found.get('first_name', '')} {found.get('last_name', '')}"
