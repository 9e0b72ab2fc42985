"""Editions sent to a real mail server on loopback, out of a real database of either kind."""

from __future__ import annotations

from plugins.digest.sending.run import End
from tests.digest.sending.conftest import Open
from tests.digest.sending.office import address, got, people


def test_everybody_who_is_confirmed_gets_it_once(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 41))
    people(desk.engine, [50], status="unsubscribed")
    assert desk.send().end is End.DONE
    assert got(desk.sink) == {address(number): 1 for number in range(1, 41)}
    assert desk.counts() == {"sent": 40}
    assert desk.send().end is End.DONE  # a second run has nothing to do
    assert len(desk.sink.received) == 40
    assert desk.sink.connections <= 4
