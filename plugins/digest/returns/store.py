"""All SQL of mail that came back. Every function works in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from plugins.database.tables import DELIVERIES, RETURNS
from plugins.digest.sending.delivery import State
from plugins.subscribers.store import insert_missing

_return, _delivery = RETURNS.c, DELIVERIES.c


def is_known(connection: Connection, id_: str) -> bool:
    """Whether this message was taken before."""
    return connection.execute(select(_return.id).where(_return.id == id_)).first() is not None


def add(
    connection: Connection, id_: str, subscriber_id: int, edition: str, kind: str, code: str, now: datetime
) -> None:
    """Keep that a message came back."""
    row = {"id": id_, "subscriber_id": subscriber_id, "edition": edition, "kind": kind, "code": code, "at": now}
    insert_missing(connection, RETURNS, [row])


def sent_to(connection: Connection, subscriber_id: int, limit: int) -> list[str]:
    """The last editions that somebody was sent, the newest first."""
    query = select(_delivery.edition).where(_delivery.subscriber_id == subscriber_id, _delivery.state == State.SENT)
    return list(connection.scalars(query.order_by(_delivery.edition.desc()).limit(limit)))


def came_back(connection: Connection, subscriber_id: int, kind: str) -> set[str]:
    """The editions of which somebody's letter came back in this way."""
    query = select(_return.edition).where(_return.subscriber_id == subscriber_id, _return.kind == kind)
    return set(connection.scalars(query))


def counts(connection: Connection, edition: str) -> dict[str, int]:
    """How many readers' letters of an edition came back, by kind."""
    people = func.count(_return.subscriber_id.distinct())
    query = select(_return.kind, people).where(_return.edition == edition).group_by(_return.kind)
    return {row[0]: row[1] for row in connection.execute(query)}
