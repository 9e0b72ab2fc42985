"""SQL that counts: how the deliveries of an edition stand, why, and how many messages left. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from plugins.database.tables import DELIVERIES, MAILINGS, SUBSCRIBERS
from plugins.digest.sending.delivery import State

_mailing, _delivery, _person = MAILINGS.c, DELIVERIES.c, SUBSCRIBERS.c


def counts(connection: Connection, edition: str) -> Mapping[State, int]:
    """How many deliveries are in each state."""
    query = select(_delivery.state, func.count()).where(_delivery.edition == edition).group_by(_delivery.state)
    found = {State(state): number for state, number in connection.execute(query)}
    return {state: found.get(state, 0) for state in State}


def reasons(connection: Connection, edition: str) -> list[tuple[State, str, int]]:
    """Why deliveries were not sent, where somebody said so, and how many for each reason, most frequent first."""
    number = func.count().label("number")
    query = select(_delivery.state, _delivery.code, _delivery.said, number).where(_delivery.edition == edition)
    said = query.where(_delivery.state.notin_([State.SENT, State.SENDING]), _delivery.said != "")
    grouped = said.group_by(*query.selected_columns[:3]).order_by(number.desc(), _delivery.said)
    rows = connection.execute(grouped)
    return [(State(row.state), f"{row.code or ''} {row.said}".strip(), row.number) for row in rows]


def last_at(connection: Connection, edition: str) -> datetime | None:
    """When the last message left."""
    last = select(func.max(_delivery.at, type_=_delivery.at.type))
    at: datetime | None = connection.scalar(last.where(_delivery.edition == edition, _delivery.state == State.SENT))
    return at


def rows(connection: Connection, edition: str) -> Iterator[tuple[str, State, datetime, int, int, str]]:
    """Of everybody: address (empty if erased), state, since when, attempts, code and words; a thousand at a time."""
    columns = (_person.address, _delivery.state, _delivery.at, _delivery.attempts, _delivery.code, _delivery.said)
    query = select(*columns).select_from(DELIVERIES).outerjoin(SUBSCRIBERS, _person.id == _delivery.subscriber_id)
    query = query.where(_delivery.edition == edition).order_by(_delivery.subscriber_id)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        words = row.said if row.state != State.SENDING else ""  # there, it is the mark of a claim
        yield row.address or "", State(row.state), row.at, row.attempts, row.code, words


def next_due(connection: Connection, edition: str) -> datetime | None:
    """When the next deferred delivery is tried again."""
    query = select(func.min(_delivery.due_at, type_=_delivery.due_at.type))
    due: datetime | None = connection.scalar(
        query.where(_delivery.edition == edition, _delivery.state == State.DEFERRED)
    )
    return due


def sent_since(connection: Connection, since: datetime) -> tuple[int, datetime | None]:
    """How many messages of all editions have left, or may have, since then, and when the first of them did."""
    first = func.min(_delivery.at, type_=_delivery.at.type)
    recent = select(_mailing.edition).where(_mailing.moved_at >= since)
    query = select(func.count(), first).where(_delivery.edition.in_(recent), _delivery.at >= since)
    number, at = connection.execute(query.where(_delivery.state.in_([State.SENT, State.UNCERTAIN]))).one()
    return number, at
