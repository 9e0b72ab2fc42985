"""What a sender must survive, each by its name: the mail server, the database and the list misbehave as they do.

Every test runs on both databases, against a mail server on loopback that answers readers one by one and counts what it
took. Failures of an edition's text and of sign-ups are in tests/digest/test_failures.py.
"""

from __future__ import annotations

import re
import resource
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text, update

from plugins.database.engine import DatabaseError, open_database
from plugins.database.tables import DELIVERIES, MAILINGS, SUBSCRIBERS
from plugins.digest.sending import line, store
from plugins.digest.sending.delivery import State
from plugins.digest.sending.ledger import LEASE
from plugins.digest.sending.run import PATIENCE, End
from plugins.digest.sending.settings import SendingSettings
from plugins.mail.failure import MailError, Step, TemporaryError
from plugins.mail.message import Message
from plugins.publication.mistake import PublicationError
from plugins.subscribers import store as subscribers
from plugins.subscribers.address import normalise
from plugins.subscribers.consent import SignUp
from plugins.subscribers.opt_in_store import confirm, sign_up
from tests.digest.sending.conftest import Open
from tests.digest.sending.office import (
    EDITION,
    START,
    Office,
    address,
    addressee,
    answering,
    got,
    mailing,
    once,
    people,
)
from tests.mail_sink import DROP, SmtpSink

ONE = SendingSettings(connections=1)


def test_02_a_connection_that_drops_after_the_final_dot_is_uncertain_and_not_sent_again(office: Open) -> None:
    desk = office(answering(message={address(3): DROP}))
    people(desk.engine, range(1, 7))
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 5, "uncertain": 1}
    assert desk.states()[3] == "uncertain"
    assert desk.send().end is End.DONE
    assert got(desk.sink)[address(3)] == 1

    # Only when somebody asks for it, and then under the same Message-ID, so that programs show it once.
    desk.sink.answers = {}
    assert desk.send(retry=[State.UNCERTAIN]).end is End.DONE
    assert desk.counts() == {"sent": 6}
    copies = [one.raw for one in desk.sink.received if one.recipient == address(3)]
    assert len({re.findall(rb"^Message-ID: .*$", raw, re.M)[0] for raw in copies}) == 1
    assert len(copies) == 2


@pytest.mark.parametrize("verb", ["mail", "rcpt", "data"])
def test_03_a_connection_that_drops_before_the_message_is_opened_again_and_nobody_is_lost(
    office: Open, verb: str
) -> None:
    desk = office(SmtpSink({verb: once(DROP, then="354 go on" if verb == "data" else "250 2.0.0 ok")}))
    people(desk.engine, range(1, 7))
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 6}
    assert set(got(desk.sink).values()) == {1}


def test_03_a_connection_that_stood_idle_too_long_is_opened_again(office: Open) -> None:
    desk = office(SmtpSink({"mail": idle(2)}), settings=ONE)
    people(desk.engine, range(1, 6))
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 5}
    assert desk.sink.connections == 3


def idle(every: int) -> object:
    """Drops every second MAIL: the server has closed a connection that nobody used for a while."""
    seen = [0]

    def answer(line: bytes) -> str:
        seen[0] += 1
        return DROP if seen[0] % (every + 1) == 0 else "250 2.1.0 ok"

    return answer


@pytest.mark.parametrize("reply", ["450 4.2.1 greylisted", "451 4.3.0 later", "452 4.2.2 mailbox full"])
def test_04_a_4xx_for_one_reader_is_tried_again_later_and_given_up_after_days(office: Open, reply: str) -> None:
    desk = office(answering(recipient={address(2): reply}))
    people(desk.engine, range(1, 5))
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 3, "deferred": 1}
    desk.clock.move(minutes=14)
    desk.send()
    tries = [said for said in desk.sink.said if said.startswith(b"rcpt TO:<reader2@")]
    assert len(tries) == 1  # not yet

    for _ in range(20):
        desk.clock.move(hours=6)
        desk.send()
    tries = [said for said in desk.sink.said if said.startswith(b"rcpt TO:<reader2@")]
    assert len(tries) == 17
    assert desk.counts() == {"sent": 3, "failed": 1}
    assert desk.said(2).startswith("given up: ")
    assert desk.status(2) == "confirmed"


def test_04_a_deferred_letter_leaves_when_the_server_takes_it(office: Open) -> None:
    desk = office(answering(recipient={address(2): "450 4.2.1 greylisted"}))
    people(desk.engine, range(1, 5))
    desk.send()
    desk.sink.answers = {}
    desk.clock.move(minutes=15)
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 4}


@pytest.mark.parametrize("reply", ["421 4.7.0 too many messages", "454 4.7.0 throttled"])
def test_04_a_421_or_454_slows_the_whole_run_and_blames_nobody(office: Open, reply: str) -> None:
    desk = office(SmtpSink({"rcpt": once(reply)}))
    people(desk.engine, range(1, 7))
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 6}


def test_04_a_server_that_takes_nothing_is_left_alone_until_the_next_run(office: Open) -> None:
    desk = office(SmtpSink({"mail": "421 4.3.2 going down"}))
    people(desk.engine, range(1, 31))
    ending = desk.send()
    assert ending.end is End.LATER
    assert "the mail server takes nothing at the moment" in ending.why
    assert desk.counts() == {"pending": 30}
    assert desk.sink.connections < 20
    desk.sink.answers = {}
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 30}


def test_05_a_mailbox_that_is_not_there_fails_and_is_never_mailed_again(office: Open) -> None:
    desk = office(answering(recipient={address(2): f"550 5.1.1 <{address(2)}> no such user"}))
    people(desk.engine, range(1, 5))
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 3, "failed": 1}
    assert desk.status(2) == "bounced"
    assert "@" not in desk.said(2)  # the server repeated the address; the ledger does not
    desk.send(mailing(week="2026-W48"))
    assert got(desk.sink)[address(2)] == 0


def test_05_a_reader_who_is_refused_for_another_reason_stays_on_the_list(office: Open) -> None:
    desk = office(answering(recipient={address(2): "550 5.7.1 not from strangers"}))
    people(desk.engine, range(1, 5))
    desk.send()
    assert desk.counts() == {"sent": 3, "failed": 1}
    assert desk.status(2) == "confirmed"
    desk.sink.answers = {}
    desk.send(retry=[State.FAILED])
    assert desk.counts() == {"sent": 4}


def test_05_too_many_refusals_pause_the_run_by_their_share(office: Open) -> None:
    desk = office(SmtpSink({"rcpt": "550 5.7.1 relaying denied"}))
    people(desk.engine, range(1, 200))
    ending = desk.send()
    assert ending.end is End.STOPPED
    assert "too many letters are refused" in ending.why
    assert desk.counts()["failed"] < 25
    assert desk.counts()["pending"] > 170
    with desk.engine.connect() as connection:
        record = store.record(connection, EDITION)
    assert record is not None
    assert record.stopped == ending.why  # the scheduler leaves it to a person


@pytest.mark.parametrize(
    ("verb", "reply"),
    [
        ("message", "552 5.3.4 message too big"),
        ("message", "554 5.7.1 this looks like spam"),
        ("mail", "550 5.7.1 you are not that sender"),
        ("rcpt", "530 5.7.0 log in first"),
    ],
)
def test_06_what_is_not_the_readers_fault_stops_the_run_at_once_and_suppresses_nobody(
    office: Open, verb: str, reply: str
) -> None:
    desk = office(SmtpSink({verb: reply}))
    people(desk.engine, range(1, 40))
    ending = desk.send()
    assert ending.end is End.STOPPED
    assert reply[:3] in ending.why
    tried = sum(said.lower().startswith(b"mail ") for said in desk.sink.said)
    assert tried <= 2  # one of each connection
    assert all(desk.status(number) == "confirmed" for number in range(1, 40))
    assert set(desk.counts()) <= {"pending", "deferred"}

    desk.sink.answers = {}
    desk.clock.move(minutes=15)
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 39}


def test_06_a_wrong_password_stops_the_run_at_once(office: Open) -> None:
    from plugins.mail.smtp import Server, SmtpCarrier

    desk = office(SmtpSink({"auth": "535 5.7.8 wrong"}))
    people(desk.engine, range(1, 9))
    server = Server("127.0.0.1", desk.sink.port, "none", user="weekly", password="wrong")  # noqa: S106 - of no account
    ending = desk.send(open_carrier=lambda: SmtpCarrier(server))
    assert ending.end is End.STOPPED
    assert "logging in: 535" in ending.why
    assert desk.counts() == {"pending": 8}


def test_07_two_runs_at_once_on_one_machine(office: Open) -> None:
    desk = office(settings=ONE)
    people(desk.engine, range(1, 4))
    second = []
    desk.sink.answers = {"mail": lambda line: second.append(desk.send()) or "250 2.1.0 ok"}
    assert desk.send().end is End.DONE
    assert [ending.end for ending in second] == [End.ELSEWHERE] * 3
    assert set(got(desk.sink).values()) == {1}


def test_07_two_runs_at_once_on_two_machines(office: Open, tmp_path: Path) -> None:
    desk = office(settings=ONE)
    people(desk.engine, range(1, 4))
    elsewhere = replace(desk, folder=tmp_path / "elsewhere")
    second = []
    desk.sink.answers = {"mail": lambda line: second.append(elsewhere.send()) or "250 2.1.0 ok"}
    assert desk.send().end is End.DONE
    assert [ending.end for ending in second] == [End.ELSEWHERE] * 3
    assert set(got(desk.sink).values()) == {1}


def test_07_many_runs_begin_at_the_same_moment(office: Open, tmp_path: Path) -> None:
    desk = office()
    people(desk.engine, range(1, 60))
    ends = []

    def run(number: int) -> None:
        ends.append(replace(desk, folder=tmp_path / str(number % 2)).send().end)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert End.DONE in ends
    assert set(got(desk.sink).values()) == {1}
    assert desk.counts() == {"sent": 59}


def test_07_a_machine_that_was_silent_for_too_long_is_taken_over_from_and_sends_no_more(
    office: Open, tmp_path: Path
) -> None:
    """It was suspended, say, and wakes up while another one is at its edition."""
    desk = office(settings=ONE)
    people(desk.engine, range(1, 9))
    elsewhere = replace(desk, folder=tmp_path / "elsewhere")
    taken_over = []

    def suspended(raw: bytes) -> str:
        if addressee(raw) == address(3) and not taken_over:
            desk.clock.move(seconds=LEASE.total_seconds() + 1)
            taken_over.append(elsewhere.send())
        return "250 2.0.0 taken"

    desk.sink.answers = {"message": suspended}
    ending = desk.send()
    assert ending.end is End.ELSEWHERE
    assert taken_over[0].end is End.DONE
    assert desk.counts() == {"sent": 8}  # the third one too: who had sent it said so in the end
    assert set(got(desk.sink).values()) == {1}


def test_08_an_old_backup_of_the_database_sends_nothing_again(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 9))
    desk.send()
    with desk.engine.begin() as connection:  # as it was before
        connection.execute(DELIVERIES.delete())
        connection.execute(MAILINGS.delete())
    with pytest.raises(PublicationError, match="2026-W47: more of it was sent than the database knows"):
        desk.send()
    assert len(desk.sink.received) == 8


def test_08_a_backup_out_of_the_middle_sends_nothing_again(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 9))
    desk.send()
    with desk.engine.begin() as connection:  # as it was after half of them
        half = update(DELIVERIES).where(DELIVERIES.c.subscriber_id > 4)
        connection.execute(half.values(state="pending"))
        connection.execute(update(MAILINGS).values(generation=0))
    with pytest.raises(PublicationError, match=r"remove .*generation\.json, if you are sure"):
        desk.send()
    assert len(desk.sink.received) == 8


def test_10_who_leaves_during_the_run_gets_nothing(office: Open) -> None:
    desk = office(settings=ONE)
    people(desk.engine, range(1, 7))

    def leave(raw: bytes) -> str:
        if addressee(raw) == address(2):
            with desk.engine.begin() as connection:
                subscribers.unsubscribe(connection, 4, START)
                subscribers.suppress(connection, address(5), START)
                subscribers.forget(connection, 6, START)
        return "250 2.0.0 taken"

    desk.sink.answers = {"message": leave}
    assert desk.send().end is End.DONE
    assert got(desk.sink) == {address(number): 1 for number in (1, 2, 3)}
    assert desk.counts() == {"sent": 3, "skipped": 3}
    assert [desk.said(number) for number in (4, 5, 6)] == ["unsubscribed", "suppressed", "erased"]


def test_11_who_subscribes_during_the_run_is_in_the_next_edition(office: Open) -> None:
    desk = office(settings=ONE)
    people(desk.engine, [1, 2, 8, 9])
    newcomer = iter([5])

    def join(line: bytes) -> str:
        people(desk.engine, newcomer)
        return "250 2.1.0 ok"

    desk.sink.answers = {"mail": once_called(join)}
    desk.send()
    assert got(desk.sink) == {address(number): 1 for number in (1, 2, 8, 9)}
    assert desk.counts() == {"sent": 4}
    desk.sink.answers = {}
    desk.send(mailing(week="2026-W48"))
    assert desk.counts("2026-W48") == {"sent": 5}


def once_called(function: object) -> object:
    called = []

    def answer(line: bytes) -> str:
        if not called:
            called.append(line)
            function(line)
        return "250 2.1.0 ok"

    return answer


def test_12_one_mailbox_in_two_spellings_and_two_lists_gets_one_letter(office: Open) -> None:
    desk = office()
    spellings = ["Ann@Example.com", "ann@example.com", " ANN@EXAMPLE.COM"]
    with desk.engine.begin() as connection:
        for number, spelling in enumerate(spellings):
            form = SignUp(normalise(spelling), form="footer", page="/", wording="Yes.", interests=("content",))
            sign_up(connection, [form], START + timedelta(days=number))
            for row in connection.execute(text("SELECT id FROM consents")).all():
                confirm(connection, row.id, START + timedelta(days=number))
    desk.send()
    assert got(desk.sink) == {"ann@example.com": 1}


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: victim@example.org", "a\u202eb", "n" * 100, '<b>Bold</b> & "Co"', "Ann, Bea <x@y.example>"]
)
def test_13_a_hostile_name_harms_no_letter(office: Open, name: str) -> None:
    desk = office()
    people(desk.engine, [1], name=name)
    desk.send()
    (received,) = desk.sink.received
    head = received.raw.partition(b"\r\n\r\n")[0]
    assert b"\nBcc:" not in head
    assert head.count(b"\nTo: ") == 1
    assert addressee(received.raw.replace(b"\r\n ", b" ")) == address(1)
    assert not [line for line in head.split(b"\r\n") if len(line) > 998]


def test_15_a_reader_to_whom_no_letter_can_be_written_is_found_before_the_first_leaves(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 5))
    with desk.engine.begin() as connection:
        wrong = update(SUBSCRIBERS).where(SUBSCRIBERS.c.id == 3)
        connection.execute(wrong.values(address="no address\r\nat all"))
    desk.sending().begin(mailing())
    assert desk.counts() == {"pending": 3, "failed": 1}
    desk.send()
    assert desk.counts() == {"sent": 3, "failed": 1}
    assert desk.said(3) == "no letter can be addressed so"


def test_15_counts_that_do_not_add_up_refuse_to_be_sent_from(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 5))
    desk.sending().begin(mailing())
    with desk.engine.begin() as connection:
        connection.execute(DELIVERIES.delete().where(DELIVERIES.c.subscriber_id == 3))
    with pytest.raises(PublicationError, match="the ledger does not add up"):
        desk.send()
    assert not desk.sink.received


def test_18_what_was_frozen_is_what_is_sent(office: Open) -> None:
    desk = office(SmtpSink({"mail": "421 4.3.2 not now"}))
    people(desk.engine, range(1, 5))
    desk.send(mailing("As it was approved."))
    desk.sink.answers = {}
    desk.send(mailing("As somebody changed it since."))
    assert len(desk.sink.received) == 4
    assert all(b"As it was approved." in one.raw for one in desk.sink.received)


def test_18_frozen_mails_that_were_tampered_with_are_not_sent(office: Open) -> None:
    desk = office()
    people(desk.engine, [1])
    desk.sending().begin(mailing())
    with desk.engine.begin() as connection:
        (mails,) = connection.execute(text("SELECT mails FROM mailings")).one()
        connection.execute(update(MAILINGS).values(mails=mails.replace("The words", "Other words")))
    with pytest.raises(PublicationError, match="not those that sending began with"):
        desk.send()
    assert not desk.sink.received


FULL, READ_ONLY = "full disk", "read-only"


def break_down(engine: Engine, how: str) -> Callable[[], None]:
    """From now on the database takes nothing, until what is returned is called.

    On a full disk SQLite's files cannot grow. PostgreSQL, which then goes into recovery or stops, may only be read.
    """
    if how == FULL and engine.dialect.name == "sqlite":
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    statement = "PRAGMA query_only = ON" if engine.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    def mend() -> None:
        event.remove(engine, "begin", begin)
        engine.dispose()

    event.listen(engine, "begin", begin)
    return mend


@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_20_a_database_that_cannot_be_written_sends_nothing(office: Open, how: str) -> None:
    desk = office()
    people(desk.engine, range(1, 400))
    mend = break_down(desk.engine, how)
    try:
        with pytest.raises(DatabaseError, match="nothing goes on without it; see that it runs and has room"):
            desk.send()
    finally:
        mend()
    assert not desk.sink.received
    assert desk.send().end is End.DONE
    assert desk.counts() == {"sent": 399}


@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_20_a_database_that_fails_during_the_run_leaves_one_uncertain_for_each_connection(
    office: Open, how: str
) -> None:
    desk = office()
    people(desk.engine, range(1, 40))
    mend: list[Callable[[], None]] = []

    def fail(raw: bytes) -> str:
        if addressee(raw) == address(20) and not mend:
            mend.append(break_down(desk.engine, how))
        return "250 2.0.0 taken"

    desk.sink.answers = {"message": fail}
    try:
        with pytest.raises(DatabaseError):
            desk.send()
    finally:
        mend[0]()
    assert desk.send().end is End.DONE
    counts = desk.counts()
    assert counts["uncertain"] <= 2
    assert counts["sent"] + counts["uncertain"] == 39
    assert set(got(desk.sink).values()) == {1}


def test_21_a_run_that_is_told_to_end_finishes_the_letters_under_way(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 40))
    runs: list[object] = []

    def tell(raw: bytes) -> str:
        runs[0].stop()
        return "250 2.0.0 taken"

    desk.sink.answers = {"message": tell}
    sending = desk.sending()
    sending.begin(mailing())
    ending = sending.go_on(EDITION, begun=runs.append)
    assert (ending.end, ending.why) == (End.LATER, "it was told to end")
    assert desk.counts()["sent"] <= 2
    assert set(desk.counts()) == {"sent", "pending"}
    desk.sink.answers = {}
    assert desk.send().end is End.DONE
    assert set(got(desk.sink).values()) == {1}
    assert desk.counts() == {"sent": 39}


def test_21_a_server_that_does_not_answer_is_not_waited_for(office: Open) -> None:
    desk = office(settings=ONE)
    people(desk.engine, range(1, 5))
    answers, runs = threading.Event(), []

    class Impatient:
        """The steady clock jumps ahead once the run was told to end."""

        def now(self) -> object:
            return desk.clock.now()

        def steady(self) -> float:
            return desk.clock.steady() + (PATIENCE if waiting else 0)

    waiting: list[bytes] = []

    def silent(raw: bytes) -> str:
        runs[0].stop()
        waiting.append(raw)
        runs[0].couriers.wake()
        answers.wait(20)
        return "250 2.0.0 taken"

    desk.sink.answers = {"message": silent}
    sending = desk.sending(clock=Impatient())
    sending.begin(mailing())
    try:
        assert sending.go_on(EDITION, begun=runs.append).end is End.LATER
        assert desk.counts() == {"uncertain": 1, "pending": 3}
    finally:
        answers.set()


class Instant:
    """A carrier that takes everything at once."""

    def send(self, message: Message) -> None:
        pass

    def close(self) -> None:
        pass


def test_22_a_long_list_is_never_in_memory_as_a_whole(office: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its 100,000 are in benchmarks/sending.py, with the megabytes; here the pages are counted."""
    desk = office(settings=SendingSettings(connections=16))
    people(desk.engine, range(1, 401))
    monkeypatch.setattr(line, "PAGE", 100)
    pages: list[int] = []
    page = store.page

    def counted(*arguments: Any) -> Any:
        found = page(*arguments)
        pages.append(len(found))
        return found

    monkeypatch.setattr(store, "page", counted)
    seen: list[int] = []
    sending = desk.sending(open_carrier=Instant)
    sending.begin(mailing())
    ending = sending.go_on(EDITION, see=lambda entries: seen.extend(entry.id for entry in entries))
    assert ending.end is End.DONE
    assert pages == [100] * 4 + [0]
    assert sorted(seen) == list(range(1, 401))  # what the bar on the screen is told
    assert desk.counts() == {"sent": 400}


class Failing:
    """A carrier that always fails in the same way."""

    def __init__(self, error: MailError) -> None:
        self._error = error

    def send(self, message: Message) -> None:
        raise self._error

    def close(self) -> None:
        pass


def test_a_fault_of_ours_ends_the_run_and_leaves_it_to_be_gone_on_with(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 5))
    with pytest.raises(ZeroDivisionError):
        desk.send(write=lambda mailing: lambda delivery: 1 / 0)
    assert desk.counts()["sending"] <= 2
    assert desk.send().end is End.DONE
    assert set(got(desk.sink).values()) == {1}


def test_a_server_that_is_not_there_is_rested_from_and_left(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 5))
    ending = desk.send(open_carrier=lambda: Failing(TemporaryError(Step.CONNECT, "refused")))
    assert ending.end is End.LATER
    assert desk.counts() == {"pending": 4}


def test_todays_share_leaves_today_and_the_rest_tomorrow(office: Open) -> None:
    desk = office(settings=SendingSettings(connections=2, per_day=10))
    people(desk.engine, range(1, 26))
    for sent in (10, 10, 20, 20, 25):
        ending = desk.send()
        assert desk.counts()["sent"] == sent
        assert ending.end is (End.DONE if sent == 25 else End.LATER)
        desk.clock.move(hours=12, minutes=30)


def test_another_engine_sees_the_same(office: Open, database_url: str) -> None:
    """What one run has written, another process reads."""
    desk = office()
    people(desk.engine, range(1, 5))
    desk.send()
    other = open_database(database_url)
    assert Office(other, desk.sink, desk.folder).counts() == {"sent": 4}
    other.dispose()
