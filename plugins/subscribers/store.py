"""All SQL of the list. Every function works in the caller's transaction: what it did is there when that is committed.

with engine.begin() as connection:
    store.sign_up(connection, [SignUp(…)], now)      # also queues the mail that answers
with reading(engine) as connection:
    for subscriber in store.iterate(connection, interest="content"): …
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from plugins.database import queue
from plugins.database.queue import QueuedMail
from plugins.database.tables import CONSENTS, SUBSCRIBERS, SUPPRESSIONS, WORDINGS, new_id
from plugins.subscribers.address import address_hash
from plugins.subscribers.consent import CONFIRM_WITHIN, Consent, SignUp, wording_hash
from plugins.subscribers.dossier import Dossier, Mail
from plugins.subscribers.subscriber import MAIL_EVERY, Answer, Event, Status, Subscriber, after, answer_to_form

DATA = "data"  # the kind of mail that holds all we keep of a subscriber
FORGOTTEN = "forgotten"  # a reason in `suppressions`: somebody asked to be erased; a new sign-up of theirs is welcome
_TURN = 0x1458  # the number of an advisory lock; any that is always the same, and nobody else's
_person, _consent, _refused = SUBSCRIBERS.c, CONSENTS.c, SUPPRESSIONS.c
_COLUMNS = [
    *(_person.id, _person.address, _person.name, _person.interests, _person.status, _person.status_at),
    *(_person.created_at, _person.confirmed_at),
]


# Signing up


def sign_up(connection: Connection, sign_ups: Sequence[SignUp], now: datetime) -> list[Answer]:
    """Keep what forms asked for, queue the mails that answer them, and say which mail each one is answered with.

    All of them in a few statements, since one commit serves all who come at the same moment. A row is written only
    where a mail leaves: the second form for an address within a day changes nothing.
    """
    take_turn(connection)
    known = _known(connection, {one.address for one in sign_ups})
    writes = _Writes()
    answers = []
    for one in sign_ups:
        person = known.setdefault(one.address, _Known())
        answer = answer_to_form(person.status, person.mailed_at, now)
        answers.append(answer)
        if answer is not Answer.NONE:
            writes.add(one, person, answer, now)
            known[one.address] = _Known(person.id or writes.mails[-1].subscriber_id, person.status, now)
    writes.execute(connection, now)
    return answers


@dataclass(frozen=True)
class _Known:
    """What the database knows of an address: nothing, a row, or that it must not be mailed."""

    id: int | None = None
    status: Status | None = None
    mailed_at: datetime | None = None


def _known(connection: Connection, addresses: set[str]) -> dict[str, _Known]:
    rows = select(_person.address, _person.id, _person.status, _person.mailed_at).where(_person.address.in_(addresses))
    known = {row.address: _Known(row.id, Status(row.status), row.mailed_at) for row in connection.execute(rows)}
    for address, reason in suppressed(connection, addresses - known.keys()).items():
        if reason != FORGOTTEN:
            known[address] = _Known(status=Status(reason))
    return known


class _Writes:
    """Rows of one transaction, collected so that each table takes them in one statement."""

    def __init__(self) -> None:
        self.people: list[dict[str, Any]] = []
        self.mailed: list[int] = []
        self.consents: list[dict[str, Any]] = []
        self.wordings: dict[str, str] = {}
        self.mails: list[QueuedMail] = []

    def add(self, one: SignUp, person: _Known, answer: Answer, now: datetime) -> None:
        subscriber_id = person.id or new_id()
        if person.id is None:
            self.people.append(_pending(one, subscriber_id, now))
        else:
            self.mailed.append(subscriber_id)
        facts = {}
        if answer is Answer.CONFIRM:
            self.consents.append(_asked(one, subscriber_id, now))
            self.wordings[self.consents[-1]["wording"]] = one.wording
            facts = {"consent": self.consents[-1]["id"]}
        self.mails.append(QueuedMail(answer, subscriber_id, facts))

    def execute(self, connection: Connection, now: datetime) -> None:
        if not self.mails:
            return
        if self.people:
            connection.execute(insert(SUBSCRIBERS), self.people)
        if self.mailed:
            connection.execute(update(SUBSCRIBERS).where(_person.id.in_(self.mailed)).values(mailed_at=now))
        rows = [{"hash": key, "text": text} for key, text in self.wordings.items()]
        insert_missing(connection, WORDINGS, rows)
        if self.consents:
            connection.execute(insert(CONSENTS), self.consents)
        queue.add(connection, self.mails, now)


def _pending(one: SignUp, subscriber_id: int, now: datetime) -> dict[str, Any]:
    row = {"id": subscriber_id, "address": one.address, "name": one.name, "interests": " ".join(one.interests)}
    status = {"status": Status.PENDING, "status_at": now, "confirmed_at": None}
    return row | status | {"created_at": now, "mailed_at": now}


def _asked(one: SignUp, subscriber_id: int, now: datetime) -> dict[str, Any]:
    row = {"id": new_id(), "subscriber_id": subscriber_id, "name": one.name, "interests": " ".join(one.interests)}
    source = {"form": one.form, "tag": one.tag, "page": one.page, "wording": wording_hash(one.wording)}
    times = {"given_at": now, "expires_at": now + CONFIRM_WITHIN, "confirmed_at": None}
    return row | source | times | {"network_address": one.network_address}


def confirm(connection: Connection, consent_id: int, now: datetime) -> Subscriber | None:
    """Confirm a sign-up, and give its subscriber the name and the interests that it asked for.

    None where the link has expired or its sign-up is gone. A link that was used before changes nothing.
    """
    row = connection.execute(select(CONSENTS).where(_consent.id == consent_id).with_for_update()).one_or_none()
    if row is None:
        return None
    person = by_id(connection, row.subscriber_id)
    if row.confirmed_at or person is None:
        return person
    if row.expires_at <= now:
        return None
    status = after(person.status, Event.CONFIRM)
    if status is not Status.CONFIRMED:
        return person
    connection.execute(update(CONSENTS).where(_consent.id == consent_id).values(confirmed_at=now))
    wanted = {"name": row.name or person.name, "interests": row.interests, "confirmed_at": now}
    _change(connection, person, status, now, **wanted)
    connection.execute(delete(SUPPRESSIONS).where(_refused.address_hash == address_hash(person.address)))
    return by_id(connection, person.id)


# What happens to a subscriber


def apply(connection: Connection, subscriber_id: int, event: Event, now: datetime) -> Subscriber | None:
    """Let an event happen to a subscriber: unsubscribe, bounce, complain, suppress. None where there is no such row.

    `after` in subscriber.py says what each does; the second time changes nothing.
    """
    person = by_id(connection, subscriber_id, for_update=True)
    if person is None:
        return None
    status = after(person.status, event)
    if status is not person.status:
        _change(connection, person, status, now)
    return by_id(connection, subscriber_id)


def unsubscribe(connection: Connection, subscriber_id: int, now: datetime) -> Subscriber | None:
    """The subscriber wants no more mail."""
    return apply(connection, subscriber_id, Event.UNSUBSCRIBE, now)


def change_preferences(
    connection: Connection, subscriber_id: int, name: str, interests: Sequence[str]
) -> Subscriber | None:
    """Set name and interests; None where there is no such row."""
    values = {"name": name, "interests": " ".join(interests)}
    connection.execute(update(SUBSCRIBERS).where(_person.id == subscriber_id).values(**values))
    return by_id(connection, subscriber_id)


def ask_for_data(connection: Connection, subscriber_id: int, now: datetime) -> bool:
    """Queue the mail that holds all we keep of a subscriber; False within a day of the last, or for nobody."""
    if by_id(connection, subscriber_id, for_update=True) is None:
        return False
    if queue.was_queued(connection, DATA, subscriber_id, now - MAIL_EVERY):
        return False
    queue.add(connection, [QueuedMail(DATA, subscriber_id)], now)
    return True


def suppress(connection: Connection, address: str, now: datetime, reason: str = Status.SUPPRESSED) -> None:
    """Never mail this address again, whether or not it is on the list."""
    person = by_address(connection, address)
    if person:
        event = Event.COMPLAIN if reason == Status.COMPLAINED else Event.SUPPRESS
        apply(connection, person.id, event, now)
    else:
        row = {"address_hash": address_hash(address), "reason": reason, "since": now}
        insert_missing(connection, SUPPRESSIONS, [row])


def forget(connection: Connection, subscriber_id: int, now: datetime) -> bool:
    """Erase a subscriber, their consents and their queued mail; a hash stays, so that no import brings them back."""
    person = by_id(connection, subscriber_id, for_update=True)
    if person is None:
        return False
    connection.execute(delete(SUBSCRIBERS).where(_person.id == subscriber_id))
    kept = {Status.COMPLAINED, Status.SUPPRESSED}
    reason = str(person.status) if person.status in kept else FORGOTTEN
    row = {"address_hash": address_hash(person.address), "reason": reason, "since": now}
    insert_missing(connection, SUPPRESSIONS, [row])
    return True


def clear(connection: Connection, now: datetime, keep_network_addresses_since: datetime) -> None:
    """Delete who never confirmed once their link has expired, and network addresses that were kept long enough."""
    open_links = select(_consent.subscriber_id).where(_consent.expires_at > now)
    never = (_person.status == Status.PENDING) & _person.id.not_in(open_links)
    connection.execute(delete(SUBSCRIBERS).where(never))
    old = _consent.network_address.is_not(None) & (_consent.given_at < keep_network_addresses_since)
    connection.execute(update(CONSENTS).where(old).values(network_address=None))


def _change(connection: Connection, person: Subscriber, status: Status, now: datetime, **more: Any) -> None:
    changed = {"status": status, "status_at": now} if status is not person.status else {}
    connection.execute(update(SUBSCRIBERS).where(_person.id == person.id).values(**changed, **more))


# Reading


def by_id(connection: Connection, subscriber_id: int, for_update: bool = False) -> Subscriber | None:
    """The subscriber with this id."""
    query = select(*_COLUMNS).where(_person.id == subscriber_id)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return _subscriber(row) if row else None


def by_address(connection: Connection, address: str) -> Subscriber | None:
    """The subscriber with this normalised address."""
    row = connection.execute(select(*_COLUMNS).where(_person.address == address)).one_or_none()
    return _subscriber(row) if row else None


def iterate(
    connection: Connection,
    statuses: Sequence[Status] = (Status.CONFIRMED,),
    interest: str = "",
    after_id: int = 0,
) -> Iterator[Subscriber]:
    """Subscribers in the order of their ids, a thousand in memory at a time; read them within `reading(engine)`.

    Those who have one of `statuses`, who are interested in `interest` where one is named, and whose ids come after
    `after_id`. The ids are random, so the order says nothing, and stays.
    """
    query = select(*_COLUMNS).where(_person.status.in_(statuses), _person.id > after_id).order_by(_person.id)
    if interest:
        query = query.where(_person.interests.contains(interest, autoescape=True))
    for row in connection.execute(query.execution_options(yield_per=1000)):
        yield _subscriber(row)


def count_by_status(connection: Connection) -> dict[Status, int]:
    """How many subscribers have each status."""
    rows = connection.execute(select(_person.status, func.count()).group_by(_person.status))
    return {Status(status): number for status, number in rows}


def suppressed(connection: Connection, addresses: set[str]) -> dict[str, str]:
    """Which of these addresses are in `suppressions`, and why. Addresses that have a row of their own are not."""
    hashes = {address_hash(address): address for address in addresses}
    rows = connection.execute(select(_refused.address_hash, _refused.reason).where(_refused.address_hash.in_(hashes)))
    return {hashes[row.address_hash]: row.reason for row in rows}


def consents_of(connection: Connection, subscriber_id: int) -> list[Consent]:
    """What a subscriber has agreed to, or was asked to confirm, oldest first; with the words themselves."""
    query = select(CONSENTS, WORDINGS.c.text).join(WORDINGS).where(_consent.subscriber_id == subscriber_id)
    return [
        Consent(
            id=row.id,
            subscriber_id=row.subscriber_id,
            form=row.form,
            tag=row.tag,
            page=row.page,
            wording=row.text,
            given_at=row.given_at,
            expires_at=row.expires_at,
            confirmed_at=row.confirmed_at,
            network_address=row.network_address,
        )
        for row in connection.execute(query.order_by(_consent.given_at))
    ]


def consent(connection: Connection, consent_id: int) -> Consent | None:
    """The sign-up that a confirming link names."""
    owner = connection.scalar(select(_consent.subscriber_id).where(_consent.id == consent_id))
    found = consents_of(connection, owner) if owner else []
    return next((one for one in found if one.id == consent_id), None)


def dossier(connection: Connection, person: Subscriber) -> Dossier:
    """All that is kept of a subscriber."""
    mails = [Mail(*facts) for facts in queue.account(connection, person.id)]
    return Dossier(person, tuple(consents_of(connection, person.id)), tuple(mails))


def take_turn(connection: Connection) -> None:
    """Wait until nobody else adds addresses, and be the only one until the transaction ends; its first statement.

    Who looks an address up and then adds it must not be overtaken. On SQLite every writer is the only one anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_TURN)))


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, leaving alone those whose key is there already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    if rows:
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address,
        name=row.name,
        interests=tuple(row.interests.split()),
        status=Status(row.status),
        status_at=row.status_at,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
    )
