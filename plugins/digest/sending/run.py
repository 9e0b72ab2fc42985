"""A run: sends to everybody whose turn it is, until nobody is left, or something says that it is enough for now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from math import inf
from typing import Protocol

from plugins.digest.sending.delivery import Delivery, Entry, State
from plugins.digest.sending.fleet import Handed, UnwritableError
from plugins.digest.sending.judgement import Course, is_given_up, judge, pause
from plugins.digest.sending.ledger import RENEW, Ledger
from plugins.digest.sending.line import Line
from plugins.digest.sending.pace import Pace
from plugins.digest.sending.watch import Watch
from plugins.mail.failure import MailError

UNWRITABLE = "no letter can be addressed so"
PATIENCE = 4.0  # seconds that letters under way have, once the run was told to end


class End(Enum):
    """How a run ends."""

    DONE = "done"  # nobody is left, now; some may be deferred
    LATER = "later"  # the next run goes on
    ELSEWHERE = "elsewhere"  # another run is at it
    STOPPED = "stopped"  # until a person has looked at it


@dataclass(frozen=True)
class Ending:
    """How a run ended, and why, in a sentence for a person."""

    end: End
    why: str = ""


class Clock(Protocol):
    """The time: `now` is aware; `steady` are seconds that never go back."""

    def now(self) -> datetime: ...
    def steady(self) -> float: ...


class Couriers(Protocol):
    """What takes letters, several at a time (plugins/digest/sending/fleet.py)."""

    under_way: dict[int, Delivery]

    @property
    def idle(self) -> int: ...
    def hand(self, delivery: Delivery) -> None: ...
    def wait(self, seconds: float) -> list[Handed]: ...
    def wake(self) -> None: ...


@dataclass
class Run:
    """`allowance` is how many messages may still leave today; `see` is told of entries that are in the ledger."""

    ledger: Ledger
    couriers: Couriers
    pace: Pace
    watch: Watch
    clock: Clock
    give_up: timedelta
    domain_per_minute: int = 0
    allowance: float = inf
    see: Callable[[Sequence[Entry]], None] = lambda entries: None
    _line: Line = field(init=False)
    _ending: Ending | None = None
    _until: float = inf  # when those who are under way are waited for no more

    def __post_init__(self) -> None:
        self._line = self._new_line()

    def _new_line(self) -> Line:
        return Line(lambda *which: self.ledger.page(self.clock.now(), *which), self.domain_per_minute)

    def stop(self) -> None:
        """End after the letters that are under way, within five seconds; may be called by a signal's handler."""
        self._end(End.LATER, "it was told to end")
        self._until = self.clock.steady() + PATIENCE
        self.couriers.wake()

    def go(self) -> Ending:
        """Send. Raises DatabaseError or LostError where nothing more may be sent."""
        entries: list[Entry] = []
        while True:
            self._turn(entries)
            if not self.couriers.under_way and not self._goes_on():
                break
            if self.clock.steady() >= self._until:
                self._turn([_lost_sight_of(one) for one in self.couriers.under_way.values()])
                break
            entries = [self._judged(one) for one in self.couriers.wait(self._seconds_to_wait())]
        return self._ending or Ending(End.DONE)

    def _turn(self, entries: Sequence[Entry]) -> None:
        """Write entries, and hand out as many letters as may leave now."""
        now, steady = self.clock.now(), self.clock.steady()
        wanted = 0 if self._ending else self.pace.room(steady, int(min(self.couriers.idle, self._left())))
        next_ones = self._line.next(steady, wanted) if wanted > 0 else []
        if not entries and not next_ones and now < self.ledger.renew_at:
            return
        may_leave = self.ledger.turn(entries, next_ones, now)
        self.pace.use(steady, len(may_leave))
        for delivery in may_leave:
            self.couriers.hand(delivery)
        self.see(entries)

    def _goes_on(self) -> bool:
        """Whether somebody is left, though nobody is under way."""
        if self._ending:
            return False
        if self._left() <= 0:
            self._ending = Ending(End.LATER, "today's share has left")
            return False
        if self._line.next_at(self.clock.steady()) == inf:
            if not self.ledger.is_open(self.clock.now()):
                return False
            self._line = self._new_line()
        return True

    def _left(self) -> float:
        return self.allowance - len(self.couriers.under_way)

    def _seconds_to_wait(self) -> float:
        """Until somebody else may leave, or the lease is to be renewed."""
        steady = self.clock.steady()
        until = min(self._until, steady + RENEW.total_seconds())
        if self.couriers.idle and not self._ending and self._left() > 0:
            until = min(until, max(self.pace.next_at, self._line.next_at(steady)))
        return until - steady

    def _judged(self, handed: Handed) -> Entry:
        delivery, error = handed.delivery, handed.error
        if error is None:
            self.pace.go_on()
            return self._seen(Entry(delivery.id, State.SENT, delivery.attempts + 1))
        if isinstance(error, UnwritableError):
            return Entry(delivery.id, State.FAILED, delivery.attempts, said=UNWRITABLE)
        if not isinstance(error, MailError):
            raise error
        judgement = judge(error, delivery.attempts)
        self._take(judgement.course, error)
        attempts = delivery.attempts + judgement.is_tried
        entry = Entry(delivery.id, judgement.state, attempts, error.code, error.said, is_dead=judgement.is_dead)
        if judgement.state is State.PENDING:
            self._line.put_back(replace(delivery, attempts=attempts))
            return entry
        self._seen(entry)
        return self._deferred(entry) if entry.state is State.DEFERRED else entry

    def _deferred(self, entry: Entry) -> Entry:
        if is_given_up(entry.attempts, self.give_up):
            return Entry(entry.id, State.FAILED, entry.attempts, entry.code, f"given up: {entry.said}")
        due_at = self.clock.now() + pause(entry.attempts)
        return Entry(entry.id, State.DEFERRED, entry.attempts, entry.code, entry.said, due_at)

    def _take(self, course: Course, error: MailError) -> None:
        if course is Course.NOT:
            self._end(End.STOPPED, str(error))
        elif course is Course.SLOWLY:
            self.pace.rest(self.clock.steady())
            if self.pace.is_hopeless:
                self._end(End.LATER, f"the mail server takes nothing at the moment: {error}")

    def _seen(self, entry: Entry) -> Entry:
        if entry.state in {State.SENT, State.UNCERTAIN}:
            self.allowance -= 1
        self.watch.see(entry.state, entry.said)
        if self.watch.fails:
            self._end(End.STOPPED, f"too many letters are refused, the last one with: {self.watch.refusal}")
        elif self.watch.is_put_off:
            self._end(End.LATER, "the mail server puts most letters off")
        elif self.watch.is_blind:
            self._end(End.LATER, "the connection broke again and again before the mail server's reply")
        return entry

    def _end(self, end: End, why: str) -> None:
        """The first reason counts; one for a person goes before one that passes by itself."""
        if self._ending is None or (end is End.STOPPED and self._ending.end is not End.STOPPED):
            self._ending = Ending(end, why)


def _lost_sight_of(delivery: Delivery) -> Entry:
    return Entry(delivery.id, State.UNCERTAIN, delivery.attempts + 1, said="the run ended before the server's reply")
