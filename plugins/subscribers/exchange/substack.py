"""Substack's subscriber lists: `email_list.….csv` of the whole export, and the two that the dashboard has written.

The first says who switched e-mail off. All leave out who unsubscribed. "Cancel date" is the end of a payment, not of
the subscription: Substack makes such a reader a free one.
"""

from __future__ import annotations

from collections.abc import Collection

from plugins.subscribers.exchange.incoming import Incoming, Row, imported
from plugins.subscribers.subscriber import Status

SYSTEM = "substack"
_SHAPES = (
    {"email", "active_subscription", "created_at"},
    {"email", "subscription type", "subscription date"},
    {"email", "type", "start date"},
)


def fits(columns: Collection[str]) -> bool:
    """Whether a file with these columns, in lower case, is such an export."""
    return any(shape <= set(columns) for shape in _SHAPES)


def read(row: Row, file: str) -> Incoming:
    """The person of a row; raises RowError for a time that cannot be read."""
    asked = row.time("created_at", "start date", "subscription date")
    is_off = row.text("email_disabled").lower() in {"true", "t", "1", "yes"}
    return Incoming(
        address=row.text("email"),
        name=row.text("name"),
        status=Status.UNSUBSCRIBED if is_off else Status.CONFIRMED,
        status_at=None if is_off else asked,
        agreements=imported(SYSTEM, asked),
    )
