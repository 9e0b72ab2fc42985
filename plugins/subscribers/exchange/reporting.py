"""Looks at the list, and reports on it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.subscribers.exchange import store
from plugins.subscribers.exchange.growth import growth
from plugins.subscribers.exchange.list_report import ListReport
from plugins.subscribers.store import count_by_status


def report_on(engine: Engine, zone: ZoneInfo, now: datetime, unit: str = "") -> ListReport:
    """The list as it is at one moment; `unit` as in `growth`."""
    with reading(engine) as connection:
        return ListReport(
            statuses=count_by_status(connection),
            interests=store.interests(connection),
            hashes=store.count_refusals(connection),
            growth=growth(store.stays(connection), zone, now, unit),
        )
