"""What a mail server's answers mean: for one reader, and for everybody who comes after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugins.digest.sending.delivery import State
from plugins.digest.sending.judgement import MOST_BREAKS, Course, Judgement, is_given_up, judge, pause
from plugins.mail.failure import Step, TemporaryError, UncertainError, refused

DEAD = Judgement(State.FAILED, is_dead=True)
REFUSED = Judgement(State.FAILED)
PUT_OFF = Judgement(State.DEFERRED)
SERVER_IN_TROUBLE = Judgement(State.PENDING, Course.SLOWLY, is_tried=False)
OURS = Judgement(State.PENDING, Course.NOT, is_tried=False)
CONTENT = Judgement(State.DEFERRED, Course.NOT)


@pytest.mark.parametrize(
    ("step", "code", "said", "meant"),
    [
        (Step.RECIPIENT, 550, "5.1.1 no such user", DEAD),
        (Step.RECIPIENT, 550, "no such user", DEAD),
        (Step.CONTENT, 550, "5.1.1 no such user", DEAD),
        (Step.RECIPIENT, 552, "5.2.2 mailbox full", REFUSED),
        (Step.CONTENT, 552, "5.2.2 mailbox full", REFUSED),
        (Step.RECIPIENT, 550, "5.7.1 not from strangers", REFUSED),
        (Step.RECIPIENT, 450, "4.2.0 greylisted", PUT_OFF),
        (Step.RECIPIENT, 452, "4.2.2 mailbox full", PUT_OFF),
        (Step.CONTENT, 451, "4.3.0 try again", PUT_OFF),
        (Step.RECIPIENT, 421, "4.7.0 too fast", SERVER_IN_TROUBLE),
        (Step.CONTENT, 454, "Throttling failure", SERVER_IN_TROUBLE),
        (Step.LOGIN, 454, "4.7.0 no login now", SERVER_IN_TROUBLE),
        (Step.SENDER, 451, "4.3.0 try again", SERVER_IN_TROUBLE),
        (Step.CONNECT, 421, "busy", SERVER_IN_TROUBLE),
        (Step.CONNECT, 554, "no service for you", OURS),
        (Step.LOGIN, 535, "5.7.8 wrong password", OURS),
        (Step.SENDER, 550, "5.7.1 not your address", OURS),
        (Step.RECIPIENT, 530, "5.7.0 log in first", OURS),
        (Step.RECIPIENT, 550, "5.7.8 log in first", OURS),
        (Step.CONTENT, 552, "5.3.4 too big", CONTENT),
        (Step.CONTENT, 554, "5.7.1 looks like spam", CONTENT),
        (Step.CONTENT, 554, "transaction failed", CONTENT),
    ],
)
def test_a_reply_is_judged(step: Step, code: int, said: str, meant: Judgement) -> None:
    assert judge(refused(step, code, said), attempts=0) == meant


def test_no_connection_is_nobodys_fault() -> None:
    assert judge(TemporaryError(Step.CONNECT, "refused"), attempts=0) == SERVER_IN_TROUBLE


def test_a_connection_that_breaks_is_tried_again_at_once_and_after_some_times_later() -> None:
    error = TemporaryError(Step.RECIPIENT, "connection lost")
    states = [judge(error, attempts).state for attempts in range(MOST_BREAKS)]
    assert states == [State.PENDING] * (MOST_BREAKS - 1) + [State.DEFERRED]
    assert judge(error, attempts=0).course is Course.SLOWLY


def test_a_connection_that_breaks_after_the_end_leaves_everybody_in_doubt() -> None:
    assert judge(UncertainError(Step.CONTENT, "connection lost"), attempts=0).state is State.UNCERTAIN


def test_pauses_double_up_to_six_hours_and_end_after_days() -> None:
    assert [pause(number).total_seconds() / 60 for number in range(1, 8)] == [15, 30, 60, 120, 240, 360, 360]
    tried = next(number for number in range(1, 99) if is_given_up(number, timedelta(days=3)))
    assert sum((pause(number) for number in range(1, tried)), timedelta()) >= timedelta(days=3)
    assert tried == 17
    assert is_given_up(1, timedelta(0))
