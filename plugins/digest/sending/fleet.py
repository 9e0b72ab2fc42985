"""The connections to the mail server, each with a thread of its own: takes letters, tells how they ended."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from plugins.digest.sending.delivery import Delivery
from plugins.mail.carrier import Carrier
from plugins.mail.letter import Letter
from plugins.mail.message import Message, compose

GATHER = 0.002  # seconds after the first letter of several that has ended: one commit is to serve them all


class UnwritableError(Exception):
    """No letter can be written to this reader, whose address or name no header can hold."""


@dataclass(frozen=True)
class Handed:
    """A letter that has left; or the MailError that says what became of it, an UnwritableError, or a fault of ours."""

    delivery: Delivery
    error: Exception | None = None


class Fleet:
    """So many connections, opened when they are used. `write` makes the letter; at most one is under way on each."""

    def __init__(self, number: int, open_carrier: Callable[[], Carrier], write: Callable[[Delivery], Letter]) -> None:
        self.size, self._write = number, write
        self._waiting: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Handed | None] = queue.SimpleQueue()
        self.under_way: dict[int, Delivery] = {}
        self._threads = [
            threading.Thread(target=self._serve, args=(open_carrier(),), name=f"courier {count}", daemon=True)
            for count in range(number)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def idle(self) -> int:
        """How many connections have nothing to do."""
        return self.size - len(self.under_way)

    def hand(self, delivery: Delivery) -> None:
        """Have a letter sent by an idle connection."""
        self.under_way[delivery.id] = delivery
        self._waiting.put(delivery)

    def wait(self, seconds: float) -> list[Handed]:
        """What has ended, after at most so many seconds; empty when nothing has, or somebody called `wake`."""
        ended = []
        try:
            one = self._done.get(timeout=max(0.0, seconds))
            if len(self.under_way) > 1 and one is not None:
                time.sleep(GATHER)
            while True:
                if one is not None:
                    del self.under_way[one.delivery.id]
                    ended.append(one)
                one = self._done.get_nowait()
        except queue.Empty:
            return ended

    def wake(self) -> None:
        """End `wait`; may be called by a signal's handler."""
        self._done.put(None)

    def close(self, patience: float) -> None:
        """Say goodbye to the server, in so many seconds; who is still under way is left alone."""
        for _ in self._threads:
            self._waiting.put(None)
        end = time.monotonic() + (0 if self.under_way else patience)
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _serve(self, carrier: Carrier) -> None:
        while (delivery := self._waiting.get()) is not None:
            error: Exception | None = None
            try:
                carrier.send(self._message(delivery))
            except Exception as caught:  # the run judges it, and ends in order at a fault of ours
                error = caught
            self._done.put(Handed(delivery, error))
        carrier.close()

    def _message(self, delivery: Delivery) -> Message:
        try:
            return compose(self._write(delivery))
        except ValueError as error:
            raise UnwritableError from error
