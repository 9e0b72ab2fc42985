"""The thread that sends queued mail: takes what is due, writes the letter, hands it over, notes what became of it.

Mail that was taken and not noted, because the process was killed, comes up again after its lease: see
plugins/database/queue.py. Once a day it clears away what need not be kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from plugins.database import queue
from plugins.database.engine import reading
from plugins.database.queue import QueuedMail
from plugins.mail.carrier import Carrier
from plugins.mail.failure import MailError, PermanentError
from plugins.mail.letter import Letter
from plugins.mail.message import Message, compose
from plugins.moderation import store as comments
from plugins.moderation.editors import store as editors
from plugins.moderation.replies import store as replies
from plugins.subscribers import opt_in_store, store
from plugins.subscribers.subscriber import Event

AT_ONCE = 20
LONGEST_REST = timedelta(minutes=1)
CLEAR_EVERY = timedelta(days=1)
_log = logging.getLogger("inbox")


class Writes(Protocol):
    """Puts a letter together."""

    def write(self, connection: Connection, mail: QueuedMail, now: datetime) -> Letter | None:
        """The letter; None where there is nothing to say any more."""


class Worker:
    """Sends the queue's mail: `run` in a thread, or `send_due` by hand. `pace` is the least time between two."""

    def __init__(
        self,
        engine: Engine,
        letters: Writes,
        carrier: Carrier,
        now: Callable[[], datetime],
        pace: timedelta = timedelta(0),
        keep_network_addresses: timedelta = timedelta(0),
    ) -> None:
        self._engine, self._letters, self._carrier, self._now = engine, letters, carrier, now
        self._pace, self._keep_network_addresses = pace, keep_network_addresses
        self._cleared_at: datetime | None = None
        self._woken = threading.Event()
        self._stop = threading.Event()

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    def stop(self) -> None:
        """End after the message that is being sent."""
        self._stop.set()
        self._woken.set()

    def run(self) -> None:
        """Send until `stop`. An error of the database or of ours is noted, and tried again after a rest."""
        while not self._stop.is_set():
            self._woken.clear()
            try:
                self.clear()
                while self.send_due() and not self._stop.is_set():
                    pass
                rest = self._rest()
            except Exception as error:  # the thread must not end; what an error says may hold an address
                _log.error("the mail's worker: %s", type(error).__name__)
                rest = LONGEST_REST
            self._woken.wait(rest.total_seconds())
        self._carrier.close()

    def send_due(self) -> int:
        """Send what is due now, some of it; how many were taken. 0 when nothing is due."""
        with self._engine.begin() as connection:
            mails = queue.take(connection, self._now(), AT_ONCE)
        for mail in mails:
            if self._stop.is_set():
                break
            self._send(mail)
            if self._pace:
                self._stop.wait(self._pace.total_seconds())
        return len(mails)

    def clear(self) -> None:
        """Once a day, delete what need not be kept."""
        now = self._now()
        if self._cleared_at and now - self._cleared_at < CLEAR_EVERY:
            return
        with self._engine.begin() as connection:
            queue.clear(connection, now)
            opt_in_store.clear(connection, now, now - self._keep_network_addresses)
            comments.clear(connection, now)
            replies.clear(connection, now)
            editors.clear(connection, now)
        self._cleared_at = now

    def _send(self, mail: QueuedMail) -> None:
        try:
            message = self._written(mail)
        except DBAPIError:
            raise
        except Exception as error:  # one that a template breaks on must not hold up the others
            _log.error("a mail of the kind '%s' cannot be written: %s", mail.kind, type(error).__name__)
            with self._engine.begin() as connection:
                queue.put_back(connection, mail, self._now(), f"it cannot be written: {type(error).__name__}")
            return
        if message is None:
            with self._engine.begin() as connection:
                queue.mark_failed(connection, mail, self._now(), "there was no reason to send it any more")
            return
        try:
            self._carrier.send(message)
        except MailError as error:
            self._note_failure(mail, error)
            return
        with self._engine.begin() as connection:
            queue.mark_sent(connection, mail, self._now())

    def _written(self, mail: QueuedMail) -> Message | None:
        with reading(self._engine) as connection:
            letter = self._letters.write(connection, mail, self._now())
        return compose(letter) if letter else None

    def _note_failure(self, mail: QueuedMail, error: MailError) -> None:
        """A mailbox that takes no mail has bounced; everything else is tried again, with the same Message-ID."""
        with self._engine.begin() as connection:
            if isinstance(error, PermanentError) and error.is_about_reader:
                queue.mark_failed(connection, mail, self._now(), str(error))
                if mail.subscriber_id:
                    store.apply(connection, mail.subscriber_id, Event.BOUNCE, self._now())
            else:
                queue.put_back(connection, mail, self._now(), str(error))
                _log.warning("%s", error)

    def _rest(self) -> timedelta:
        with reading(self._engine) as connection:
            due = queue.next_due(connection)
        return min(max(due - self._now(), timedelta(0)), LONGEST_REST) if due else LONGEST_REST
