"""Mail that is to leave: with its cause or not at all, taken by one worker at a time, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from plugins.database import queue
from plugins.database.engine import reading
from plugins.database.queue import KEPT_FOR, LEASE, MOST_ATTEMPTS, QueuedMail

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
MAIL = QueuedMail("notice", recipient="editor@desk.example", facts={"article": "first"})


def put(engine: Engine, *mails: QueuedMail) -> None:
    with engine.begin() as connection:
        queue.add(connection, mails, NOW)


def take(engine: Engine, at: datetime = NOW, limit: int = 20) -> list[QueuedMail]:
    with engine.begin() as connection:
        return queue.take(connection, at, limit)


def counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return queue.counts(connection)


def test_what_is_put_in_comes_out(engine: Engine) -> None:
    put(engine, MAIL)
    (taken,) = take(engine)
    assert (taken.id, taken.kind, taken.recipient, taken.facts) == (MAIL.id, "notice", MAIL.recipient, MAIL.facts)


def test_a_mail_whose_cause_is_rolled_back_is_not_there(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        queue.add(connection, [MAIL], NOW)
        transaction.rollback()
    assert take(engine) == []


def test_nobody_else_gets_a_mail_that_was_taken(engine: Engine) -> None:
    put(engine, MAIL)
    assert len(take(engine)) == 1
    assert take(engine) == []


def test_a_killed_workers_mail_comes_up_again(engine: Engine) -> None:
    put(engine, MAIL)
    take(engine)
    (again,) = take(engine, NOW + LEASE)
    assert (again.id, again.attempts) == (MAIL.id, 2)


def test_a_mail_that_was_sent_does_not(engine: Engine) -> None:
    put(engine, MAIL)
    (mail,) = take(engine)
    with engine.begin() as connection:
        queue.mark_sent(connection, mail, NOW)
    assert take(engine, NOW + timedelta(days=9)) == []
    assert counts(engine) == {"sent": 1}


def test_a_mail_that_was_put_back_waits_longer_every_time_and_then_fails(engine: Engine) -> None:
    put(engine, MAIL)
    now, waited = NOW, []
    while taken := take(engine, now):
        with engine.begin() as connection:
            queue.put_back(connection, taken[0], now, "the server is busy" * 50)
        with reading(engine) as connection:
            due = queue.next_due(connection)
        waited.append((due or now) - now)
        now = due or now
    assert len(waited) == MOST_ATTEMPTS
    assert waited[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waited) == timedelta(hours=6)
    assert counts(engine) == {"failed": 1}


def test_the_oldest_are_taken_first_and_no_more_than_asked_for(engine: Engine) -> None:
    for minute in (2, 1, 3):
        with engine.begin() as connection:
            queue.add(connection, [QueuedMail("notice", facts={"minute": minute})], NOW - timedelta(minutes=minute))
    assert [mail.facts["minute"] for mail in take(engine, limit=2)] == [3, 2]


def test_two_workers_share_the_queue(engine: Engine) -> None:
    put(engine, *(QueuedMail("notice") for _ in range(10)))
    if engine.dialect.name == "sqlite":
        first, second = take(engine, limit=5), take(engine, limit=9)
    else:
        with engine.begin() as one, engine.begin() as other:  # neither waits for the other
            first, second = queue.take(one, NOW, 5), queue.take(other, NOW, 9)
    assert (len(first), len(second)) == (5, 5)
    assert not {mail.id for mail in first} & {mail.id for mail in second}


def test_the_account_is_kept_for_a_month(engine: Engine) -> None:
    put(engine, MAIL, QueuedMail("notice"))
    (mail,) = take(engine, limit=1)
    with engine.begin() as connection:
        queue.mark_sent(connection, mail, NOW)
        queue.clear(connection, NOW + KEPT_FOR)
        assert queue.counts(connection) == {"queued": 1, "sent": 1}
        queue.clear(connection, NOW + KEPT_FOR + timedelta(seconds=1))
        assert queue.counts(connection) == {"queued": 1}
