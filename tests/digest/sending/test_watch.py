"""When too much is refused."""

from __future__ import annotations

from plugins.digest.sending.delivery import State
from plugins.digest.sending.watch import FEWEST, LAST, MOST_LOST, Watch


def watch(*states: State, most_failed: int = 10) -> Watch:
    found = Watch(most_failed)
    for state in states:
        found.see(state)
    return found


SENT, FAILED, DEFERRED, UNCERTAIN = State.SENT, State.FAILED, State.DEFERRED, State.UNCERTAIN


def test_a_share_counts_and_not_a_number() -> None:
    assert not watch(*([SENT] * 9 + [FAILED]) * 50).fails  # 50 refused of 500
    assert watch(*[SENT] * 500, *[FAILED] * 11).fails
    assert not watch(*[FAILED] * 11, *[SENT] * LAST).fails


def test_a_few_letters_say_nothing() -> None:
    assert not watch(*[FAILED] * (FEWEST - 1)).fails
    assert watch(*[FAILED] * FEWEST).fails
    assert not watch(*[FAILED] * FEWEST, most_failed=100).fails


def test_a_server_that_puts_most_off_is_left_in_peace() -> None:
    assert not watch(*[SENT, DEFERRED, DEFERRED] * 30).is_put_off
    assert watch(SENT, *[DEFERRED] * 30).is_put_off


def test_replies_that_are_lost_in_a_row() -> None:
    assert not watch(*[UNCERTAIN] * (MOST_LOST - 1)).is_blind
    assert not watch(*[UNCERTAIN, SENT] * 50).is_blind
    assert watch(SENT, *[UNCERTAIN] * MOST_LOST).is_blind
