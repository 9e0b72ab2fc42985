"""The preview server: the last good site on loopback, its own 404 page, and word of every rebuild to the open pages.

Every HTML page gets one script and one style sheet of ours, both files (the site's Content-Security-Policy allows nothing
inline). The script listens at `/_preview/events` (server-sent events), reloads the page after a build, and shows a
failure over it. What belongs to the inbox is handed on to it, and nothing is added to its pages. The mail that it did
not send is shown at `/_preview/outbox/`.
"""

from __future__ import annotations

import json
import mimetypes
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from plugins.preview import outbox
from plugins.preview.board import Board
from plugins.preview.forward import PREFIXES, forward

PAGE = Path(__file__).parent / "page"
TAGS = b'<link rel="stylesheet" href="/_preview/notice.css"><script src="/_preview/notice.js" defer></script>'
WAITING = "<!doctype html><html lang=en><meta charset=utf-8><title>Not built yet</title><body><h1>Not built yet</h1>"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
SEARCH = "/pagefind/"
HEARTBEAT = 10.0  # seconds; how soon a closed page's thread is noticed


class PreviewServer(ThreadingHTTPServer):
    """Serves what the board points at; with `notice`, every page hears of rebuilds and shows failures."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], board: Board, notice: bool = True) -> None:
        self.board = board
        self.notice = notice
        self.closing = False
        self.inbox_port: int | None = None  # of an inbox on this machine, once it listens
        self.outbox: Path | None = None  # the folder in which it puts its mail
        self.make_index: Callable[[Path], None] | None = None  # writes the search index of a site that has none
        self._indexing = Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def index(self, site: Path) -> None:
        """Make the search index of `site`, where there is none: nobody waits for it but who searches."""
        with self._indexing:
            if self.make_index and not (site / SEARCH.strip("/")).is_dir():
                with suppress(OSError, RuntimeError):  # the next build has taken its place
                    self.make_index(site)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no error."""


def open_server(host: str, port: int, board: Board, tries: int = 50) -> PreviewServer:
    """A server on `port`, or on the next free one. Raises OSError when none of them is free."""
    for candidate in range(port, port + tries):
        try:
            return PreviewServer((host, candidate), board)
        except OSError:
            if candidate == port + tries - 1:
                raise
    raise AssertionError("unreachable")


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 - http.server's own name
        path = unquote(urlsplit(self.path).path)
        if path.startswith(PREFIXES):
            forward(self, self.server.inbox_port)
        elif path == "/_preview/events":
            self._events()
        elif f"{path}/".startswith(outbox.PREFIX):
            self._outbox(path)
        elif path.startswith("/_preview/"):
            self._file(PAGE / Path(path).name, HTTPStatus.OK)
        else:
            self._page(path)

    do_HEAD = do_GET  # noqa: N815 - http.server's own name

    def do_POST(self) -> None:  # noqa: N802 - http.server's own name
        if self.path.startswith(PREFIXES):
            forward(self, self.server.inbox_port)
        else:
            self.close_connection = True  # its body is not read
            self._send(HTTPStatus.METHOD_NOT_ALLOWED, TYPES[".txt"], b"Nothing on this page takes a form.\n")

    def _outbox(self, path: str) -> None:
        """Mail that was not sent, for whoever sits at this machine."""
        folder = self.server.outbox
        if folder is None or not outbox.is_allowed(str(self.client_address[0]), self.headers.get("Host", "")):
            self._send(HTTPStatus.NOT_FOUND, TYPES[".txt"], b"There is no such page.\n")
            return
        found = outbox.answer(folder, path)
        self._send(found.status, found.kind, found.data, found.headers)

    def _page(self, path: str) -> None:
        site = self.server.board.state.site
        if site is None:
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, TYPES[".html"], WAITING.encode() + TAGS)
            return
        if path.startswith(SEARCH):
            self.server.index(site)
        found = (site / path.lstrip("/")).resolve()
        if not found.is_relative_to(site.resolve()):
            found = site / "404.html"
        if found.is_dir():
            if not path.endswith("/"):
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", urlsplit(self.path).path + "/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            found = found / "index.html"
        if found.is_file() and found != site / "404.html":
            self._file(found, HTTPStatus.OK)
        else:
            self._file(site / "404.html", HTTPStatus.NOT_FOUND)

    def _file(self, path: Path, status: HTTPStatus) -> None:
        try:
            data = path.read_bytes()
        except OSError:
            self._send(HTTPStatus.NOT_FOUND, TYPES[".txt"], b"There is no such page.\n")
            return
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if path.suffix == ".html" and self.server.notice:
            head, mark, rest = data.rpartition(b"</body>")
            data = head + TAGS + mark + rest if mark else data + TAGS
        self._send(status, kind, data)

    def _send(
        self, status: HTTPStatus, kind: str, data: bytes, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _events(self) -> None:
        """Tell of every new state until the page is closed."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        known = -1
        while not self.server.closing:
            state = self.server.board.wait(known, HEARTBEAT)
            if state.version == known:
                self.wfile.write(b": still here\n\n")
            else:
                known = state.version
                news = json.dumps({"version": known, "failure": state.failure})
                self.wfile.write(f"data: {news}\n\n".encode())
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
        """Requests are not logged; the terminal is for what went wrong."""
