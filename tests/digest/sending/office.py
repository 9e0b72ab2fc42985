"""What sending is tested with: a list, a mailing, a mail server that answers each reader as it is told, a clock."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

from plugins.database.engine import reading
from plugins.database.tables import DELIVERIES, SUBSCRIBERS
from plugins.digest.mail import PREFERENCES, UNSUBSCRIBE, Mail
from plugins.digest.mailing import Mailing
from plugins.digest.sending import counting_store
from plugins.digest.sending.delivery import State
from plugins.digest.sending.letters import Letters
from plugins.digest.sending.run import Ending
from plugins.digest.sending.sending import Sending
from plugins.digest.sending.settings import SendingSettings
from plugins.digest.week import Week
from plugins.mail.smtp import Server, SmtpCarrier
from plugins.subscribers.subscriber import Status
from plugins.subscribers.token import Tokens
from tests.digest.editions_of import SENDER
from tests.mail_sink import SmtpSink

EDITION = "2026-W47"
START = datetime(2026, 11, 17, 15, tzinfo=UTC)
TOKENS = Tokens(["a key that is for the tests alone"])
_TO = re.compile(rb"^To: .*?<?([^\s<>]+@[^\s<>]+?)>?\r$", re.M)


def mailing(words: str = "The words.", week: str = EDITION) -> Mailing:
    """A small mailing: one mail for everybody."""
    links = f"{SENDER.inbox}/u/{UNSUBSCRIBE} {SENDER.inbox}/inbox/preferences/{PREFERENCES}"
    mail = Mail("What is new", f"<!doctype html><p>{words} {links}</p>", f"{words}\n{links}\n")
    choices = ["content", "webinars", "offers", "content webinars", "content offers", "webinars offers"]
    return Mailing(Week.parse(week), {frozenset(one.split()): mail for one in [*choices, "content webinars offers"]})


def address(number: int) -> str:
    return f"reader{number}@host{number % 3}.example"


def people(engine: Engine, numbers: Iterable[int], **changes: Any) -> None:
    """Confirmed subscribers, whose ids are their numbers."""
    fixed = {"name": "", "interests": "content webinars offers", "status": Status.CONFIRMED, "status_at": START}
    fixed |= {"created_at": START, "confirmed_at": START} | changes
    rows = [{"id": number, "address": address(number)} | fixed for number in numbers]
    with engine.begin() as connection:
        connection.execute(insert(SUBSCRIBERS), rows)


@dataclass
class Clock:
    """The ledger's time stands still until a test moves it; the steady one goes on."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)

    def steady(self) -> float:
        return time.monotonic()


def answering(
    recipient: Mapping[str, str] | None = None, message: Mapping[str, str] | None = None, **others: Any
) -> SmtpSink:
    """A server that says these things to the addresses that are named, and takes everything else."""

    def to_recipient(line: bytes) -> str:
        found = line.partition(b"<")[2].partition(b">")[0].decode()
        return (recipient or {}).get(found, "250 2.1.5 ok")

    def to_message(raw: bytes) -> str:
        return (message or {}).get(addressee(raw), "250 2.0.0 taken")

    return SmtpSink({"rcpt": to_recipient, "message": to_message, **others})


def addressee(raw: bytes) -> str:
    match = _TO.search(raw)
    assert match
    return match[1].decode()


def once(said: str, then: str = "250 2.0.0 ok") -> Callable[[bytes], str]:
    """An answer that is said once, and then another."""
    answers = iter([said])
    return lambda line: next(answers, then)


def got(sink: SmtpSink) -> Counter[str]:
    """How often each address was delivered to."""
    return Counter(one.recipient for one in sink.received)


@dataclass
class Office:
    """Sends by a server on loopback; `carriers` may be wrapped by a test."""

    engine: Engine
    sink: SmtpSink
    folder: Path
    clock: Clock = field(default_factory=Clock)
    settings: SendingSettings = field(default_factory=lambda: SendingSettings(connections=2))

    def sending(self, **changes: Any) -> Sending:
        server = Server("127.0.0.1", self.sink.port, "none", name="desk.example")
        sending = Sending(
            engine=self.engine,
            settings=self.settings,
            folder=self.folder / "sending",
            clock=self.clock,
            write=Letters(SENDER, TOKENS, self.clock.now).of,
            open_carrier=lambda: SmtpCarrier(server),
            first_rest=0.001,
        )
        return replace(sending, **changes)

    def send(self, made: Mailing | None = None, retry: Iterable[State] = (), **changes: Any) -> Ending:
        """One run, which begins the edition where that was not done before."""
        sending = self.sending(**changes)
        made = made or mailing()
        sending.begin(made)
        return sending.go_on(str(made.week), frozenset(retry))

    def states(self, edition: str = EDITION) -> dict[int, str]:
        """The state of every delivery, by its number."""
        columns = DELIVERIES.c
        query = select(columns.subscriber_id, columns.state).where(columns.edition == edition)
        with reading(self.engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def said(self, number: int) -> str:
        columns = DELIVERIES.c
        with reading(self.engine) as connection:
            return str(connection.scalar(select(columns.said).where(columns.subscriber_id == number)))

    def counts(self, edition: str = EDITION) -> dict[str, int]:
        """How many deliveries have each state, without those that none has."""
        with reading(self.engine) as connection:
            return {
                str(state): number for state, number in counting_store.counts(connection, edition).items() if number
            }

    def status(self, number: int) -> str:
        query = select(SUBSCRIBERS.c.status).where(SUBSCRIBERS.c.id == number)
        with reading(self.engine) as connection:
            return str(connection.scalar(query))
