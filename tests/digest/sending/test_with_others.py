"""Sending beside other processes: the inbox, where somebody leaves meanwhile, and a second sender."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from plugins.building import build as building
from plugins.database.engine import reading
from plugins.digest.sending.letters import Letters
from plugins.digest.sending.run import End
from plugins.inbox.server import Server
from plugins.moderation.publication import Publication
from plugins.subscribers import store
from tests.conftest import TEST_SITE
from tests.digest.editions_of import SENDER
from tests.digest.sending.conftest import Open
from tests.digest.sending.mortal import start
from tests.digest.sending.office import address, addressee, got, people

KEY = "a key that is for the tests alone"


@pytest.fixture
def inbox(database_url: str, tmp_path: Path, built_preview: Path) -> Iterator[Server]:
    """A real inbox on the same database, on a free port."""
    settings: dict[str, Any] = building.read_settings(TEST_SITE / "testconf.py") | {"STATE_DIR": str(tmp_path)}
    environment = {"SIGNING_KEYS": KEY, "DATABASE_URL": database_url}
    publication = Publication(tmp_path, lambda: built_preview, lambda: tmp_path / "comments")
    server = Server(settings, publication, "http://127.0.0.1", environment=environment)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.close()
    thread.join()


def one_click(server: Server, number: int) -> int:
    """What a mail program does when “unsubscribe” is pressed; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    path = server.inbox.unsubscribe_path(number)
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, "List-Unsubscribe=One-Click", head)
    status = connection.getresponse().status
    connection.close()
    return status


def test_10_who_presses_unsubscribe_while_it_runs_gets_nothing(office: Open, inbox: Server) -> None:
    desk = office()
    people(desk.engine, range(1, 31))
    statuses: list[int] = []

    def press(raw: bytes) -> str:
        if addressee(raw) == address(5):
            statuses.extend(one_click(inbox, number) for number in (20, 25, 30))
        return "250 2.0.0 taken"

    desk.sink.answers = {"message": press}
    ending = desk.send(write=Letters(SENDER, inbox.inbox.tokens, desk.clock.now).of)
    assert ending.end is End.DONE
    assert statuses == [200, 200, 200]
    assert got(desk.sink) == {address(number): 1 for number in range(1, 31) if number not in {20, 25, 30}}
    assert desk.counts() == {"sent": 27, "skipped": 3}
    assert {desk.said(number) for number in (20, 25, 30)} == {"unsubscribed"}


def test_07_two_processes_at_once_send_to_everybody_once(office: Open, database_url: str) -> None:
    desk = office()
    people(desk.engine, range(1, 61))
    processes = [start(database_url, desk.sink.port, desk.folder / folder) for folder in ("here", "here", "there")]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert got(desk.sink) == {address(number): 1 for number in range(1, 61)}
    assert desk.counts() == {"sent": 60}


def test_all_that_is_kept_of_somebody_has_their_editions(office: Open, engine: Engine) -> None:
    desk = office()
    people(engine, [7])
    desk.send()
    with reading(engine) as connection:
        person = store.by_id(connection, 7)
        assert person
        (mail,) = store.dossier(connection, person).mails
    assert (mail.kind, mail.state) == ("edition 2026-W47", "sent")
