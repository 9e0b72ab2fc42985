"""The state machine: what any sequence of events may do to a subscriber, and what it may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.subscribers.subscriber import (
    INTERESTS,
    LONGEST_NAME,
    MAIL_EVERY,
    NEVER_MAILED,
    Answer,
    Event,
    Status,
    after,
    answer_to_form,
    choose_interests,
    clean_name,
)

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "event", "then"),
    [
        (Status.PENDING, Event.CONFIRM, Status.CONFIRMED),
        (Status.PENDING, Event.UNSUBSCRIBE, Status.UNSUBSCRIBED),
        (Status.CONFIRMED, Event.UNSUBSCRIBE, Status.UNSUBSCRIBED),
        (Status.CONFIRMED, Event.BOUNCE, Status.BOUNCED),
        (Status.UNSUBSCRIBED, Event.CONFIRM, Status.CONFIRMED),
        (Status.UNSUBSCRIBED, Event.BOUNCE, Status.UNSUBSCRIBED),
        (Status.BOUNCED, Event.CONFIRM, Status.CONFIRMED),
        (Status.BOUNCED, Event.UNSUBSCRIBE, Status.UNSUBSCRIBED),
        (Status.COMPLAINED, Event.CONFIRM, Status.COMPLAINED),
        (Status.COMPLAINED, Event.UNSUBSCRIBE, Status.COMPLAINED),
        (Status.SUPPRESSED, Event.COMPLAIN, Status.SUPPRESSED),
    ],
)
def test_what_an_event_leads_to(status: Status, event: Event, then: Status) -> None:
    assert after(status, event) is then


@given(st.sampled_from(Status), st.lists(st.sampled_from(Event)))
def test_only_a_confirmation_confirms_and_nothing_undoes_a_complaint(status: Status, events: list[Event]) -> None:
    for event in events:
        before, status = status, after(status, event)
        assert after(status, event) is status, "the second time changes nothing"
        if status is Status.CONFIRMED and before is not Status.CONFIRMED:
            assert event is Event.CONFIRM
        if before in NEVER_MAILED:
            assert status in NEVER_MAILED
        if before is Status.CONFIRMED and event is Event.UNSUBSCRIBE:
            assert status is Status.UNSUBSCRIBED


@given(st.sampled_from([None, *Status]), st.none() | st.timedeltas(timedelta(0), timedelta(days=3)))
def test_a_form_is_answered_by_one_mail_a_day_at_most(status: Status | None, ago: timedelta | None) -> None:
    answer = answer_to_form(status, NOW - ago if ago is not None else None, NOW)
    if status in NEVER_MAILED or (ago is not None and ago < MAIL_EVERY):
        assert answer is Answer.NONE
    else:
        assert answer is (Answer.KNOWN if status is Status.CONFIRMED else Answer.CONFIRM)


def test_no_interest_chosen_means_all() -> None:
    assert choose_interests([]) == choose_interests(["unknown"]) == INTERESTS
    assert choose_interests(["offers", "content", "offers", "x"]) == ("content", "offers")


@given(st.text(max_size=300))
def test_a_name_is_one_line_of_visible_letters(text: str) -> None:
    name = clean_name(text)
    assert len(name) <= LONGEST_NAME
    assert name == clean_name(name)
    assert "\n" not in name
    assert all(letter.isprintable() for letter in name)


def test_a_name_keeps_its_letters() -> None:
    assert clean_name("  Zoë\r\n\tO’Hara-Nuñez\u202e\x00 ") == "Zoë O’Hara-Nuñez"
