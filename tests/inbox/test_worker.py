"""Sending what is queued: once, again after what may pass, never what can not, and nobody who must not be mailed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from plugins.database import queue
from plugins.database.engine import reading
from plugins.database.queue import QueuedMail
from plugins.mail.failure import MailError, PermanentError, Step, TemporaryError, UncertainError
from plugins.mail.letter import Letter
from plugins.subscribers import store
from plugins.subscribers.subscriber import Event, Status
from tests.inbox.conftest import Desk


def counts(desk: Desk) -> dict[str, int]:
    with reading(desk.inbox.engine) as connection:
        return queue.counts(connection)


def test_a_mail_is_sent_once(desk: Desk) -> None:
    desk.sign_up()
    assert len(desk.send_mail()) == 1
    assert desk.send_mail() == []
    assert len(desk.mailbag.messages) == 1
    assert counts(desk) == {"sent": 1}


@pytest.mark.parametrize(
    "error",
    [
        TemporaryError(Step.CONNECT, "no route"),
        UncertainError(Step.CONTENT, "the connection broke"),
        PermanentError(Step.LOGIN, "wrong password", 535),
    ],
)
def test_what_may_pass_is_tried_again_with_the_same_id(desk: Desk, error: MailError) -> None:
    desk.mailbag.failures.append(error)
    desk.sign_up()
    assert len(desk.send_mail()) == 1
    assert counts(desk) == {"queued": 1}
    assert desk.person().status is Status.PENDING
    desk.clock.move(minutes=1)
    desk.send_mail()
    assert counts(desk) == {"sent": 1}
    first, second = desk.letters.written
    assert first.id == second.id


def test_a_mailbox_that_is_none_has_bounced(desk: Desk) -> None:
    desk.mailbag.failures.append(PermanentError(Step.RECIPIENT, "5.1.1 <ann@example.com> unknown", 550))
    desk.sign_up()
    desk.send_mail()
    assert counts(desk) == {"failed": 1}
    assert desk.person().status is Status.BOUNCED


def test_a_mail_that_cannot_be_written_holds_no_other_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.sign_up(email="broken@example.com")
    desk.sign_up(email="ben@example.com")
    write = desk.letters.write

    def failing(connection: Any, mail: QueuedMail, now: datetime) -> Letter | None:
        letter = write(connection, mail, now)
        if letter and letter.to.address == "broken@example.com":
            raise ValueError(letter.to.address)
        return letter

    monkeypatch.setattr(desk.letters, "write", failing)
    desk.send_mail()
    assert [message.recipient for message in desk.mailbag.messages] == ["ben@example.com"]
    assert counts(desk) == {"queued": 1, "sent": 1}
    assert "ValueError" in caplog.text
    assert "broken@" not in caplog.text
    monkeypatch.undo()  # the template was mended meanwhile
    desk.clock.move(minutes=1)
    desk.send_mail()
    assert counts(desk) == {"sent": 2}


def test_a_worker_that_was_killed_while_sending_sends_the_same_message_again(desk: Desk) -> None:
    desk.sign_up()
    with desk.inbox.engine.begin() as connection:
        queue.take(connection, desk.clock())  # and then it is killed
    assert desk.send_mail() == []
    desk.clock.now += queue.LEASE
    assert len(desk.send_mail()) == 1


@pytest.mark.parametrize("event", [Event.COMPLAIN, Event.SUPPRESS])
def test_who_complained_meanwhile_gets_nothing(desk: Desk, event: Event) -> None:
    desk.sign_up()
    with desk.inbox.engine.begin() as connection:
        store.apply(connection, desk.person().id, event, desk.clock())
    assert desk.send_mail() == []
    assert counts(desk) == {"failed": 1}


def test_a_link_that_has_expired_meanwhile_is_not_sent(desk: Desk) -> None:
    desk.sign_up()
    desk.clock.move(days=15)
    assert desk.send_mail() == []


def test_a_subscriber_who_was_erased_takes_their_mail_with_them(desk: Desk) -> None:
    desk.sign_up()
    with desk.inbox.engine.begin() as connection:
        store.forget(connection, desk.person().id, desk.clock())
    assert desk.send_mail() == []
    assert counts(desk) == {}


def test_the_mail_holds_nothing_that_a_visitor_wrote(desk: Desk) -> None:
    desk.sign_up(name="Buy now https://spam.example", page="/buy-now/")
    (letter,) = desk.send_mail()
    for part in (letter.text, letter.html, letter.subject, letter.to.name):
        assert "spam" not in part
        assert "buy" not in part
    (message,) = desk.mailbag.messages
    assert b"Auto-Submitted: auto-generated\r\n" in message.raw
    links = {len(link) for link in re.findall(r"https://in\.example\S+", letter.text)}
    assert max(links) <= 70


def test_what_need_not_be_kept_is_cleared_away_once_a_day(desk: Desk) -> None:
    desk.sign_up()
    desk.worker.clear()
    desk.clock.move(days=15)
    desk.worker.clear()
    with reading(desk.inbox.engine) as connection:
        assert store.by_address(connection, "ann@example.com") is None
    desk.sign_up()
    desk.clock.now += timedelta(hours=23)
    desk.worker.clear()
    assert desk.person().status is Status.PENDING


def test_the_thread_sends_rests_and_ends(desk: Desk) -> None:
    """The thread itself, in this one: it is told to end by the message that it sends."""
    desk.sign_up()
    original = desk.mailbag.send

    def send_and_stop(message: object) -> None:
        original(message)
        desk.worker.stop()

    desk.mailbag.send = send_and_stop
    desk.worker.run()
    assert counts(desk) == {"sent": 1}
