"""The queue of mail that is to leave: written with what causes it, taken by a worker, and never lost.

A row is written in the transaction of its cause, so there is either both or neither. A worker takes a row by moving
its `due_at` to when somebody else may try: should the worker be killed, the row comes up again by itself. That can
send one message twice (killed between sending and `sent`), never none; both carry the same Message-ID, which is made
of the row's id. What a mail says is put together when it is sent, out of `kind`, the subscriber and the `facts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from plugins.database.tables import QUEUED_MAIL, new_id

LEASE = timedelta(minutes=5)  # after which a mail that was taken, and neither sent nor failed, is taken again
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
MOST_ATTEMPTS = 16  # about two days
KEPT_FOR = timedelta(days=30)  # rows of mail that has left, for the account

_mail = QUEUED_MAIL.c
_ADD = insert(QUEUED_MAIL)


@dataclass(frozen=True)
class QueuedMail:
    """One mail that is to leave: to a subscriber (by id), or to `recipient` (an address); `facts` goes through JSON."""

    kind: str
    subscriber_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    recipient: str = ""
    id: int = field(default_factory=new_id)
    attempts: int = 0
    created_at: datetime | None = None  # set by the queue


def add(connection: Connection, mails: Sequence[QueuedMail], now: datetime, due_at: datetime | None = None) -> None:
    """Queue mails, due at once or at a later time, in the caller's transaction."""
    if mails:
        new = {"created_at": now, "due_at": due_at or now, "state": "queued", "error": ""}
        rows = [vars(mail) | new for mail in mails]
        connection.execute(_ADD, rows)


def take(connection: Connection, now: datetime, limit: int = 20) -> list[QueuedMail]:
    """Mails that are due, oldest first; nobody else gets them before the lease is over. Commit before you send."""
    due = select(QUEUED_MAIL).where(_mail.state == "queued", _mail.due_at <= now).order_by(_mail.due_at).limit(limit)
    rows = connection.execute(due.with_for_update(skip_locked=True)).all()
    if rows:
        taken = update(QUEUED_MAIL).where(_mail.id.in_([row.id for row in rows]))
        connection.execute(taken.values(due_at=now + LEASE, attempts=_mail.attempts + 1))
    return [_taken(row) for row in rows]


def mark_sent(connection: Connection, mail: QueuedMail, now: datetime) -> None:
    """The mail has left."""
    _finish(connection, mail, state="sent", finished_at=now, error="")


def put_back(connection: Connection, mail: QueuedMail, now: datetime, error: str) -> None:
    """The mail has not left, for a reason that may pass: try again later, after ever longer pauses, then no more."""
    if mail.attempts >= MOST_ATTEMPTS:
        mark_failed(connection, mail, now, error)
    else:
        _finish(connection, mail, due_at=now + pause(mail.attempts), error=error[:200])


def mark_failed(connection: Connection, mail: QueuedMail, now: datetime, error: str) -> None:
    """The mail can never leave."""
    _finish(connection, mail, state="failed", finished_at=now, error=error[:200])


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, doubled every time, six hours at most."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_PAUSE)


def next_due(connection: Connection) -> datetime | None:
    """When the next mail is due; None when the queue is empty."""
    due: datetime | None = connection.scalar(select(func.min(_mail.due_at)).where(_mail.state == "queued"))
    return due


def was_queued(connection: Connection, kind: str, subscriber_id: int, since: datetime) -> bool:
    """Whether a mail of this kind was queued for a subscriber after `since`."""
    query = select(_mail.id).where(_mail.subscriber_id == subscriber_id, _mail.kind == kind, _mail.created_at > since)
    return connection.execute(query.limit(1)).first() is not None


def is_stuck(connection: Connection, now: datetime, patience: timedelta) -> bool:
    """Whether a mail has waited for longer than `patience`, and no other one has been sent since it was queued.

    One mailbox that takes no mail for days is no such case, as long as others do.
    """
    oldest = connection.scalar(select(func.min(_mail.created_at)).where(_mail.state == "queued"))
    if oldest is None or now - oldest <= patience:
        return False
    last = connection.scalar(select(func.max(_mail.finished_at)).where(_mail.state == "sent"))
    return last is None or last < oldest


def account(connection: Connection, subscriber_id: int) -> list[tuple[str, str, datetime]]:
    """Kind, state and time of every mail to a subscriber that we still know of, oldest first."""
    query = select(_mail.kind, _mail.state, func.coalesce(_mail.finished_at, _mail.created_at).label("at"))
    rows = connection.execute(query.where(_mail.subscriber_id == subscriber_id).order_by("at"))
    return [(row.kind, row.state, row.at) for row in rows]


def counts(connection: Connection) -> dict[str, int]:
    """How many mails are in each state."""
    rows = connection.execute(select(_mail.state, func.count()).group_by(_mail.state))
    return {row[0]: row[1] for row in rows}


def clear(connection: Connection, now: datetime) -> None:
    """Delete the rows of mail that has left, or never could, more than a month ago."""
    connection.execute(delete(QUEUED_MAIL).where(_mail.finished_at < now - KEPT_FOR))


def _taken(row: Row[Any]) -> QueuedMail:
    return QueuedMail(
        kind=row.kind,
        subscriber_id=row.subscriber_id,
        facts=row.facts,
        recipient=row.recipient,
        id=row.id,
        attempts=row.attempts + 1,
        created_at=row.created_at,
    )


def _finish(connection: Connection, mail: QueuedMail, **values: Any) -> None:
    connection.execute(update(QUEUED_MAIL).where(_mail.id == mail.id).values(**values))
