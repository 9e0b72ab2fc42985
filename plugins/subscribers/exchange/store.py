"""SQL for many subscribers at once: what import, export and report need. The rest of the list's SQL is one folder up.

Every function works in the caller's transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from plugins.database.tables import CONSENTS, SUBSCRIBERS, SUPPRESSIONS, WORDINGS, new_id
from plugins.subscribers import store
from plugins.subscribers.address import address_hash
from plugins.subscribers.consent import CONFIRM_WITHIN, Consent, wording_hash
from plugins.subscribers.exchange.incoming import ELSEWHERE, Agreement, Incoming, Refusal
from plugins.subscribers.exchange.merging import Known
from plugins.subscribers.subscriber import Status, Subscriber

PAGE = 2000  # subscribers in memory at a time
_person, _consent, _refused = SUBSCRIBERS.c, CONSENTS.c, SUPPRESSIONS.c


# Import


@dataclass(frozen=True)
class Change:
    """What an import has decided for an address: a new row, or a new status for the one that is there."""

    address: str  # normalised
    name: str
    told: Incoming
    status: Status
    is_new: bool


def known(connection: Connection, addresses: set[str], for_update: bool = False) -> dict[str, Known]:
    """What is known of these addresses; those that are not known are left out.

    `for_update`: nobody else adds an address until the transaction ends.
    """
    if for_update:
        store.take_turn(connection)
    here = _consent.form.not_like(f"{ELSEWHERE}%")
    latest = func.max(_consent.confirmed_at, type_=_consent.confirmed_at.type).filter(here).label("latest")
    query = select(_person.address, _person.status, latest).outerjoin(CONSENTS).group_by(_person.id)
    rows = connection.execute(query.where(_person.address.in_(addresses)))
    found = {row.address: Known(Status(row.status), row.latest) for row in rows}
    refused = store.suppressed(connection, addresses - found.keys())
    return found | dict.fromkeys(refused, Known(is_refused=True))


def write(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    """Write what an import has decided. No address stands in it twice."""
    _insert(connection, [change for change in changes if change.is_new], now)
    confirmed = [change for change in changes if not change.is_new and change.status is Status.CONFIRMED]
    for change in confirmed:
        _confirm(connection, change, now)
    left = [change for change in changes if not change.is_new and change.status is not Status.CONFIRMED]
    _leave(connection, left, now)


def _insert(connection: Connection, new: Sequence[Change], now: datetime) -> None:
    if not new:
        return
    ids = _free_ids(connection, SUBSCRIBERS, [change.told.id for change in new])
    people = [
        {
            "id": id_,
            "address": change.address,
            "name": change.name,
            "interests": " ".join(change.told.interests),
            "status": change.status,
            "status_at": change.told.status_at or now,
            "created_at": change.told.created_at or _first_given(change.told) or now,
            "confirmed_at": change.told.confirmed_at,
        }
        for change, id_ in zip(new, ids, strict=True)
    ]
    connection.execute(insert(SUBSCRIBERS), people)
    _agree(connection, [(id_, change) for change, id_ in zip(new, ids, strict=True)])


def _first_given(told: Incoming) -> datetime | None:
    return min((one.given_at for one in told.agreements), default=None)


def _confirm(connection: Connection, change: Change, now: datetime) -> None:
    """Somebody who has a row, and has not confirmed to us, has agreed elsewhere."""
    person = store.by_address(connection, change.address)
    if person is None:
        return
    values = {"status": change.status, "status_at": change.told.status_at or now, "name": change.name or person.name}
    values |= {"interests": " ".join(change.told.interests), "confirmed_at": change.told.confirmed_at}
    connection.execute(update(SUBSCRIBERS).where(_person.id == person.id).values(**values))
    _agree(connection, [(person.id, change)])


def _leave(connection: Connection, left: Sequence[Change], now: datetime) -> None:
    if left:
        rows = [{"who": one.address, "new": one.status, "at": one.told.status_at or now} for one in left]
        change = update(SUBSCRIBERS).where(_person.address == bindparam("who"))
        connection.execute(change.values(status=bindparam("new"), status_at=bindparam("at")), rows)


def _agree(connection: Connection, people: Sequence[tuple[int, Change]]) -> None:
    """Keep what people agreed to elsewhere."""
    found = [(id_, change, one) for id_, change in people for one in change.told.agreements]
    if not found:
        return
    wordings = {wording_hash(one.wording): one.wording for _, _, one in found}
    store.insert_missing(connection, WORDINGS, [{"hash": key, "text": words} for key, words in wordings.items()])
    ids = _free_ids(connection, CONSENTS, [one.id for _, _, one in found])
    rows = [_consent_row(id_, person, change, one) for id_, (person, change, one) in zip(ids, found, strict=True)]
    connection.execute(insert(CONSENTS), rows)


def _consent_row(id_: int, subscriber_id: int, change: Change, one: Agreement) -> dict[str, object]:
    return {
        "id": id_,
        "subscriber_id": subscriber_id,
        "form": one.form,
        "tag": one.tag,
        "page": one.page,
        "wording": wording_hash(one.wording),
        "name": change.name,
        "interests": " ".join(change.told.interests),
        "given_at": one.given_at,
        "expires_at": one.given_at + CONFIRM_WITHIN,
        "confirmed_at": one.confirmed_at,
        "network_address": None,
    }


def _free_ids(connection: Connection, table: Table, wanted: Sequence[int | None]) -> list[int]:
    """An id for each: the wanted one where nobody has it, so that links of mails go on working; else a new one."""
    asked_for = {id_ for id_ in wanted if id_ is not None}
    taken = set(connection.scalars(select(table.c.id).where(table.c.id.in_(asked_for)))) if asked_for else set()
    ids = []
    for id_ in wanted:
        ids.append(new_id() if id_ is None or id_ in taken else id_)
        taken.add(ids[-1])
    return ids


def refuse(connection: Connection, refusals: Sequence[Refusal]) -> None:
    """Keep the hashes of addresses that must not be mailed."""
    store.insert_missing(connection, SUPPRESSIONS, [_refusal_row(one) for one in refusals])


def _refusal_row(one: Refusal) -> dict[str, object]:
    return {"address_hash": one.address_hash, "reason": one.reason, "since": one.since}


def settle(connection: Connection, refusals: dict[str, Refusal], now: datetime) -> None:
    """Erase who is on the list and among the refused (by hash); who has confirmed since is refused no more."""
    for person in list(_with_hash(connection, refusals)):
        refusal = refusals[address_hash(person.address)]
        if person.status is Status.CONFIRMED and person.confirmed_at and person.confirmed_at > refusal.since:
            connection.execute(delete(SUPPRESSIONS).where(_refused.address_hash == refusal.address_hash))
        else:
            store.forget(connection, person.id, now)


def _with_hash(connection: Connection, hashes: dict[str, Refusal]) -> Iterator[Subscriber]:
    everybody = store.iterate(connection, tuple(Status))
    return (person for person in everybody if address_hash(person.address) in hashes)


# Export


def people(connection: Connection) -> Iterator[tuple[Subscriber, list[Consent]]]:
    """Everybody with what they agreed to, the oldest first."""
    everybody = store.iterate(connection, tuple(Status))
    while page := list(islice(everybody, PAGE)):
        agreed = _consents(connection, page[0].id, page[-1].id)
        for person in page:
            yield person, agreed.get(person.id, [])


def _consents(connection: Connection, first: int, last: int) -> dict[int, list[Consent]]:
    query = select(CONSENTS, WORDINGS.c.text).join(WORDINGS).where(_consent.subscriber_id.between(first, last))
    found: dict[int, list[Consent]] = {}
    for row in connection.execute(query.order_by(_consent.given_at, _consent.id)):
        consent = Consent(
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
        found.setdefault(row.subscriber_id, []).append(consent)
    return found


def refusals(connection: Connection) -> Iterator[Refusal]:
    """The hashes of all addresses that must not be mailed, and have no row of their own."""
    query = select(SUPPRESSIONS).order_by(_refused.address_hash).execution_options(yield_per=PAGE)
    for row in connection.execute(query):
        yield Refusal(row.address_hash, row.reason, row.since)


# Report


def stays(connection: Connection) -> Iterator[tuple[datetime | None, Status, datetime]]:
    """Of everybody: when they confirmed, the status that they have, and since when."""
    query = select(_person.confirmed_at, _person.status, _person.status_at).execution_options(yield_per=PAGE)
    for row in connection.execute(query):
        yield row.confirmed_at, Status(row.status), row.status_at


def interests(connection: Connection) -> dict[str, int]:
    """How many of those who are confirmed have each interest."""
    query = select(_person.interests, func.count()).where(_person.status == Status.CONFIRMED)
    found: Counter[str] = Counter()
    for joined, number in connection.execute(query.group_by(_person.interests)):
        found.update(dict.fromkeys(joined.split(), number))
    return dict(found)


def count_refusals(connection: Connection) -> int:
    """How many hashes must not be mailed."""
    return connection.scalar(select(func.count()).select_from(SUPPRESSIONS)) or 0
