"""Whose turn it is: everybody in the order of the ledger, except that no domain gets more than its share.

A few hundred are in memory, however long the list. Who cannot be sent to yet, because their domain has had its share,
waits aside; a domain of which enough wait is left out when more are read, and comes again with the next pass.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from math import inf

from plugins.digest.sending.delivery import Delivery
from plugins.digest.sending.pace import Slots

PAGE = 500
ASIDE = 50  # of a domain
Read = Callable[[int, Collection[str], int], list[Delivery]]


class Line:
    """`read(after, without, limit)` gives who comes after that number, without some domains, in order."""

    def __init__(self, read: Read, domain_per_minute: int = 0) -> None:
        self._read, self._per_second = read, domain_per_minute / 60
        self._ready: deque[Delivery] = deque()
        self._aside: dict[str, deque[Delivery]] = {}
        self._slots: dict[str, Slots] = {}
        self._after = 0
        self._is_at_end = self._was_skipped = False

    def next(self, now: float, wanted: int) -> list[Delivery]:
        """At most `wanted` whose turn it is at `now`; those of the call before must be in the ledger by now."""
        if self._is_at_end and self._was_skipped and not self._aside and not self._ready:
            self._after, self._is_at_end, self._was_skipped = 0, False, False
        return [delivery for _, delivery in zip(range(wanted), self._in_turn(now), strict=False)]

    def put_back(self, delivery: Delivery) -> None:
        """Their letter has not left, and is the next to."""
        self._ready.appendleft(delivery)

    def next_at(self, now: float) -> float:
        """When `next` has somebody: at once, when a domain's next slot opens, or never (infinity)."""
        if self._ready or not self._is_at_end or (self._was_skipped and not self._aside):
            return now
        return min((self._slots[domain].next_at for domain in self._aside), default=inf)

    def _in_turn(self, now: float) -> Iterator[Delivery]:
        for domain in [domain for domain in self._aside if self._slots[domain].room(now, 1)]:
            waiting = self._aside[domain]
            delivery = waiting.popleft()
            if not waiting:
                del self._aside[domain]
            yield self._taken(delivery, now)
        while self._ready or self._fill():
            delivery = self._ready.popleft()
            if self._may_leave(delivery.domain, now):
                yield self._taken(delivery, now)
            else:
                self._aside.setdefault(delivery.domain, deque()).append(delivery)

    def _may_leave(self, domain: str, now: float) -> bool:
        if not self._per_second:
            return True
        return domain not in self._aside and self._slots.setdefault(domain, Slots(self._per_second)).room(now, 1) > 0

    def _taken(self, delivery: Delivery, now: float) -> Delivery:
        if self._per_second:
            self._slots[delivery.domain].use(now)
        return delivery

    def _fill(self) -> bool:
        """Read on; False at the end."""
        while not self._is_at_end:
            full = [domain for domain, waiting in self._aside.items() if len(waiting) >= ASIDE]
            self._was_skipped = self._was_skipped or bool(full)
            page = self._read(self._after, full, PAGE)
            self._is_at_end = len(page) < PAGE
            if page:
                self._after = page[-1].id
                self._ready.extend(page)
                return True
        return False
