"""Hands the requests of a running inbox on to it, as a web server does for the public site."""

from __future__ import annotations

import http.client
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler

PREFIXES = ("/inbox/", "/u/")
LARGEST_BODY = 1024 * 1024  # bytes; the inbox itself takes less
TIMEOUT = 60.0  # seconds
_OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "x-forwarded-for", "host"}


def forward(handler: BaseHTTPRequestHandler, port: int | None) -> None:
    """Pass a request on to the inbox on `port`, and its answer back, as they are. None: there is no inbox yet."""
    if port is None:
        _say(handler, HTTPStatus.SERVICE_UNAVAILABLE, "The inbox is starting. Please try again in a moment.")
        return
    length = handler.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > LARGEST_BODY or handler.headers.get("Transfer-Encoding"):
        handler.close_connection = True
        _say(handler, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than the inbox takes.")
        return
    body = handler.rfile.read(int(length))
    headers = {name: value for name, value in handler.headers.items() if name.lower() not in _OF_ONE_CONNECTION}
    headers["X-Forwarded-For"] = str(handler.client_address[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(handler.command, handler.path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
    except (OSError, http.client.HTTPException):
        _say(handler, HTTPStatus.BAD_GATEWAY, "The inbox does not answer.")
        return
    finally:
        connection.close()
    handler.send_response(answer.status)
    for name, value in answer.getheaders():
        if name.lower() not in _OF_ONE_CONNECTION | {"content-length", "date", "server"}:
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(data)


def _say(handler: BaseHTTPRequestHandler, status: HTTPStatus, words: str) -> None:
    data = f"{words}\n".encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "text/plain; charset=utf-8")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(data)
