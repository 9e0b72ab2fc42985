"""Mailchimp's audience export: a zip with one CSV file for those who are subscribed, unsubscribed, cleaned or neither.

Only the columns in capitals are always there; the others, "Email Address" too, can be renamed by the account. Of which
kind a file is, its columns say, and for those who never subscribed its name alone. Times are taken as UTC.
"""

from __future__ import annotations

from collections.abc import Collection

from plugins.subscribers.exchange.incoming import Incoming, NoSubscriberError, Row, imported
from plugins.subscribers.subscriber import Status

SYSTEM = "mailchimp"
_NEVER_SUBSCRIBED = "nonsubscribed"


def fits(columns: Collection[str]) -> bool:
    """Whether a file with these columns, in lower case, is such an export."""
    return {"optin_time", "confirm_time"} <= set(columns)


def read(row: Row, file: str) -> Incoming:
    """The person of a row; raises NoSubscriberError for who never subscribed."""
    if file.startswith(_NEVER_SUBSCRIBED):
        raise NoSubscriberError("contacts who never subscribed")
    asked, confirmed = row.time("optin_time"), row.time("confirm_time")
    status, left_at = Status.CONFIRMED, None
    if "unsub_time" in row.columns:
        status, left_at = Status.UNSUBSCRIBED, row.time("unsub_time")
    elif "clean_time" in row.columns:
        status, left_at = Status.BOUNCED, row.time("clean_time")
    return Incoming(
        address=row.text("email address", *(column for column in row.columns if "mail" in column)),
        name=row.text("name") or f"{row.text('first name', 'fname')} {row.text('last name', 'lname')}",
        status=status,
        status_at=left_at or confirmed or asked,
        agreements=imported(SYSTEM, asked, confirmed),
    )
