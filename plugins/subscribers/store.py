"""The SQL of the list: events, preferences, erasure, reading. opt_in_store.py has that of signing up and confirming.

Every function works in the caller's transaction: what it did is there when that is committed.

    with engine.begin() as connection:
        store.unsubscribe(connection, subscriber_id, now)
    with reading(engine) as connection:
        for subscriber in store.iterate(connection, interest="content"): …
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from plugins.database import queue, sent_mail
from plugins.database.queue import QueuedMail
from plugins.database.tables import CONSENTS, SUBSCRIBERS, SUPPRESSIONS, WORDINGS
from plugins.subscribers.address import address_hash
from plugins.subscribers.consent import Consent
from plugins.subscribers.dossier import Dossier, Mail
from plugins.subscribers.subscriber import MAIL_EVERY, Event, Status, Subscriber, after

DATA = "data"  # the kind of mail that holds all we keep of a subscriber
FORGOTTEN = "forgotten"  # a reason in `suppressions`: somebody asked to be erased; a new sign-up of theirs is welcome
_TURN = 0x1458  # the number of an advisory lock; any that is always the same, and nobody else's
_person, _consent, _refused = SUBSCRIBERS.c, CONSENTS.c, SUPPRESSIONS.c
_COLUMNS = [
    *(_person.id, _person.address, _person.name, _person.interests, _person.status, _person.status_at),
    *(_person.created_at, _person.confirmed_at),
]


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
        changed = update(SUBSCRIBERS).where(_person.id == subscriber_id)
        connection.execute(changed.values(status=status, status_at=now))
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
    editions = sent_mail.account(connection, person.id)
    mails += [Mail(f"edition {edition}".strip(), state, at) for edition, state, at in editions]
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
