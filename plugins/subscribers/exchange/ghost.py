"""Ghost's members export: one CSV file; labels, tiers and notes stay there."""

from __future__ import annotations

from collections.abc import Collection

from plugins.subscribers.exchange.incoming import Incoming, NoSubscriberError, Row, imported
from plugins.subscribers.subscriber import Status

SYSTEM = "ghost"


def fits(columns: Collection[str]) -> bool:
    """Whether a file with these columns, in lower case, is such an export."""
    return {"email", "subscribed_to_emails", "created_at"} <= set(columns)


def read(row: Row, file: str) -> Incoming:
    """The person of a row; raises NoSubscriberError for a member who was deleted."""
    if row.text("deleted_at"):
        raise NoSubscriberError("members who were deleted")
    asked = row.time("created_at")
    gets_mail = row.text("subscribed_to_emails").lower() in {"true", "1"}
    return Incoming(
        address=row.text("email"),
        name=row.text("name"),
        status=Status.CONFIRMED if gets_mail else Status.UNSUBSCRIBED,
        status_at=asked if gets_mail else None,
        agreements=imported(SYSTEM, asked),
    )
