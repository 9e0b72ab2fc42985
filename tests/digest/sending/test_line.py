"""Whose turn it is, with domains that have had their share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from math import inf

import pytest

from plugins.digest.sending.delivery import Delivery
from plugins.digest.sending.line import ASIDE, PAGE, Line


def deliveries(*domains: str) -> list[Delivery]:
    return [Delivery(number, f"reader@{name}", "", (), 0) for number, name in enumerate(domains, start=1)]


class Pending:
    """A ledger of those who are still to get their letter."""

    def __init__(self, people: list[Delivery]) -> None:
        self.people = {one.id: one for one in people}
        self.most_in_memory = 0

    def page(self, after: int, without: Collection[str], limit: int) -> list[Delivery]:
        return [one for one in self.people.values() if one.id > after and one.domain not in without][:limit]

    def send_all(self, line: Line, wanted: int = 8) -> list[tuple[float, str]]:
        """Send until nobody is left; the seconds and the domains, in order."""
        now, sent = 0.0, []
        while True:
            for one in line.next(now, wanted):
                del self.people[one.id]
                sent.append((now, one.domain))
            waiting = sum(map(len, line._aside.values())) + len(line._ready)
            self.most_in_memory = max(self.most_in_memory, waiting)
            at = line.next_at(now)
            if at == inf:
                return sent
            now = max(at, now)


def test_everybody_comes_in_order_a_page_at_a_time() -> None:
    pending = Pending(deliveries(*["one.example"] * (2 * PAGE + 7)))
    line = Line(pending.page)
    ids = []
    while found := line.next(0.0, 100):
        ids += [one.id for one in found]
    assert ids == list(range(1, 2 * PAGE + 8))
    assert line.next_at(0.0) == inf


def test_who_is_put_back_is_next() -> None:
    line = Line(Pending(deliveries("a.example", "b.example")).page)
    first, _ = line.next(0.0, 2)
    line.put_back(first)
    assert line.next(0.0, 2) == [first]


@pytest.mark.parametrize("wanted", [1, 8])
def test_no_domain_gets_more_than_its_share_and_nobody_is_forgotten(wanted: int) -> None:
    domains = ["big.example"] * 2000 + ["middle.example", "small.example"] * 40
    pending = Pending(deliveries(*domains))
    sent = pending.send_all(Line(pending.page, domain_per_minute=60), wanted)
    assert Counter(name for _, name in sent) == Counter(domains)
    for name in set(domains):
        times = [at for at, domain in sent if domain == name]
        assert len(times) <= times[-1] * 1.05 + 1  # one a second
    # The small ones do not wait for the big one, and the big one is not all in memory.
    assert max(at for at, name in sent if name != "big.example") < 60
    assert pending.most_in_memory <= PAGE + 2 * ASIDE + PAGE
