"""Writes sign-ups: all that wait at the same moment in one transaction, each answered when that is on the disk.

A commit costs a wait for the disk, whether it holds one sign-up or fifty. While one is under way the next ones gather,
so the busier it is, the more of them share a commit.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from plugins.publication.mistake import PublicationError
from plugins.subscribers import opt_in_store
from plugins.subscribers.consent import SignUp
from plugins.subscribers.subscriber import Answer

LARGEST = 200  # sign-ups in a transaction
TRIES = 2  # another process may have added the same address at the same moment
PATIENCE = 20.0  # seconds; the database's own patience ends before
GATHER = 0.003  # seconds that a busy writer lets others come, so that they share a transaction


class NotWrittenError(PublicationError):
    """The database did not take the sign-up; nothing of it is kept."""


class _Waiting:
    """A sign-up whose thread waits for its answer; a lock does what a Future does, in a tenth of its time."""

    def __init__(self, sign_up: SignUp) -> None:
        self.sign_up = sign_up
        self._answer: Answer | NotWrittenError = NotWrittenError("the database did not answer in time")
        self._done = threading.Lock()
        self._done.acquire()

    def wait(self) -> Answer:
        """The answer, once it is there. Raises NotWrittenError."""
        self._done.acquire(timeout=PATIENCE)
        if isinstance(self._answer, NotWrittenError):
            raise self._answer
        return self._answer

    def answer(self, answer: Answer | NotWrittenError) -> None:
        """Let the thread go on."""
        self._answer = answer
        self._done.release()


class Writer:
    """A thread that writes what others hand to it. `wake` is called after a transaction that queued mail."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self._engine, self._now, self._wake = engine, now, wake
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._door, self._closed = threading.Lock(), False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def write(self, sign_up: SignUp) -> Answer:
        """Write one sign-up, and return when it is durable. Raises NotWrittenError."""
        waiting = _Waiting(sign_up)
        with self._door:
            if self._closed:
                raise NotWrittenError("the inbox is ending")
            self._waiting.put(waiting)
        return waiting.wait()

    def close(self) -> None:
        """Write what waits, take nothing more, and end."""
        with self._door:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        batch: list[_Waiting] = []
        while (first := self._waiting.get()) is not None:
            if len(batch) > 1:
                time.sleep(GATHER)
            batch = [first]
            while len(batch) < LARGEST and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    self._waiting.put(None)  # for the next turn, which ends
                    break
                batch.append(following)
            self._write(batch)

    def _write(self, batch: list[_Waiting]) -> None:
        sign_ups = [waiting.sign_up for waiting in batch]
        for attempt in range(1, TRIES + 1):
            try:
                with self._engine.begin() as connection:
                    answers = opt_in_store.sign_up(connection, sign_ups, self._now())
            except Exception as error:  # each of those who wait must hear of it
                if attempt == TRIES:
                    for waiting in batch:
                        waiting.answer(NotWrittenError(f"the database refused it: {type(error).__name__}"))
                continue
            for waiting, answer in zip(batch, answers, strict=True):
                waiting.answer(answer)
            if any(answer is not Answer.NONE for answer in answers):
                self._wake()
            return
