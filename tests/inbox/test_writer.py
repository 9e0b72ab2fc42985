"""Writing sign-ups together: each is durable when it is answered, and each hears of a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from plugins.database.engine import open_database, reading
from plugins.inbox.writer import NotWrittenError, Writer
from plugins.subscribers import store
from plugins.subscribers.consent import SignUp
from plugins.subscribers.subscriber import Answer, Status

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def sign_up(number: int) -> SignUp:
    return SignUp(f"{number}@example.com", ("content",), "footer", "/", "Yes.")


@contextmanager
def writing(engine: Engine, woken: list[int] | None = None) -> Iterator[Writer]:
    writer = Writer(engine, lambda: NOW, lambda: (woken if woken is not None else []).append(1))
    try:
        yield writer
    finally:
        writer.close()


def test_each_is_there_when_it_is_answered(engine: Engine) -> None:
    def write_and_look(number: int) -> bool:
        answer = writer.write(sign_up(number))
        with reading(engine) as connection:
            return answer is Answer.CONFIRM and store.by_address(connection, f"{number}@example.com") is not None

    with writing(engine) as writer, ThreadPoolExecutor(16) as threads:
        assert all(threads.map(write_and_look, range(200)))
    with reading(engine) as connection:
        assert store.count_by_status(connection) == {Status.PENDING: 200}


def test_those_who_come_together_share_a_commit(engine: Engine) -> None:
    commits: list[Any] = []
    event.listen(engine, "commit", commits.append)
    with ThreadPoolExecutor(9) as threads:
        writer, waiting, go_on = nine_waiting(engine, threads)
        go_on()
        assert [one.result() for one in waiting] == [Answer.CONFIRM] * 9
    writer.close()
    assert len(commits) == 2


def nine_waiting(
    engine: Engine, threads: ThreadPoolExecutor
) -> tuple[Writer, list[Future[Answer]], Callable[[], None]]:
    """A writer whose first transaction has begun with one sign-up, and ends when it is told to; eight more wait."""
    begun, told = threading.Event(), threading.Event()

    def now() -> datetime:
        begun.set()
        told.wait()
        return NOW

    writer = Writer(engine, now, lambda: None)
    waiting = [threads.submit(writer.write, sign_up(0))]
    begun.wait()
    waiting += [threads.submit(writer.write, sign_up(number)) for number in range(1, 9)]
    while writer._waiting.qsize() < 8:
        pass
    return writer, waiting, told.set


def test_the_same_address_at_the_same_moment_is_one_subscriber(engine: Engine) -> None:
    with writing(engine) as writer, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(writer.write, [sign_up(1)] * 40))
    assert sorted(answers) == [Answer.CONFIRM] + [Answer.NONE] * 39


def test_two_processes_may_take_the_same_address_at_the_same_moment(engine: Engine, database_url: str) -> None:
    other = open_database(database_url)
    with writing(engine) as one, writing(other) as two, ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(writer.write, sign_up(number)) for number in range(50) for writer in (one, two)]
        answers = [one.result() for one in waiting]
    other.dispose()
    assert answers.count(Answer.CONFIRM) == 50
    assert answers.count(Answer.NONE) == 50


def test_a_database_that_fails_is_told_to_each(engine: Engine) -> None:
    with writing(engine) as writer:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE subscribers RENAME TO away")
        with pytest.raises(NotWrittenError, match="the database refused it"):
            writer.write(sign_up(1))
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO subscribers")
        assert writer.write(sign_up(1)) is Answer.CONFIRM, "the next one is taken again"


def test_the_worker_is_woken_when_there_is_mail(engine: Engine) -> None:
    woken: list[int] = []
    with writing(engine, woken) as writer:
        writer.write(sign_up(1))
        writer.write(sign_up(1))
    assert len(woken) == 1


def test_what_waits_at_the_end_is_written_and_nothing_later_is_taken(engine: Engine) -> None:
    with ThreadPoolExecutor(10) as threads:
        writer, waiting, go_on = nine_waiting(engine, threads)
        ended = threads.submit(writer.close)
        while writer._waiting.qsize() < 9:
            pass
        with pytest.raises(NotWrittenError, match="ending"):
            writer.write(sign_up(10))
        go_on()
        ended.result()
        assert [one.result() for one in waiting] == [Answer.CONFIRM] * 9
