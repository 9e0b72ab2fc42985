"""SPF (RFC 7208): which addresses may send mail in a domain's name, and whether one of ours may."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Protocol

from plugins.mail.resolver import Address

MOST_LOOKUPS = 10  # RFC 7208, 4.6.4; with more, receivers take the record for broken
_MECHANISM = re.compile(
    r"(?P<name>all|a|mx|include|exists|ptr)(?::(?P<host>[^/]+))?(?:/(?P<four>\d{1,2}))?(?://(?P<six>\d{1,3}))?", re.I
)
_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class Dns(Protocol):
    """What is asked of the DNS."""

    def texts(self, name: str) -> list[str]: ...
    def mail_servers(self, name: str) -> list[str]: ...
    def addresses(self, name: str) -> Sequence[Address]: ...


class BrokenRecordError(ValueError):
    """A record that receivers cannot use; the message says why."""


def find_record(dns: Dns, domain: str) -> str:
    """The one SPF record of a domain, "" where there is none; raises BrokenRecordError where there are several."""
    found = [text for text in dns.texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
    if len(found) > 1:
        raise BrokenRecordError(f"{domain} has {len(found)} SPF records, and receivers use none of them")
    return found[0] if found else ""


@dataclass
class Evaluation:
    """One walk through a record and those that it includes; `lookups` counts what RFC 7208 counts."""

    dns: Dns
    address: Address | None = None
    lookups: int = 0
    ending: str = "neutral"  # what the record says of everybody else
    _visited: list[str] = field(default_factory=list)

    def result(self, domain: str) -> str:
        """`pass`, `fail`, `softfail` or `neutral` for the address; without an address, of nobody in particular.

        Raises BrokenRecordError for a record that cannot be read, that includes itself, or needs too many lookups.
        """
        return self._of_record(domain, is_first=True)

    def _of_record(self, domain: str, is_first: bool = False) -> str:
        if domain in self._visited:
            raise BrokenRecordError(f"{domain} includes itself")
        self._visited.append(domain)
        record = find_record(self.dns, domain)
        if not record:
            raise BrokenRecordError(f"{domain} has no SPF record, and another one includes it")
        redirect, result = "", ""
        for term in record.split()[1:]:
            name, equals, value = term.partition("=")
            if equals and ":" not in name and "/" not in name:
                redirect = value if name.lower() == "redirect" else redirect
                continue
            qualifier, mechanism = (term[0], term[1:]) if term[0] in _RESULTS else ("+", term)
            if self._matches(mechanism, domain):
                result = result or _RESULTS[qualifier]
            if mechanism.lower() == "all":
                if is_first:
                    self.ending = _RESULTS[qualifier]
                redirect = ""
                break
        if redirect:
            self._count()
            result = result or self._of_record(redirect, is_first)
        self._visited.remove(domain)
        return result or "neutral"

    def _matches(self, mechanism: str, domain: str) -> bool:
        """Whether a mechanism speaks of the address. All are walked, so that every lookup is counted."""
        name, _, value = mechanism.partition(":")
        if name.lower() in {"ip4", "ip6"}:
            return self._is_in(value)
        match = _MECHANISM.fullmatch(mechanism)
        if not match:
            raise BrokenRecordError(f"{domain}: SPF has no '{mechanism}'")
        if name.lower() == "all":
            return True
        self._count()
        host = match["host"] or domain
        lengths = {4: match["four"] or "32", 6: match["six"] or "128"}
        match match["name"].lower():
            case "include":
                return self._of_record(host) == "pass"
            case "a":
                return self._is_near(host, lengths)
            case "mx":
                return any(self._is_near(one, lengths) for one in self.dns.mail_servers(host))
        return False  # `exists` and `ptr` depend on who asks; what they say is not known beforehand

    def _is_in(self, network: str) -> bool:
        try:
            found = ip_network(network, strict=False)
        except ValueError:
            raise BrokenRecordError(f"SPF: '{network}' is no network") from None
        return self.address is not None and self.address in found

    def _is_near(self, host: str, lengths: Mapping[int, str]) -> bool:
        """Whether the address is one of a host's, or in a network of one, of that many bits for each kind."""
        near = (one for one in self.dns.addresses(host) if self.address and one.version == self.address.version)
        return any(self._is_in(f"{one}/{lengths[one.version]}") for one in near)

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise BrokenRecordError(f"it needs more than {MOST_LOOKUPS} lookups, and receivers stop there")
