"""The preview hands the inbox's requests on to it, as they are, and its answers back."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from plugins.preview.board import Board
from plugins.preview.server import PreviewServer


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_POST(self) -> None:  # noqa: N802 - http.server's own name
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        said = f"{self.command} {self.path} {self.headers['X-Forwarded-For']} {self.headers['Accept']} ".encode() + body
        self.send_response(418)
        self.send_header("X-Own", "kept")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_HEAD = do_POST  # noqa: N815 - http.server's own names

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serving(server: HTTPServer) -> Iterator[HTTPServer]:
    with server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[PreviewServer]:
    board = Board()
    board.succeed(tmp_path)
    preview = PreviewServer(("127.0.0.1", 0), board)
    with serving(HTTPServer(("127.0.0.1", 0), Echo)) as inbox, serving(preview):
        preview.inbox_port = inbox.server_port
        yield preview
        preview.closing = True
        board.close()


def ask(
    preview: PreviewServer, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", preview.server_port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers["X-Own"], data


@pytest.mark.parametrize("path", ["/inbox/subscribe?x=1", "/u/token.of-somebody"])
def test_a_request_goes_on_as_it_is_with_the_visitors_address(preview: PreviewServer, path: str) -> None:
    headers = {"Accept": "application/json", "X-Forwarded-For": "6.6.6.6"}
    answer = ask(preview, "POST", path, b"List-Unsubscribe=One-Click", **headers)
    said = f"POST {path} 127.0.0.1 application/json List-Unsubscribe=One-Click".encode()
    assert answer == (418, "kept", said), "and nothing is added to its page"


def test_a_head_has_no_body(preview: PreviewServer) -> None:
    assert ask(preview, "HEAD", "/u/token") == (418, "kept", b"")


def test_pages_of_the_site_take_no_form(preview: PreviewServer) -> None:
    assert ask(preview, "POST", "/index.html", b"x=1")[0] == 405


def test_a_body_without_an_end_in_sight_is_refused(preview: PreviewServer) -> None:
    for headers in ({"Content-Length": "99999999"}, {"Content-Length": "some"}, {"Transfer-Encoding": "chunked"}):
        connection = http.client.HTTPConnection("127.0.0.1", preview.server_port, timeout=60)
        connection.putrequest("POST", "/inbox/subscribe")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_an_inbox_that_is_not_there_is_told(preview: PreviewServer) -> None:
    preview.inbox_port = None
    assert ask(preview, "GET", "/inbox/health")[0] == 503
    preview.inbox_port = 1
    assert ask(preview, "GET", "/inbox/health")[0] == 502
