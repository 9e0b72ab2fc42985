"""Questions to the DNS, through dnspython: texts, mail servers, addresses, and names of addresses."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import dns.exception
import dns.resolver
import dns.reversename

from plugins.publication.mistake import PublicationError

PATIENCE = 10.0  # seconds for one question, all attempts together
Address = IPv4Address | IPv6Address


class UnansweredError(PublicationError):
    """No name server gave an answer; nothing is known about the name."""


class Resolver:
    """Asks the system's name servers, or the one that is named as `host` or `host:port`."""

    def __init__(self, nameserver: str = "") -> None:
        self._resolver = dns.resolver.Resolver(configure=not nameserver)
        self._resolver.lifetime = PATIENCE
        self._resolver.cache = dns.resolver.Cache()
        if nameserver:
            host, _, port = nameserver.rpartition(":") if nameserver.count(":") == 1 else (nameserver, "", "")
            try:
                self._resolver.nameservers = [str(ip_address(host))]
                self._resolver.port = int(port or 53)
            except ValueError:
                message = f"--nameserver: '{nameserver}' is no address; write it as 127.0.0.1 or 127.0.0.1:5353"
                raise PublicationError(message) from None

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each in one piece; none where there are none. Raises UnansweredError."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]

    def mail_servers(self, name: str) -> list[str]:
        """The names of its mail servers, the first choice first. Raises UnansweredError."""
        records = sorted(self._ask(name, "MX"), key=lambda record: record.preference)
        return [record.exchange.to_text(omit_final_dot=True) for record in records]

    def addresses(self, name: str) -> list[Address]:
        """Its addresses, of both kinds. Raises UnansweredError."""
        return [ip_address(record.address) for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def names(self, address: Address) -> list[str]:
        """The names that an address has by its PTR records. Raises UnansweredError."""
        reverse = dns.reversename.from_address(str(address)).to_text()
        return [record.target.to_text(omit_final_dot=True) for record in self._ask(reverse, "PTR")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError, dns.name.LabelTooLong):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise UnansweredError(f"{name}: no name server answers ({type(error).__name__})") from None
