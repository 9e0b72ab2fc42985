"""The SQL of double opt-in: what forms ask for, and the links that confirm it; in the caller's transaction, too.

with engine.begin() as connection:
    opt_in_store.sign_up(connection, [SignUp(…)], now)      # also queues the mail that answers
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, null, select, update

from plugins.database import queue
from plugins.database.queue import QueuedMail
from plugins.database.tables import CONSENTS, SUBSCRIBERS, SUPPRESSIONS, WORDINGS, new_id
from plugins.subscribers import store
from plugins.subscribers.address import address_hash
from plugins.subscribers.consent import CONFIRM_WITHIN, SignUp, wording_hash
from plugins.subscribers.subscriber import Answer, Event, Status, Subscriber, after, answer_to_form

_person, _consent, _refused = SUBSCRIBERS.c, CONSENTS.c, SUPPRESSIONS.c

# Put together once: that takes longer than to carry them out.
_KNOWN = (
    select(_person.address, _person.status, _person.id, _person.mailed_at)
    .where(_person.address.in_(bindparam("addresses", expanding=True)))
    .union_all(
        select(_refused.address_hash, _refused.reason, null(), null()).where(
            _refused.address_hash.in_(bindparam("hashes", expanding=True)), _refused.reason != store.FORGOTTEN
        )
    )
)
_ADD_PEOPLE, _ADD_CONSENTS = insert(SUBSCRIBERS), insert(CONSENTS)


def sign_up(connection: Connection, sign_ups: Sequence[SignUp], now: datetime) -> list[Answer]:
    """Keep what forms asked for, queue the mails that answer them, and say which mail each one is answered with.

    All of them in a few statements, since one commit serves all who come at the same moment. A row is written only
    where a mail leaves: the second form for an address within a day changes nothing.
    """
    store.take_turn(connection)
    known = _known(connection, sign_ups)
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


def _known(connection: Connection, sign_ups: Sequence[SignUp]) -> dict[str, _Known]:
    """By address, what the database knows; one question for all, since each costs the other threads a pause."""
    hashes = {address_hash(one.address): one.address for one in sign_ups}
    asked = {"addresses": list(hashes.values()), "hashes": list(hashes)}
    return {
        hashes.get(address, address): _Known(id_, Status(status), mailed_at)
        for address, status, id_, mailed_at in connection.execute(_KNOWN, asked)
    }


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
            connection.execute(_ADD_PEOPLE, self.people)
        if self.mailed:
            connection.execute(update(SUBSCRIBERS).where(_person.id.in_(self.mailed)).values(mailed_at=now))
        rows = [{"hash": key, "text": text} for key, text in self.wordings.items()]
        store.insert_missing(connection, WORDINGS, rows)
        if self.consents:
            connection.execute(_ADD_CONSENTS, self.consents)
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
    person = store.by_id(connection, row.subscriber_id, for_update=True)
    if row.confirmed_at or person is None:
        return person
    if row.expires_at <= now:
        return None
    status = after(person.status, Event.CONFIRM)
    if status is not Status.CONFIRMED:
        return person
    connection.execute(update(CONSENTS).where(_consent.id == consent_id).values(confirmed_at=now))
    wanted = {"name": row.name or person.name, "interests": row.interests, "confirmed_at": now}
    since = person.status_at if person.status is status else now
    changed = update(SUBSCRIBERS).where(_person.id == person.id)
    connection.execute(changed.values(status=status, status_at=since, **wanted))
    connection.execute(delete(SUPPRESSIONS).where(_refused.address_hash == address_hash(person.address)))
    return store.by_id(connection, person.id)


def clear(connection: Connection, now: datetime, keep_network_addresses_since: datetime) -> None:
    """Delete who never confirmed once their link has expired, and network addresses that were kept long enough."""
    open_links = select(_consent.subscriber_id).where(_consent.expires_at > now)
    never = (_person.status == Status.PENDING) & _person.id.not_in(open_links)
    connection.execute(delete(SUBSCRIBERS).where(never))
    old = _consent.network_address.is_not(None) & (_consent.given_at < keep_network_addresses_since)
    connection.execute(update(CONSENTS).where(old).values(network_address=None))
