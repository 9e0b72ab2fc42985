"""Makes the report on an edition out of the database, and writes its rows as a table."""

from __future__ import annotations

import csv
from datetime import tzinfo
from typing import TextIO

from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.digest.returns import store as returns
from plugins.digest.sending import counting_store, store
from plugins.digest.sending.frozen import thaw
from plugins.digest.sending.report import SendingReport
from plugins.publication.mistake import PublicationError
from plugins.subscribers.exchange.spreadsheet_text import protect

COLUMNS = ("address", "state", "since", "attempts", "code", "reason")


def report_on(engine: Engine, edition: str, zone: tzinfo) -> SendingReport:
    """The report on an edition as it stands; raises PublicationError where its sending has not begun."""
    with reading(engine) as connection:
        record = store.record(connection, edition)
        if record is None:
            raise PublicationError(f"--edition: the sending of {edition} has not begun, so there is nothing to tell")
        mails = thaw(record.mails, record.digest).mails.values()
        last_at, next_at = counting_store.last_at(connection, edition), counting_store.next_due(connection, edition)
        return SendingReport(
            edition=edition,
            subject=next(iter(mails)).subject if mails else "",
            audience=record.audience,
            counts=counting_store.counts(connection, edition),
            reasons=tuple(counting_store.reasons(connection, edition)),
            begun_at=record.begun_at.astimezone(zone),
            last_at=last_at.astimezone(zone) if last_at else None,
            next_at=next_at.astimezone(zone) if next_at else None,
            stopped=record.stopped,
            came_back=returns.counts(connection, edition),
        )


def write_rows(engine: Engine, edition: str, stream: TextIO) -> int:
    """Write what became of everybody as CSV; how many they are."""
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    number = 0
    with reading(engine) as connection:
        for address, state, at, attempts, code, said in counting_store.rows(connection, edition):
            since = at.isoformat(timespec="seconds")
            writer.writerow([protect(address), state.value, since, attempts, code or "", protect(said)])
            number += 1
    return number
