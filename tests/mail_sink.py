"""A mail server on loopback, on a port that the system chose, that answers as a test tells it to and keeps what it got.

`SmtpSink()` takes everything. `answers` maps a verb (`greeting`, `ehlo`, `auth`, `mail`, `rcpt`, `data`, `message`) to
what is said to it: a reply, `DROP` to break the connection, or a function from the line (for `message`: the bytes) to
either of them. With a certificate it offers STARTTLS, or speaks TLS at once.
"""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

DROP = "drop"
Answer = str | Callable[[bytes], str]
USUAL = {
    "greeting": "220 sink.example ESMTP",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "message": "250 2.0.0 taken",
}


@dataclass(frozen=True)
class Received:
    """One message as it came: the envelope, and the bytes with their dots undone."""

    sender: str
    recipient: str
    raw: bytes
    encrypted: bool


@dataclass
class SmtpSink:
    """The server; a block around it is its life."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    certificate: Path | None = None  # a PEM file with its key
    tls_at_once: bool = False
    received: list[Received] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)  # every line of every client
    connections: int = 0

    def __enter__(self) -> SmtpSink:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.sink = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def answer(self, verb: str, line: bytes) -> str:
        said = self.answers.get(verb, USUAL.get(verb, "502 5.5.1 not known"))
        return said if isinstance(said, str) else said(line)

    def trust(self) -> ssl.SSLContext:
        """What a client needs to trust the certificate."""
        return ssl.create_default_context(cafile=str(self.certificate))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    sink: SmtpSink


class _DroppedError(Exception):
    """The connection is to be broken now."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.encrypted = False
        self.server.sink.connections += 1
        with contextlib.suppress(_DroppedError, OSError):
            if self.server.sink.tls_at_once:
                self._encrypt()
            self._say("greeting", b"")
            while line := self.rfile.readline(65_536):
                self.server.sink.said.append(line.rstrip(b"\r\n"))
                if not self._command(line):
                    return

    def _command(self, line: bytes) -> bool:
        verb = line.split()[0].decode("ascii", "replace").lower() if line.split() else ""
        if verb in {"ehlo", "helo"}:
            offered = ["sink.example", "SIZE 10000000", "AUTH PLAIN", *["STARTTLS"] * self._offers_starttls()]
            usual = "\r\n".join(f"250{' ' if one is offered[-1] else '-'}{one}" for one in offered)
            self._write(self.server.sink.answer("ehlo", line) if "ehlo" in self.server.sink.answers else usual)
        elif verb == "starttls":
            self._write("220 2.0.0 ready")
            self._encrypt()
        elif verb == "mail":
            self.sender = _address(line)
            self._say("mail", line)
        elif verb == "rcpt":
            self.recipient = _address(line)
            self._say("rcpt", line)
        elif verb == "data":
            if self._say("data", line).startswith("354"):
                self._message()
        elif verb == "rset":
            self._write("250 2.0.0 ok")
        elif verb == "quit":
            self._write("221 2.0.0 bye")
            return False
        else:
            self._say(verb, line)
        return True

    def _message(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _DroppedError
            lines.append(line[1:] if line.startswith(b".") else line)
        raw = b"".join(lines)
        said = self.server.sink.answer("message", raw)
        if said == DROP or said.startswith("2"):  # dropped after the dot: the reader has it, and the sender cannot know
            self.server.sink.received.append(Received(self.sender, self.recipient, raw, self.encrypted))
        self._write(said)

    def _say(self, verb: str, line: bytes) -> str:
        said = self.server.sink.answer(verb, line)
        self._write(said)
        return said

    def _write(self, said: str) -> None:
        if said == DROP:
            raise _DroppedError
        self.wfile.write(said.encode() + b"\r\n")

    def _offers_starttls(self) -> bool:
        return self.server.sink.certificate is not None and not self.encrypted

    def _encrypt(self) -> None:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(str(self.server.sink.certificate))
        self.connection = self.request = trust.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = socketserver._SocketWriter(self.connection)
        self.encrypted = True

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.connection.close()


def _address(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode("ascii", "replace")


def make_certificate(folder: Path, names: str = "IP:127.0.0.1,DNS:localhost") -> Path:
    """A certificate for loopback that signs itself, with its key, in one PEM file."""
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "3650", "-subj", "/CN=localhost", "-addext", f"subjectAltName={names}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both
