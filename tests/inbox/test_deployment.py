"""The examples in the guide, in a real nginx and a real Caddy, with a stand-in for the inbox behind them."""

from __future__ import annotations

import configparser
import http.client
import json
import re
import shlex
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.publications import ROOT
from tests.servers import caddy, nginx

GUIDE = (ROOT / "docs/guides/run-the-inbox.md").read_text()


def _block(heading: str, language: str) -> str:
    """The first block of code below a heading of the guide."""
    match = re.search(rf"^## {heading}\n.*?```{language}\n(.*?)```", GUIDE, re.M | re.S)
    assert match
    return match[1]


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        told = {
            "path": self.path,
            "body": body,
            "for": self.headers.get("X-Forwarded-For"),
            "host": self.headers["Host"],
        }
        data = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST  # noqa: N815 - http.server's own name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
        """Nothing."""


@pytest.fixture(scope="module")
def inbox_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def _ask(
    address: str, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, str]:
    host, _, port = address.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    connection.request(method, path, body or None, headers or {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


Server = Callable[[Path, Path, str], AbstractContextManager[str]]
SERVERS: dict[str, tuple[Server, str, str]] = {
    "nginx": (lambda site, folder, part: nginx(site, folder, server_part=part), "nginx", "nginx"),
    "caddy": (lambda site, folder, part: caddy(site, folder, site_part=part), "Caddy", "text"),
}


@pytest.mark.parametrize("name", SERVERS)
def test_the_web_server_hands_the_inbox_its_requests(name: str, tmp_path: Path, inbox_port: int) -> None:
    serve, heading, language = SERVERS[name]
    part = _block(heading, language)
    assert part.count("127.0.0.1:8001") == 1
    site = tmp_path / "site"
    site.mkdir()
    for page in ("index.html", "404.html"):
        (site / page).write_text(page)
    with serve(site, tmp_path / "server", part.replace("8001", str(inbox_port))) as address:
        status, text = _ask(address, "GET", "/inbox/confirm/a.b-c_d")
        assert (status, json.loads(text)["path"]) == (200, "/inbox/confirm/a.b-c_d")
        body = "List-Unsubscribe=One-Click"
        forged = {"X-Forwarded-For": "203.0.113.9", "Content-Type": "application/x-www-form-urlencoded"}
        status, text = _ask(address, "POST", "/u/a.b-c_d", body, forged)
        told = json.loads(text)
        assert (status, told["path"], told["body"]) == (200, "/u/a.b-c_d", body)
        assert told["for"].split(", ")[-1] == "127.0.0.1", "the last one is what the server itself saw"
        assert told["host"].startswith("127.0.0.1")
        assert _ask(address, "GET", "/") == (200, "index.html")
        assert _ask(address, "GET", "/users/") == (404, "404.html"), "/u/ is no beginning of other names"


def test_tokens_are_in_no_log_of_nginx() -> None:
    assert "access_log off;" in _block("nginx", "nginx")


def test_the_unit_starts_the_inbox_with_what_it_may_write() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string(_block("The service", "ini"))
    service = unit["Service"]
    command = shlex.split(service["ExecStart"])
    assert command[1:] == ["inbox.serve", "--port", "8001", "--site", "output"]
    assert command[0].startswith(service["WorkingDirectory"])
    assert service["ReadWritePaths"].split() == ["/srv/publication"], (
        "comments are committed, and the site is built anew"
    )
    assert service["EnvironmentFile"] in GUIDE.split("## The service")[0]
    for name in ("SIGNING_KEYS", "MAIL_PASSWORD"):
        assert f"{name}=" in _block("Secrets", "text")
