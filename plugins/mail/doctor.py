"""What keeps mail from arriving: what the DNS says of a sender, as receivers look at it.

The rules are those of Gmail, Yahoo and Outlook.com for whoever sends to many: SPF and DKIM, a DMARC policy, names for
addresses. Records are asked for; nothing is sent to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from plugins.mail.finding import Case, Finding, Verdict
from plugins.mail.resolver import Address, Resolver, UnansweredError
from plugins.mail.signing_record import ADVISED_KEY, SHORTEST_KEY, read_dkim, read_dmarc
from plugins.mail.spf import BrokenRecordError, Evaluation, find_record

RESERVED = (".example", ".test", ".invalid", ".localhost")


def examine_records(case: Case, dns: Resolver) -> Iterator[Finding]:
    """What the DNS says of the domain, and of the address that mail leaves from."""
    if case.domain.endswith(RESERVED) or case.domain == "example.org":
        what = f"{case.domain} is a reserved name, which nobody can write to"
        yield Finding("MAIL_FROM", Verdict.WRONG, what, "write an address of your own domain into MAIL_FROM")
        return
    for check, look in (("site", _site), ("answers", _answers), ("SPF", _spf), ("DKIM", _dkim), ("DMARC", _dmarc)):
        yield from _or_unanswered(check, look(case, dns))
    yield from _or_unanswered("PTR", _ptr(case, dns))


def _or_unanswered(check: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from findings
    except UnansweredError as error:
        yield Finding(check, Verdict.LOOK, str(error), "try again, or from another network")


def _site(case: Case, dns: Resolver) -> Iterator[Finding]:
    """The address that every mail's unsubscribe link leads to."""
    parts = urlsplit(case.site_url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        yield Finding(
            "site",
            Verdict.WRONG,
            f"{case.site_url} is no https address, as one-click unsubscribing needs",
            "write PUBLIC_URL with https://",
        )
    elif not dns.addresses(host):
        yield Finding(
            "site",
            Verdict.WRONG,
            f"{host} leads nowhere, and with it every unsubscribe link",
            "point it at your server: an A record",
        )
    else:
        yield Finding("site", Verdict.OK, f"{host} has an address")


def _answers(case: Case, dns: Resolver) -> Iterator[Finding]:
    """Where bounces and readers' answers go."""
    servers = dns.mail_servers(case.domain)
    if servers == [""] or servers == ["."]:
        yield Finding(
            "answers", Verdict.WRONG, f"{case.domain} says that it takes no mail", "remove its empty MX record"
        )
    elif servers:
        yield Finding("answers", Verdict.OK, f"mail to {case.domain} goes to {servers[0]}")
    elif dns.addresses(case.domain):
        yield Finding("answers", Verdict.LOOK, f"{case.domain} has no MX record", "add one, so that answers arrive")
    else:
        yield Finding(
            "answers",
            Verdict.WRONG,
            f"nobody can answer: {case.domain} has no MX record",
            "add one; receivers refuse senders that cannot be answered",
        )


def _spf(case: Case, dns: Resolver) -> Iterator[Finding]:
    try:
        record = find_record(dns, case.domain)
        if not record:
            yield Finding(
                "SPF",
                Verdict.WRONG,
                f"{case.domain} has no SPF record",
                f"add a TXT record to {case.domain}: v=spf1 include:YOUR-RELAY ~all",
            )
            return
        walk = Evaluation(dns, case.address)
        result = walk.result(case.domain)
    except BrokenRecordError as error:
        yield Finding("SPF", Verdict.WRONG, str(error), "keep one record, as short as it can be")
        return
    if walk.ending == "pass":
        yield Finding("SPF", Verdict.WRONG, "+all lets everybody send in your name", "end the record in ~all")
    elif case.address and result != "pass":
        yield Finding(
            "SPF",
            Verdict.WRONG,
            f"{case.address} may not send for {case.domain} ({result})",
            f"add ip{case.address.version}:{case.address} to the record",
        )
    elif walk.ending == "neutral":
        yield Finding("SPF", Verdict.LOOK, "the record does not say what holds for others", "end it in ~all")
    else:
        sure = f"; {case.address} may send" if case.address else ""
        yield Finding("SPF", Verdict.OK, f"one record, {walk.lookups} of 10 lookups{sure}")


def _dkim(case: Case, dns: Resolver) -> Iterator[Finding]:
    if not case.selector:
        yield Finding(
            "DKIM",
            Verdict.LOOK,
            "which key your relay signs with is not known here",
            "write its selector into MAIL_DKIM_SELECTOR: the s= of a DKIM-Signature header",
        )
        return
    name = f"{case.selector}._domainkey.{case.domain}"
    texts = dns.texts(name)
    if not texts:
        yield Finding("DKIM", Verdict.WRONG, f"there is no key at {name}", "add the record that your relay shows you")
        return
    try:
        key = read_dkim(texts[0])
    except ValueError as error:
        yield Finding("DKIM", Verdict.WRONG, f"{name}: {error}", "paste the record of your relay once more, whole")
        return
    if not key.bits:
        yield Finding("DKIM", Verdict.WRONG, f"the key at {name} was withdrawn", "sign with another selector")
    elif key.kind == "rsa" and key.bits < SHORTEST_KEY:
        yield Finding("DKIM", Verdict.WRONG, f"a key of {key.bits} bits counts for nothing", "take one of 2048 bits")
    elif key.kind == "rsa" and key.bits < ADVISED_KEY:
        yield Finding("DKIM", Verdict.LOOK, f"the key has {key.bits} bits", "take one of 2048 bits")
    elif key.is_testing:
        yield Finding("DKIM", Verdict.LOOK, "the record says that it is a test (t=y)", "remove t=y")
    else:
        yield Finding("DKIM", Verdict.OK, f"a key of {key.bits} bits ({key.kind}) at {name}")


def _dmarc(case: Case, dns: Resolver) -> Iterator[Finding]:
    """The policy of the domain, or of the nearest one above it that has one."""
    labels = case.domain.split(".")
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        texts = [text for text in dns.texts(f"_dmarc.{domain}") if text.startswith("v=DMARC1")]
        if texts:
            break
    else:
        yield Finding(
            "DMARC",
            Verdict.WRONG,
            f"{case.domain} has no DMARC policy",
            f"add a TXT record to _dmarc.{case.domain}: v=DMARC1; p=none; rua=mailto:you@{case.domain}",
        )
        return
    if len(texts) > 1:
        yield Finding("DMARC", Verdict.WRONG, f"_dmarc.{domain} has {len(texts)} policies, and none counts", "keep one")
        return
    try:
        found = read_dmarc(texts[0])
    except ValueError as error:
        yield Finding("DMARC", Verdict.WRONG, f"_dmarc.{domain}: {error}", "write v=DMARC1; p=none")
        return
    if not found.reports_to:
        yield Finding(
            "DMARC",
            Verdict.LOOK,
            f"p={found.policy}, and nobody hears what others send in your name",
            f"add rua=mailto:you@{domain}",
        )
    else:
        yield Finding("DMARC", Verdict.OK, f"p={found.policy} at _dmarc.{domain}, with reports")


def _ptr(case: Case, dns: Resolver) -> Iterator[Finding]:
    """The name of the address that mail leaves from, there and back (RFC 1912, 2.1)."""
    if case.address is None:
        yield Finding("PTR", Verdict.OK, "your relay's own matter, since mail leaves from its addresses")
        return
    names = dns.names(case.address)
    if not names:
        yield Finding(
            "PTR", Verdict.WRONG, f"{case.address} has no name", "set its reverse DNS where you rent the server"
        )
    elif any(case.address in dns.addresses(name) for name in names):
        yield Finding("PTR", Verdict.OK, f"{case.address} is {names[0]}, there and back")
    else:
        yield Finding(
            "PTR",
            Verdict.WRONG,
            f"{case.address} is called {names[0]}, which leads elsewhere",
            f"point {names[0]} at {case.address}",
        )


def parse_address(text: str) -> Address | None:
    """An address as it is typed, None for nothing; raises ValueError."""
    return ip_address(text) if text else None
