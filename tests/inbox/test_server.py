"""The inbox behind its real server: bodies that are too large, too slow, or no form at all; starting and ending."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from plugins.database import queue
from plugins.database.engine import open_database
from plugins.database.location import database_url
from plugins.database.migration import migrate
from plugins.inbox import server as inbox_server
from plugins.inbox.server import KEY_FILE, Server, signing_keys
from plugins.mail.kept import newest
from plugins.moderation.publication import Publication
from plugins.subscribers.token import SigningKeyError, Tokens
from tests.inbox.conftest import START, URL, Clock
from tests.subscribers.test_store import ANN, sign_up


@contextmanager
def running(settings: dict[str, Any], site: Path, **options: Any) -> Iterator[Server]:
    """A server on a free port, in a thread."""
    publication = Publication(site.parent, lambda: site, lambda: site.parent / "comments")
    server = Server(settings, publication, URL, environment={}, **options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


@pytest.fixture
def server(test_settings: dict[str, Any], site: Path, tmp_path: Path) -> Iterator[Server]:
    with running(test_settings | {"STATE_DIR": str(tmp_path / "state")}, site) as server:
        yield server


def ask(server: Server, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data


def raw(server: Server, sent: bytes) -> bytes:
    """Everything that the server answers to some bytes, until it closes the connection, politely or not."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent)
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65536):
                received += piece
    return received


def test_it_answers_and_does_not_say_what_it_is(server: Server) -> None:
    answer = raw(server, b"GET /inbox/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nServer:" not in answer
    assert answer.endswith(b'{"status":"ok"}\n')


@pytest.mark.parametrize("extra", [b"Content-Length: 100000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_body_that_is_too_large_is_refused(server: Server, extra: bytes) -> None:
    head = b"POST /inbox/subscribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    body = b"" if b"Length" in extra else b"f4240\r\n" + b"a" * 1_000_000 + b"\r\n"
    assert raw(server, head + extra + b"\r\n" + body)[8:13] in {b" 413 ", b""}, "refused, or cut off"
    assert ask(server, "GET", "/inbox/health")[0] == 200


def test_a_head_that_is_too_large_is_refused(server: Server) -> None:
    head = b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n"
    assert raw(server, head)[8:13] in {b" 431 ", b""}, "refused, or cut off"
    assert ask(server, "GET", "/inbox/health")[0] == 200


def test_a_request_that_never_ends_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_server, "LONGEST_REQUEST", 0.05)
    head = b"POST /inbox/subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    assert raw(server, head + b"email=") == b"", "the connection ends without an answer"
    assert ask(server, "GET", "/inbox/health")[0] == 200


@pytest.mark.parametrize(
    "sent",
    [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET /u/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
)
def test_what_is_no_request_is_answered_as_such(server: Server, sent: bytes) -> None:
    status = raw(server, sent).split(b" ")[1]
    assert status.startswith(b"4")


def test_a_form_of_another_kind_is_an_empty_one(server: Server) -> None:
    for kind in ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"):
        status, _ = ask(server, "POST", "/inbox/subscribe", b'{"email": "ann@example.com"}', Content_Type=kind)
        assert status in {400, 422}


def test_mail_that_waited_for_a_restart_leaves_after_it(
    test_settings: dict[str, Any], site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = test_settings | {"STATE_DIR": str(tmp_path / "state")}
    engine = open_database(database_url(settings, {}))
    migrate(engine)
    sign_up(engine, ANN, at=START)  # and then it is killed
    engine.dispose()
    sent = threading.Event()
    original = queue.mark_sent

    def mark_sent(*arguments: Any) -> None:
        original(*arguments)
        sent.set()

    monkeypatch.setattr(queue, "mark_sent", mark_sent)
    with running(settings, site, now=Clock()):
        assert sent.wait(60)
    (message,) = newest(tmp_path / "state" / "outbox", 10)
    assert message.recipient == ANN.address


# Keys


def test_a_preview_makes_its_key_once(test_settings: dict[str, Any], tmp_path: Path) -> None:
    settings = test_settings | {"STATE_DIR": str(tmp_path / "state")}
    keys = signing_keys(settings, {})
    assert signing_keys(settings, {}) == keys
    Tokens(keys)
    assert (tmp_path / "state" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == [KEY_FILE]


def test_the_public_site_does_not_start_without_a_key(
    test_settings: dict[str, Any], site: Path, tmp_path: Path
) -> None:
    public = test_settings | {"STATE_DIR": str(tmp_path / "state"), "PREVIEW": False, "MAIL_SERVER": "smtp.example.org"}
    with pytest.raises(SigningKeyError, match="SIGNING_KEYS: "):
        Server(public, Publication(site, lambda: site, lambda: site), URL, environment={})
    assert not (tmp_path / "state").exists()
