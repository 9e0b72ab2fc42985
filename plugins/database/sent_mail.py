"""What the database knows of the editions that one person was sent, for whoever asks what is kept of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from plugins.database.tables import DELIVERIES, RETURNS


def account(connection: Connection, subscriber_id: int) -> list[tuple[str, str, datetime]]:
    """Edition, what became of it, and since when, the oldest first; and what came back of it."""
    delivery, returned = DELIVERIES.c, RETURNS.c
    sent = select(delivery.edition, delivery.state, delivery.at).where(delivery.subscriber_id == subscriber_id)
    back = select(returned.edition, returned.kind, returned.at).where(returned.subscriber_id == subscriber_id)
    rows = [(row.edition, row.state, row.at) for row in connection.execute(sent)]
    rows += [(row.edition, f"came back ({row.kind})", row.at) for row in connection.execute(back)]
    return sorted(rows, key=lambda row: (row[2], row[0]))
