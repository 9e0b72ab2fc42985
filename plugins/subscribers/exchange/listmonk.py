"""listmonk's subscriber export: `cmd/subscribers.go` there writes its columns, and times as Go prints them.

It does not say who left a list: an `enabled` subscriber may have unsubscribed from it. Who left is a file of its own,
exported from the list's "unsubscribed" view; it is imported with `--status unsubscribed`.
"""

from __future__ import annotations

from collections.abc import Collection

from plugins.subscribers.exchange.incoming import Incoming, Row, RowError, imported
from plugins.subscribers.subscriber import Status

SYSTEM = "listmonk"
STATUSES = {
    "enabled": Status.CONFIRMED,
    "disabled": Status.UNSUBSCRIBED,
    "blocklisted": Status.SUPPRESSED,
}


def fits(columns: Collection[str]) -> bool:
    """Whether a file with these columns, in lower case, is such an export."""
    return {"uuid", "email", "attributes", "status"} <= set(columns)


def read(row: Row, file: str) -> Incoming:
    """The person of a row; raises RowError for a status that is not known."""
    written = row.text("status").lower()
    if written not in STATUSES:
        raise RowError(f"status: '{written[:40]}' is not known; write one of {', '.join(STATUSES)}")
    status, asked = STATUSES[written], row.time("created_at")
    return Incoming(
        address=row.text("email"),
        name=row.text("name"),
        status=status,
        status_at=asked if status is Status.CONFIRMED else row.time("updated_at"),
        agreements=imported(SYSTEM, asked),
    )
