"""kill -9 at random moments: what was answered with success is there, once and whole, its mail sent or queued."""

from __future__ import annotations

import http.client
import json
import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, select

from plugins.database.engine import reading
from plugins.database.tables import CONSENTS, QUEUED_MAIL, SUBSCRIBERS
from plugins.inbox.form_age import fresh_token
from plugins.mail.kept import newest
from plugins.newsletter_signup.form import WORDING_DIGITS
from plugins.subscribers.consent import wording_hash
from plugins.subscribers.token import Tokens
from tests.inbox.conftest import WORDING
from tests.inbox.running import KEY, start

CLIENTS = 8


class Visitors:
    """People who sign up, each with an address of their own, and send the form again when nobody answered."""

    def __init__(self, number: int, port: int) -> None:
        self.port = port
        self.is_up = threading.Event()
        self.is_up.set()
        self.answered: list[str] = []
        self._addresses = iter(range(number))
        self._changed = threading.Condition()
        token = fresh_token(Tokens([KEY]), datetime.now(UTC) - timedelta(minutes=1))
        wording = wording_hash(WORDING)[:WORDING_DIGITS]
        self._fields = {"consent": "yes", "form": "footer", "page": "/", "wording": wording, "token": token}
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(CLIENTS)]

    def wait_for(self, number: int) -> None:
        """Return when so many have been answered."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.answered) >= number)

    def _run(self) -> None:
        while (number := self._next()) is not None:
            address = f"visitor{number}@example.com"
            while not self._is_answered(address):
                self.is_up.wait()
            with self._changed:
                self.answered.append(address)
                self._changed.notify_all()

    def _next(self) -> int | None:
        with self._changed:
            return next(self._addresses, None)

    def _is_answered(self, address: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", "/inbox/subscribe", urlencode(self._fields | {"email": address}), headers)
            answer = connection.getresponse()
            return answer.status == 200 and json.load(answer)["status"] == "ok"
        except (OSError, ValueError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@pytest.mark.parametrize(
    ("number", "kills"), [(400, 3), pytest.param(10_000, 20, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_nothing_that_was_answered_is_lost(
    engine: Engine, database_url: str, site: Path, tmp_path: Path, number: int, kills: int
) -> None:
    state = tmp_path / "state"
    process, port = start(database_url, state, site)
    visitors = Visitors(number, port)
    for thread in visitors.threads:
        thread.start()
    moments = random.Random(number).sample(range(1, number - CLIENTS), kills)  # noqa: S311 - moments are no secrets
    for moment in sorted(moments):
        visitors.wait_for(moment)
        visitors.is_up.clear()
        process.kill()
        process.communicate()
        process, _ = start(database_url, state, site, port)
        visitors.is_up.set()
    for thread in visitors.threads:
        thread.join()
    process.terminate()
    process.communicate()

    assert len(set(visitors.answered)) == number
    with reading(engine) as connection:
        people = {row.address: row.id for row in connection.execute(select(SUBSCRIBERS))}
        assert set(people) == set(visitors.answered)
        for table in (CONSENTS, QUEUED_MAIL):
            owners = Counter(connection.scalars(select(table.c.subscriber_id)))
            assert owners == dict.fromkeys(people.values(), 1), f"{table.name}: each once, none half"
        states = Counter(connection.scalars(select(QUEUED_MAIL.c.state)))
        sent = connection.scalars(
            select(SUBSCRIBERS.c.address).join(QUEUED_MAIL).where(QUEUED_MAIL.c.state == "sent")
        ).all()
    assert set(states) <= {"sent", "queued"}
    delivered = Counter(message.recipient for message in newest(state / "outbox", 10**6))
    assert set(delivered) >= set(sent)
    assert not delivered or max(delivered.values()) == 1, "a message that was sent again is the same one"
