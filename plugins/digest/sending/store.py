"""All SQL of sending. Every function works in the caller's transaction, and decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from plugins.database.tables import DELIVERIES, MAILINGS, SUBSCRIBERS
from plugins.digest.sending.delivery import Delivery, Entry, State
from plugins.subscribers.subscriber import Status

_mailing, _delivery, _person = MAILINGS.c, DELIVERIES.c, SUBSCRIBERS.c


@dataclass(frozen=True)
class Record:
    """What the database says of an edition's sending; `mails` is the frozen text."""

    edition: str
    digest: str
    mails: str = field(repr=False)
    audience: int
    begun_at: datetime
    moved_at: datetime
    generation: int
    holder: str
    held_until: datetime | None
    stopped: str


# The edition


def begin(
    connection: Connection, edition: str, digest: str, mails: str, interests: Sequence[str], nothing: str, now: datetime
) -> bool:
    """Freeze an edition and its audience: everybody who is confirmed at this moment. False where it has begun.

    `interests` are those (joined by blanks, as the list keeps them) for which it has a mail; others are skipped,
    with `nothing` for the reason.
    """
    row = {"edition": edition, "digest": digest, "mails": mails, "audience": 0, "begun_at": now, "moved_at": now}
    row |= {"generation": 0, "holder": "", "held_until": None, "stopped": ""}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    begun = dialect.insert(MAILINGS).values(row).on_conflict_do_nothing().returning(_mailing.edition)
    if connection.execute(begun).first() is None:
        return False
    has_mail = _person.interests.in_(interests)
    audience = select(
        literal(edition),
        _person.id,
        case((has_mail, State.PENDING.value), else_=State.SKIPPED.value),
        literal(0),
        literal(now, _delivery.at.type),
        literal(0),
        case((has_mail, ""), else_=nothing),
    ).where(_person.status == Status.CONFIRMED)
    columns = ["edition", "subscriber_id", "state", "attempts", "at", "code", "said"]
    connection.execute(insert(DELIVERIES).from_select(columns, audience))
    rows = select(func.count()).where(_delivery.edition == edition).scalar_subquery()
    connection.execute(update(MAILINGS).where(_mailing.edition == edition).values(audience=rows))
    return True


def record(connection: Connection, edition: str) -> Record | None:
    """The sending of an edition; None where it has not begun."""
    row = connection.execute(select(MAILINGS).where(_mailing.edition == edition)).one_or_none()
    return Record(**row._mapping) if row else None


def editions(connection: Connection) -> list[str]:
    """The editions whose sending has begun, the oldest first."""
    return list(connection.scalars(select(_mailing.edition).order_by(_mailing.edition)))


def take(connection: Connection, edition: str, holder: str, until: datetime, now: datetime, dead: str = "") -> bool:
    """Make `holder` the one who is at it, unless somebody else is; `dead` is a holder that is known to have ended."""
    free = or_(_mailing.holder == "", _mailing.held_until < now)
    if dead:
        free = or_(free, _mailing.holder.startswith(dead, autoescape=True))
    taken = update(MAILINGS).where(_mailing.edition == edition, free)
    values = {"holder": holder, "held_until": until, "moved_at": now, "stopped": ""}
    return bool(connection.execute(taken.values(**values, generation=_mailing.generation + 1)).rowcount)


def is_held(connection: Connection, edition: str, holder: str) -> bool:
    """Whether `holder` is still the one."""
    return connection.scalar(select(_mailing.holder).where(_mailing.edition == edition)) == holder


def renew(connection: Connection, edition: str, holder: str, until: datetime, now: datetime) -> int:
    """`holder` goes on until then; the new generation, or 0 where somebody else has taken over."""
    ours = update(MAILINGS).where(_mailing.edition == edition, _mailing.holder == holder)
    values = {"held_until": until, "moved_at": now}
    changed = connection.execute(ours.values(**values, generation=_mailing.generation + 1)).rowcount
    return generation(connection, edition) if changed else 0


def generation(connection: Connection, edition: str) -> int:
    """How often somebody has taken or kept an edition; 0 where its sending has not begun."""
    return connection.scalar(select(_mailing.generation).where(_mailing.edition == edition)) or 0


def release(connection: Connection, edition: str, holder: str, stopped: str) -> None:
    """`holder` is at it no more; `stopped` says why it waits for a person, empty where it does not."""
    ours = update(MAILINGS).where(_mailing.edition == edition, _mailing.holder == holder)
    connection.execute(ours.values(holder="", held_until=None, stopped=stopped))


# Its deliveries


_PEOPLE = (
    select(_delivery.subscriber_id, _delivery.attempts, _person.address, _person.name, _person.interests)
    .outerjoin(SUBSCRIBERS, _person.id == _delivery.subscriber_id)
    .order_by(_delivery.subscriber_id)
)


def page(
    connection: Connection, edition: str, now: datetime, after: int, without: Collection[str], limit: int
) -> list[Delivery]:
    """Who is to be sent to at `now`, in the order of their numbers from `after` on, without some domains."""
    query = _PEOPLE.where(_delivery.edition == edition, _delivery.subscriber_id > after, _is_due(now)).limit(limit)
    for domain in without:
        query = query.where(or_(_person.address.is_(None), ~_person.address.endswith(f"@{domain}", autoescape=True)))
    return [
        Delivery(
            row.subscriber_id, row.address or "", row.name or "", tuple((row.interests or "").split()), row.attempts
        )
        for row in connection.execute(query)
    ]


def is_open(connection: Connection, edition: str, now: datetime) -> bool:
    """Whether somebody is to be sent to at `now`."""
    query = select(_delivery.subscriber_id).where(_delivery.edition == edition, _is_due(now))
    return connection.execute(query.limit(1)).first() is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    deferred = and_(_delivery.state == State.DEFERRED, _delivery.due_at <= now)
    return or_(_delivery.state == State.PENDING, deferred)


_OURS = (_delivery.edition == bindparam("of_edition"), _delivery.subscriber_id.in_(bindparam("ids", expanding=True)))
_CLAIM = (
    update(DELIVERIES)
    .where(*_OURS, _delivery.state.in_([State.PENDING.value, State.DEFERRED.value]))
    .where(exists().where(_person.id == _delivery.subscriber_id, _person.status == Status.CONFIRMED.value))
    .where(exists().where(_mailing.edition == _delivery.edition, _mailing.holder == bindparam("of_holder")))
    .values(state=State.SENDING.value, at=bindparam("now"), said=bindparam("mark"))
)
_SENT = (
    update(DELIVERIES)
    .where(*_OURS)
    .values(
        state=State.SENT.value, attempts=_delivery.attempts + 1, at=bindparam("now"), due_at=None, code=250, said=""
    )
)


def claim(connection: Connection, edition: str, holder: str, ids: Sequence[int], mark: str, now: datetime) -> set[int]:
    """Write `sending` for those who are confirmed, and whose letter nobody has; none where `holder` is no more it.

    `mark` is in no other claim. Rows are asked for only where some were not claimed: SQLite lets other threads run
    between any two of them, and they would have to stop again for each.
    """
    values = {"of_edition": edition, "of_holder": holder, "ids": ids, "mark": mark, "now": now}
    if connection.execute(_CLAIM, values).rowcount == len(ids):
        return set(ids)
    ours = select(_delivery.subscriber_id).where(_delivery.edition == edition, _delivery.subscriber_id.in_(ids))
    return set(connection.scalars(ours.where(_delivery.said == mark)))


def statuses(connection: Connection, edition: str, ids: Collection[int]) -> list[tuple[int, int, str | None]]:
    """Number, attempts and the list's status (None if erased) of those deliveries that wait."""
    query = _PEOPLE.with_only_columns(_delivery.subscriber_id, _delivery.attempts, _person.status)
    query = query.where(_delivery.edition == edition, _delivery.subscriber_id.in_(ids))
    waiting = query.where(_delivery.state.in_([State.PENDING, State.DEFERRED]))
    return [(row.subscriber_id, row.attempts, row.status) for row in connection.execute(waiting)]


def mark_sent(connection: Connection, edition: str, ids: Sequence[int], now: datetime) -> None:
    """Their letters have left."""
    if ids:
        connection.execute(_SENT, {"of_edition": edition, "ids": ids, "now": now})


_WRITE = (
    update(DELIVERIES)
    .where(_delivery.edition == bindparam("of_edition"), _delivery.subscriber_id == bindparam("of_id"))
    .where(_delivery.state != State.SENT, _delivery.state != State.SKIPPED)
    .values({name: bindparam(f"new_{name}") for name in ("state", "attempts", "at", "due_at", "code", "said")})
)


def write(connection: Connection, edition: str, entries: Sequence[Entry], now: datetime) -> None:
    """Write what became of deliveries. What was sent or skipped stays so."""
    if entries:
        connection.execute(_WRITE, [_row(edition, entry, now) for entry in entries])


def _row(edition: str, entry: Entry, now: datetime) -> dict[str, Any]:
    return {
        "of_edition": edition,
        "of_id": entry.id,
        "new_state": entry.state.value,
        "new_attempts": entry.attempts,
        "new_at": now,
        "new_due_at": entry.due_at,
        "new_code": entry.code,
        "new_said": entry.said[:200],
    }


def move(connection: Connection, edition: str, old: State, new: State, said: str, now: datetime) -> int:
    """Put all deliveries of one state into another; how many they were."""
    of_state = update(DELIVERIES).where(_delivery.edition == edition, _delivery.state == old)
    return connection.execute(of_state.values(state=new, said=said, at=now, due_at=None)).rowcount


def retry_failed(connection: Connection, edition: str, now: datetime) -> int:
    """Have everybody who was refused, and is on the list, sent to once more; how many they are."""
    on_list = select(_person.id).where(_person.status == Status.CONFIRMED)
    refused = update(DELIVERIES).where(_delivery.edition == edition, _delivery.state == State.FAILED)
    again = refused.where(_delivery.subscriber_id.in_(on_list)).values(state=State.PENDING, at=now, attempts=0)
    return connection.execute(again).rowcount


def addresses(connection: Connection, edition: str) -> Iterator[tuple[int, str]]:
    """Number and address of everybody who is to be sent to, a thousand in memory at a time."""
    query = select(_delivery.subscriber_id, _person.address).join(SUBSCRIBERS, _person.id == _delivery.subscriber_id)
    query = query.where(_delivery.edition == edition, _delivery.state == State.PENDING)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        yield row.subscriber_id, row.address
