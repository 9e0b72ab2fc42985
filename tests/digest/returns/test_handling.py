"""Bounces and complaints: who is taken off the list, and who cannot be, by strangers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.digest.returns import store
from plugins.digest.returns.bounce_address import BounceAddress
from plugins.digest.returns.handling import Outcome, Returns
from plugins.digest.returns.rules import in_a_row
from plugins.digest.week import Week
from plugins.subscribers import store as subscribers
from plugins.subscribers.subscriber import Status
from plugins.subscribers.token import Purpose
from tests.digest.sending.conftest import Open
from tests.digest.sending.conftest import office as office
from tests.digest.sending.office import START, TOKENS, mailing, people
from tests.mail.returned_mails import HOLIDAY, complaint, postfix, qmail

WEEK = Week(2026, 47)
ADDRESS = BounceAddress("bounces@yourindustryinsider.example", ["a key that is for the tests alone"])
NOBODY = "https://yourindustryinsider.example/u/none"
FULL = {"status": "5.2.2", "said": "smtp; 552 5.2.2 mailbox full"}


@pytest.fixture
def returns(engine: Engine) -> Returns:
    people(engine, [7, 8])
    return Returns(engine, TOKENS, ADDRESS, is_live=True)


def take(returns: Returns, raw: bytes) -> Outcome:
    return returns.take(raw, START)


def to(number: int = 7, week: Week = WEEK) -> str:
    return ADDRESS.make(week, number)


def status(returns: Returns, number: int = 7) -> str:
    with reading(returns.engine) as connection:
        person = subscribers.by_id(connection, number)
    assert person
    return person.status


def test_a_mailbox_that_is_not_there_is_taken_off_the_list(returns: Returns) -> None:
    assert take(returns, postfix(to=to(), unsubscribe=NOBODY)) is Outcome.BOUNCED
    assert (status(returns), status(returns, 8)) == (Status.BOUNCED, Status.CONFIRMED)
    with reading(returns.engine) as connection:
        assert store.counts(connection, "2026-W47") == {"hard": 1}


def test_the_same_message_counts_once(returns: Returns) -> None:
    raw = postfix(to=to(), **FULL)
    assert take(returns, raw) is Outcome.NOTED
    assert take(returns, raw) is Outcome.KNOWN


def test_a_complaint_is_for_ever(returns: Returns) -> None:
    assert take(returns, complaint(mail_from=to(), unsubscribe=NOBODY)) is Outcome.COMPLAINED
    assert status(returns) == Status.COMPLAINED


def test_an_unsubscribe_link_in_the_returned_head_names_the_reader_too(returns: Returns) -> None:
    token = TOKENS.make(Purpose.UNSUBSCRIBE, 7)
    raw = postfix(unsubscribe=f"https://yourindustryinsider.example/u/{token}")
    assert take(replace(returns, address=None), raw) is Outcome.BOUNCED
    assert status(returns) == Status.BOUNCED
    with reading(returns.engine) as connection:
        assert store.counts(connection, "2026-W47") == {"hard": 1}  # the Message-ID says which edition it was


@pytest.mark.parametrize("raw", [postfix(), qmail(), complaint(), HOLIDAY, b"", b"\xff" * 100])
def test_what_holds_no_token_of_ours_changes_nothing(returns: Returns, raw: bytes) -> None:
    """Anybody may send us a bounce in a reader's name."""
    assert take(returns, raw) is Outcome.FOREIGN
    assert status(returns) == Status.CONFIRMED


def test_a_token_for_preferences_is_none_for_bounces(returns: Returns) -> None:
    token = TOKENS.make(Purpose.PREFERENCES, 7)
    assert take(returns, postfix(unsubscribe=f"https://x.example/u/{token}")) is Outcome.FOREIGN


def test_a_delay_and_an_answer_from_a_holiday_are_nothing(returns: Returns) -> None:
    assert take(returns, postfix(to=to(), action="delayed")) is Outcome.DELAYED
    assert take(returns, HOLIDAY.replace(b"To: ", f"To: {to()}, ".encode())) is Outcome.FOREIGN
    assert status(returns) == Status.CONFIRMED


def test_without_live_nothing_changes(returns: Returns) -> None:
    dry = replace(returns, is_live=False)
    for _ in range(2):
        assert take(dry, postfix(to=to())) is Outcome.BOUNCED
    assert status(returns) == Status.CONFIRMED


def test_three_editions_in_a_row_that_come_back_are_enough(office: Open) -> None:
    desk = office()
    people(desk.engine, [7])
    returns = Returns(desk.engine, TOKENS, ADDRESS, is_live=True)
    outcomes = []
    for number, comes_back in ((44, True), (45, True), (46, False), (47, True), (48, True), (49, True)):
        week = Week(2026, number)
        desk.send(mailing(week=str(week)))
        if comes_back:
            outcomes.append(take(returns, postfix(to=to(week=week), **FULL)))
            take(returns, postfix(to=to(week=week), said="another message of the same letter", status="5.2.2"))
    assert outcomes == [Outcome.NOTED] * 4 + [Outcome.BOUNCED]
    assert desk.status(7) == "bounced"


def test_only_what_came_back_without_a_gap_is_in_a_row() -> None:
    assert in_a_row(["c", "b", "a"], {"c", "b"}) == 2
    assert in_a_row(["c", "b", "a"], {"b", "a"}) == 0
    assert in_a_row([], {"a"}) == 0


def test_somebody_who_was_erased_meanwhile_is_nobody(returns: Returns) -> None:
    with returns.engine.begin() as connection:
        subscribers.forget(connection, 7, START)
    assert take(returns, postfix(to=to())) is Outcome.BOUNCED
