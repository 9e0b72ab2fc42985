"""Editions sent to a real mail server on loopback, out of a real database of either kind."""

from __future__ import annotations

from datetime import timedelta

from plugins.digest.sending import store
from plugins.digest.sending.run import End
from tests.digest.sending.conftest import Open
from tests.digest.sending.office import EDITION, START, address, got, mailing, people


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


def test_a_letter_is_claimed_once_and_by_nobody_else(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 7))
    desk.sending().begin(mailing())
    with desk.engine.begin() as connection:
        assert store.take(connection, EDITION, "us", START + timedelta(minutes=1), START)

    def claim(ids: list[int], mark: str, holder: str = "us") -> set[int]:
        with desk.engine.begin() as connection:
            return store.claim(connection, EDITION, holder, ids, mark, START)

    assert claim([1, 2], "us/1") == {1, 2}
    people(desk.engine, [9])  # after the edition was frozen
    assert claim([2, 3, 9], "us/2") == {3}
    assert claim([1, 2, 3], "us/3") == set()
    assert claim([4], "them/1", holder="them") == set()
    assert claim([4, 5], "us/4") == {4, 5}
