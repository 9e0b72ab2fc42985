"""The ledger of one edition, for the run that is at it: what was done and what comes next, in one transaction.

A transaction serves all connections that are waiting at that moment. It writes what became of their letters, looks at
the list once more, and writes `sending` for the next ones, so that everything is on the disk before a letter can leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from plugins.database.engine import reading, writing
from plugins.digest.mailing import Mailing
from plugins.digest.sending import store
from plugins.digest.sending.delivery import Delivery, Entry, State
from plugins.digest.sending.witness import Witness
from plugins.publication.mistake import PublicationError
from plugins.subscribers import store as subscribers
from plugins.subscribers.subscriber import Event, Status

LEASE = timedelta(seconds=60)  # after which another machine may take over from one that is silent
RENEW = timedelta(seconds=15)
NOTHING = "nothing in it for their interests"


class LostError(PublicationError):
    """Another run has taken over."""


@dataclass
class Ledger:
    """The deliveries of `mailing`'s edition, taken by `holder` until `renew_at` and a while longer."""

    engine: Engine
    mailing: Mailing
    holder: str
    witness: Witness
    renew_at: datetime
    connection: Connection  # for all turns: fetching one from the pool takes as long as claiming a letter
    _claims: int = 0

    @property
    def edition(self) -> str:
        """The key of the edition."""
        return str(self.mailing.week)

    def turn(self, entries: Sequence[Entry], next_ones: Sequence[Delivery], now: datetime) -> list[Delivery]:
        """Write `entries`, and `sending` for those of the next who are still to get a letter; these may leave then.

        Raises DatabaseError when nothing was written, and LostError when `entries` were, and somebody else is at it.
        """
        wanted = {one.id: one for one in next_ones}
        with writing(self.connection) as connection:
            self._write(connection, entries, now)
            claimed = self._claim(connection, wanted.values(), now)
            is_ours = len(claimed) == len(wanted) or store.is_held(connection, self.edition, self.holder)
            if is_ours and len(claimed) < len(wanted):
                self._skip(connection, wanted.keys() - claimed, now)
            generation = self._renewed(connection, now) if is_ours else 0
        if not is_ours:
            raise LostError(f"{self.edition}: another run has taken over; this one has ended")
        if generation:
            self.witness.note(self.edition, generation)
        return [wanted[id_] for id_ in claimed]

    def _write(self, connection: Connection, entries: Sequence[Entry], now: datetime) -> None:
        store.mark_sent(connection, self.edition, [one.id for one in entries if one.state is State.SENT], now)
        store.write(connection, self.edition, [one for one in entries if one.state is not State.SENT], now)
        for entry in entries:
            if entry.is_dead:
                subscribers.apply(connection, entry.id, Event.BOUNCE, now)

    def _claim(self, connection: Connection, next_ones: Iterable[Delivery], now: datetime) -> set[int]:
        """The numbers of those who are on the list at this moment, and whose letter nobody else has."""
        ids = [one.id for one in next_ones if self.mailing.mail_for(one.interests)]
        self._claims += 1
        mark = f"{self.holder}/{self._claims}"
        return store.claim(connection, self.edition, self.holder, ids, mark, now) if ids else set()

    def _skip(self, connection: Connection, ids: Collection[int], now: datetime) -> None:
        """Write why these get nothing, unless somebody else has their letter."""
        found = store.statuses(connection, self.edition, ids)
        entries = [Entry(id_, State.SKIPPED, attempts, said=why_skipped(status)) for id_, attempts, status in found]
        store.write(connection, self.edition, entries, now)

    def _renewed(self, connection: Connection, now: datetime) -> int:
        """The new generation; 0 while it is too early for one."""
        if now < self.renew_at:
            return 0
        self.renew_at = now + RENEW
        return store.renew(connection, self.edition, self.holder, now + LEASE, now)

    def page(self, now: datetime, after: int, without: Collection[str], limit: int) -> list[Delivery]:
        """Who comes after that number."""
        with reading(self.engine) as connection:
            return store.page(connection, self.edition, now, after, without, limit)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is to be sent to at `now`."""
        with reading(self.engine) as connection:
            return store.is_open(connection, self.edition, now)

    def release(self, stopped: str) -> None:
        """Let others be at it; `stopped` says why it waits for a person, if it does."""
        self.connection.close()
        with writing(self.engine) as connection:
            store.release(connection, self.edition, self.holder, stopped)


def why_skipped(status: str | None) -> str:
    """Why somebody gets no letter after all; `status` is None for who was erased."""
    if status is None:
        return "erased"
    return NOTHING if status == Status.CONFIRMED else status
