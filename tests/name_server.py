"""A name server on loopback, on a port that the system chose, that knows what a test tells it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], Sequence[str]]


@dataclass
class NameServer:
    """`records` maps a name and a kind, such as `("example.org", "TXT")`, to records as zone files write them.

    Every other name does not exist. Names in `broken` are answered with SERVFAIL.
    """

    records: Records
    broken: Sequence[str] = ()
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> NameServer:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.zone = self
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
    def address(self) -> str:
        """`127.0.0.1:PORT`."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name in self.broken:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.records.get((name, kind)):
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response


class _Server(socketserver.ThreadingUDPServer):
    daemon_threads = True
    zone: NameServer


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        data, socket = self.request
        socket.sendto(self.server.zone.answer(dns.message.from_wire(data)).to_wire(), self.client_address)
