"""The sending of editions: begins one, goes on with one, and lets nobody else do so meanwhile.

Whoever is at an edition holds two things. A lock of the operating system on a file of STATE_DIR ends with the process,
so the next run on this machine begins at once. A lease in the database keeps other machines away, and runs out when it
is not renewed. Neither is what keeps a letter from being sent twice: the ledger is (plugins/digest/sending/ledger.py).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import inf
from pathlib import Path

from sqlalchemy import Engine

from plugins.database.engine import DatabaseError, connect, reading, writing
from plugins.digest.mailing import Mailing
from plugins.digest.sending import counting_store, store
from plugins.digest.sending.delivery import Delivery, Entry, State
from plugins.digest.sending.fleet import Fleet
from plugins.digest.sending.frozen import freeze, thaw
from plugins.digest.sending.ledger import LEASE, NOTHING, RENEW, Ledger, LostError
from plugins.digest.sending.pace import FIRST_REST, Pace
from plugins.digest.sending.run import UNWRITABLE, Clock, End, Ending, Run
from plugins.digest.sending.settings import SendingSettings
from plugins.digest.sending.watch import Watch
from plugins.digest.sending.witness import Witness
from plugins.mail.carrier import Carrier
from plugins.mail.letter import Letter, Mailbox
from plugins.publication import turn
from plugins.publication.mistake import PublicationError
from plugins.subscribers.subscriber import choose_interests

DAY = timedelta(days=1)
GOODBYE = 1.0  # seconds for taking leave of the server
ELSEWHERE = Ending(End.ELSEWHERE, "another run is at it")
Write = Callable[[Mailing], Callable[[Delivery], Letter]]


@dataclass(frozen=True)
class Sending:
    """What sending works with. `folder` is for locks and witnesses; `write` writes the letters of a mailing."""

    engine: Engine
    settings: SendingSettings
    folder: Path
    clock: Clock
    write: Write
    open_carrier: Callable[[], Carrier]
    first_rest: float = FIRST_REST

    @property
    def witness(self) -> Witness:
        """What knows whether the database is an old one."""
        return Witness(self.folder)

    def begin(self, mailing: Mailing) -> None:
        """Freeze an edition with its audience, who are confirmed at this moment; nothing where that was done before.

        Raises PublicationError where more was sent than the database knows, and DatabaseError.
        """
        edition, now = str(mailing.week), self.clock.now()
        with reading(self.engine) as connection:
            self.witness.check(edition, partial(store.generation, connection, edition))
        with_mail = ["", *(" ".join(choose_interests(interests)) for interests in mailing.mails)]
        with writing(self.engine) as connection:
            if not store.begin(connection, edition, mailing.digest, freeze(mailing), with_mail, NOTHING, now):
                return
            wrong = [id_ for id_, address in store.addresses(connection, edition) if not _can_be_addressed(address)]
            store.write(connection, edition, [Entry(id_, State.FAILED, 0, said=UNWRITABLE) for id_ in wrong], now)

    def go_on(
        self,
        edition: str,
        retry: Collection[State] = (),
        see: Callable[[Sequence[Entry]], None] = lambda entries: None,
        begun: Callable[[Run], None] = lambda run: None,
    ) -> Ending:
        """Send to everybody whose turn it is. `retry` are states that are tried again: uncertain, failed.

        `begun` gets the run, which it may have stopped. Raises PublicationError where nothing can be sent; where
        the database fails, everybody whose letter was under way is uncertain to the next run.
        """
        folder = self.folder / edition
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = turn.try_take(folder)
        if lock is None:
            return ELSEWHERE
        try:
            ledger = self._take(edition, retry, _name_of(lock))
            return self._run(ledger, see, begun) if ledger else ELSEWHERE
        finally:
            os.close(lock)

    def _take(self, edition: str, retry: Collection[State], here: str) -> Ledger | None:
        """The ledger, ours from now on; None while somebody on another machine is at it."""
        now, holder = self.clock.now(), f"{here}:{secrets.token_hex(8)}"
        with writing(self.engine) as connection:
            self.witness.check(edition, partial(store.generation, connection, edition))
            if not store.take(connection, edition, holder, now + LEASE, now, dead=here):
                return None
            said = "the run that was at it ended before the server's reply"
            store.move(connection, edition, State.SENDING, State.UNCERTAIN, said, now)
            if State.UNCERTAIN in retry:
                store.move(connection, edition, State.UNCERTAIN, State.PENDING, "", now)
            if State.FAILED in retry:
                store.retry_failed(connection, edition, now)
            record, counts = store.record(connection, edition), counting_store.counts(connection, edition)
        if record is None or sum(counts.values()) != record.audience:
            raise PublicationError(f"{edition}: the ledger does not add up; restore a backup of the database")
        self.witness.note(edition, record.generation)
        mailing = thaw(record.mails, record.digest)
        return Ledger(self.engine, mailing, holder, self.witness, now + RENEW, connect(self.engine))

    def _run(self, ledger: Ledger, see: Callable[[Sequence[Entry]], None], begun: Callable[[Run], None]) -> Ending:
        wanted = self.settings
        fleet = Fleet(wanted.connections, self.open_carrier, self.write(ledger.mailing))
        run = Run(
            ledger=ledger,
            couriers=fleet,
            pace=Pace(wanted.per_second, self.first_rest),
            watch=Watch(wanted.most_failed),
            clock=self.clock,
            give_up=wanted.give_up,
            domain_per_minute=wanted.domain_per_minute,
            allowance=self._allowance(),
            see=see,
        )
        begun(run)
        stopped = ""
        try:
            ending = run.go()
            stopped = ending.why if ending.end is End.STOPPED else ""
        except LostError as error:
            return Ending(End.ELSEWHERE, str(error))
        finally:
            fleet.close(GOODBYE)
            with suppress(DatabaseError):  # it runs out by itself
                ledger.release(stopped)
        return ending

    def _allowance(self) -> float:
        """How many messages may leave in the 24 hours that end now."""
        if not self.settings.per_day:
            return inf
        with reading(self.engine) as connection:
            sent, _ = counting_store.sent_since(connection, self.clock.now() - DAY)
        return self.settings.per_day - sent


def _can_be_addressed(address: str) -> bool:
    try:
        Mailbox(address)
    except ValueError:
        return False
    return True


def _name_of(lock: int) -> str:
    """A name for the lock's file: who has the lock knows that no run with this name is alive."""
    file = os.fstat(lock)
    return hashlib.sha256(f"{socket.gethostname()}|{file.st_dev}|{file.st_ino}".encode()).hexdigest()[:16]
