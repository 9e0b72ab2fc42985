"""What keeps mail from arriving, asked of a name server and a mail server on loopback."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.mail.doctor import examine_records
from plugins.mail.finding import Case, Finding, Verdict
from plugins.mail.letter import Mailbox
from plugins.mail.resolver import Resolver
from plugins.mail.server_check import examine_server
from plugins.mail.settings import MailSettings
from plugins.mail.signing_record import DkimKey, DmarcPolicy, read_dkim, read_dmarc
from plugins.mail.smtp import Server, SmtpCarrier
from plugins.mail.spf import BrokenRecordError, Evaluation, find_record
from plugins.publication.mistake import PublicationError
from tests.mail_sink import SmtpSink, make_certificate
from tests.name_server import NameServer
from tests.publications import ROOT

DOMAIN = "insider.news"
ADDRESS = ip_address("192.0.2.10")
KEY = f"v=DKIM1; k=rsa; p={base64.b64encode(bytes(294)).decode()}"  # as long as a key of 2048 bits
RIGHT: dict[tuple[str, str], list[str]] = {
    ("www.insider.news", "A"): ["192.0.2.80"],
    (DOMAIN, "MX"): ["20 second.insider.news.", "10 mail.insider.news."],
    (DOMAIN, "TXT"): ['"unrelated"', '"v=spf1 ip4:192.0.2.0/24 include:relay.example ~all"'],
    ("relay.example", "TXT"): ['"v=spf1 ip4:198.51.100.0/24 -all"'],
    ("k1._domainkey.insider.news", "TXT"): [f'"{KEY[:200]}" "{KEY[200:]}"'],
    ("_dmarc.insider.news", "TXT"): ['"v=DMARC1; p=none; rua=mailto:desk@insider.news"'],
    ("10.2.0.192.in-addr.arpa", "PTR"): ["mail.insider.news."],
    ("mail.insider.news", "A"): ["192.0.2.10"],
}
MAIL = MailSettings(Mailbox(f"weekly@{DOMAIN}", "The Desk"), None, None, Path("outbox"))
CASE = Case(MAIL, "https://www.insider.news", "k1", ADDRESS)


def _findings(changed: Mapping[tuple[str, str], list[str]], case: Case = CASE) -> dict[str, Finding]:
    records = {key: value for key, value in (RIGHT | dict(changed)).items() if value}
    with NameServer(records) as server:
        return {finding.check: finding for finding in examine_records(case, Resolver(server.address))}


def test_all_is_well() -> None:
    found = _findings({})
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert list(found) == ["site", "answers", "SPF", "DKIM", "DMARC", "PTR"]
    assert found["answers"].what == "mail to insider.news goes to mail.insider.news"
    assert found["SPF"].what == "one record, 1 of 10 lookups; 192.0.2.10 may send"
    assert found["DKIM"].what == "a key of 2048 bits (rsa) at k1._domainkey.insider.news"
    assert found["DMARC"].what == "p=none at _dmarc.insider.news, with reports"
    assert found["PTR"].what == "192.0.2.10 is mail.insider.news, there and back"


SPF, DKIM, DMARC = (DOMAIN, "TXT"), ("k1._domainkey.insider.news", "TXT"), ("_dmarc.insider.news", "TXT")


@pytest.mark.parametrize(
    ("changed", "check", "verdict", "what"),
    [
        ({("www.insider.news", "A"): []}, "site", Verdict.WRONG, "leads nowhere, and with it every unsubscribe link"),
        ({(DOMAIN, "MX"): []}, "answers", Verdict.WRONG, "nobody can answer"),
        ({(DOMAIN, "MX"): [], (DOMAIN, "A"): ["192.0.2.1"]}, "answers", Verdict.LOOK, "has no MX record"),
        ({(DOMAIN, "MX"): ["0 ."]}, "answers", Verdict.WRONG, "says that it takes no mail"),
        ({SPF: ['"unrelated"']}, "SPF", Verdict.WRONG, "insider.news has no SPF record"),
        ({SPF: ['"v=spf1 -all"', '"v=spf1 ~all"']}, "SPF", Verdict.WRONG, "has 2 SPF records"),
        ({SPF: ['"v=spf1 ip4:192.0.2.10 +all"']}, "SPF", Verdict.WRONG, "lets everybody send"),
        ({SPF: ['"v=spf1 ip4:203.0.113.0/24 -all"']}, "SPF", Verdict.WRONG, "192.0.2.10 may not send"),
        ({SPF: ['"v=spf1 ip4:192.0.2.10"']}, "SPF", Verdict.LOOK, "does not say what holds for others"),
        ({SPF: ['"v=spf1 ip5:1 -all"']}, "SPF", Verdict.WRONG, "SPF has no 'ip5:1'"),
        ({SPF: ['"v=spf1 ip4:192.0.2.300 -all"']}, "SPF", Verdict.WRONG, "'192.0.2.300' is no network"),
        ({SPF: ['"v=spf1 include:insider.news -all"']}, "SPF", Verdict.WRONG, "insider.news includes itself"),
        ({SPF: ['"v=spf1 include:nowhere.example -all"']}, "SPF", Verdict.WRONG, "nowhere.example has no SPF record"),
        ({SPF: [f'"v=spf1 {"a " * 11}-all"']}, "SPF", Verdict.WRONG, "more than 10 lookups"),
        ({DKIM: []}, "DKIM", Verdict.WRONG, "there is no key at k1._domainkey.insider.news"),
        ({DKIM: ['"v=DKIM1; p="']}, "DKIM", Verdict.WRONG, "was withdrawn"),
        ({DKIM: ['"v=DKIM1; p=MIGf…"']}, "DKIM", Verdict.WRONG, "is no base64"),
        ({DKIM: ['"hello"']}, "DKIM", Verdict.WRONG, "it is no DKIM record"),
        ({DKIM: [f'"p={base64.b64encode(bytes(94)).decode()}"']}, "DKIM", Verdict.WRONG, "512 bits counts for nothing"),
        ({DKIM: [f'"p={base64.b64encode(bytes(162)).decode()}"']}, "DKIM", Verdict.LOOK, "the key has 1024 bits"),
        ({DKIM: [f'"t=s:y; {KEY[:200]}" "{KEY[200:]}"']}, "DKIM", Verdict.LOOK, "that it is a test"),
        ({DMARC: []}, "DMARC", Verdict.WRONG, "insider.news has no DMARC policy"),
        ({DMARC: ['"v=DMARC1; p=none"']}, "DMARC", Verdict.LOOK, "nobody hears"),
        ({DMARC: ['"v=DMARC1; p=all"']}, "DMARC", Verdict.WRONG, "it has no p=none"),
        ({DMARC: ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}, "DMARC", Verdict.WRONG, "has 2 policies"),
        ({("10.2.0.192.in-addr.arpa", "PTR"): []}, "PTR", Verdict.WRONG, "192.0.2.10 has no name"),
        ({("mail.insider.news", "A"): ["192.0.2.11"]}, "PTR", Verdict.WRONG, "which leads elsewhere"),
    ],
)
def test_what_is_wrong_is_found_with_a_remedy(
    changed: Mapping[tuple[str, str], list[str]], check: str, verdict: Verdict, what: str
) -> None:
    found = _findings(changed)
    assert (found[check].verdict, what in found[check].what) == (verdict, True), found[check]
    assert found[check].remedy
    others = {name: finding.verdict for name, finding in found.items() if name != check}
    assert set(others.values()) == {Verdict.OK}


def test_a_subdomain_has_the_policy_of_the_domain_above_it() -> None:
    mail = MailSettings(Mailbox("weekly@mail.insider.news"), None, None, Path("outbox"))
    found = _findings({("mail.insider.news", "TXT"): ['"v=spf1 -all"']}, Case(mail, "https://www.insider.news", "k1"))
    assert found["DMARC"].what == "p=none at _dmarc.insider.news, with reports"


def test_a_relay_is_not_asked_for_its_name_and_a_key_without_a_selector_is_not_guessed() -> None:
    found = _findings({}, Case(MAIL, "https://www.insider.news"))
    assert (found["PTR"].verdict, found["DKIM"].verdict) == (Verdict.OK, Verdict.LOOK)
    assert "MAIL_DKIM_SELECTOR" in found["DKIM"].remedy
    assert found["SPF"].what == "one record, 1 of 10 lookups"


def test_a_name_that_nobody_owns_is_not_asked_about() -> None:
    mail = MailSettings(Mailbox("weekly@yourindustryinsider.example"), None, None, Path("outbox"))
    with NameServer({}) as server:
        (found,) = examine_records(Case(mail, "https://x.example"), Resolver(server.address))
    assert (found.check, found.verdict, server.asked) == ("MAIL_FROM", Verdict.WRONG, [])


def test_a_site_without_https_has_no_one_click() -> None:
    assert _findings({}, Case(MAIL, "http://www.insider.news", "k1", ADDRESS))["site"].verdict is Verdict.WRONG


def test_a_name_server_that_fails_says_nothing_about_the_domain() -> None:
    with NameServer(RIGHT, broken=["_dmarc.insider.news"]) as server:
        found = {one.check: one for one in examine_records(CASE, Resolver(server.address))}
    assert (found["DMARC"].verdict, found["SPF"].verdict) == (Verdict.LOOK, Verdict.OK)
    assert "no name server answers" in found["DMARC"].what
    with pytest.raises(PublicationError, match="--nameserver: 'resolver' is no address"):
        Resolver("resolver")


# SPF by its mechanisms


class Zone:
    """Texts, mail servers and addresses of names, without a network."""

    def __init__(self, records: Mapping[str, str], servers: Mapping[str, list[str]] | None = None) -> None:
        self.records, self.servers = records, servers or {}

    def texts(self, name: str) -> list[str]:
        return [self.records[name]] if name in self.records else []

    def mail_servers(self, name: str) -> list[str]:
        return self.servers.get(name, [])

    def addresses(self, name: str) -> list[object]:
        return {"a.news": [ip_address("192.0.2.1")], "mx.a.news": [ip_address("2001:db8::1")]}.get(name, [])


@pytest.mark.parametrize(
    ("record", "address", "result", "lookups"),
    [
        ("v=spf1 -all", "192.0.2.1", "fail", 0),
        ("v=spf1 ?all", "192.0.2.1", "neutral", 0),
        ("v=spf1", "192.0.2.1", "neutral", 0),
        ("v=spf1 a -all", "192.0.2.1", "pass", 1),
        ("v=spf1 a -all", "192.0.2.2", "fail", 1),
        ("v=spf1 a/24 -all", "192.0.2.2", "pass", 1),
        ("v=spf1 a:a.news/24 ~all", "192.0.3.2", "softfail", 1),
        ("v=spf1 mx -all", "2001:db8::1", "pass", 1),
        ("v=spf1 mx//64 -all", "2001:db8::2", "pass", 1),
        ("v=spf1 mx:a.news -all", "192.0.2.1", "fail", 1),
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::5", "pass", 0),
        ("v=spf1 -ip4:192.0.2.1 +all", "192.0.2.1", "fail", 0),
        ("v=spf1 include:b.news -all", "198.51.100.1", "pass", 1),
        ("v=spf1 include:b.news -all", "198.51.100.2", "fail", 1),
        ("v=spf1 redirect=b.news", "198.51.100.2", "fail", 1),
        ("v=spf1 a redirect=b.news", "192.0.2.1", "pass", 2),
        ("v=spf1 -all redirect=b.news", "198.51.100.1", "fail", 0),
        ("v=spf1 exists:%{i}.b.news ptr exp=why.news -all", "192.0.2.1", "fail", 2),
        ("V=SPF1 A -ALL", "192.0.2.1", "pass", 1),
    ],
)
def test_spf_says_who_may_send(record: str, address: str, result: str, lookups: int) -> None:
    zone = Zone({"a.news": record, "b.news": "v=spf1 ip4:198.51.100.1 -all"}, {"a.news": ["mx.a.news"]})
    walk = Evaluation(zone, ip_address(address))
    assert (walk.result("a.news"), walk.lookups) == (result, lookups)


@given(st.lists(st.text("abct:/=+-~?.4 ", max_size=12), max_size=8))
def test_no_record_breaks_the_walk(terms: list[str]) -> None:
    zone = Zone({"a.news": " ".join(["v=spf1", *terms])})
    with contextlib.suppress(BrokenRecordError):
        assert Evaluation(zone, ADDRESS).result("a.news") in {"pass", "fail", "softfail", "neutral"}


def test_what_is_no_spf_is_not_taken_for_it() -> None:
    assert find_record(Zone({"a.news": "v=spf10 -all"}), "a.news") == ""


def test_records_are_read_as_they_are_written() -> None:
    assert read_dkim(KEY) == DkimKey("rsa", 2048)
    ed25519 = base64.b64encode(bytes(32)).decode()
    assert read_dkim(f"k=ed25519; p={ed25519}") == DkimKey("ed25519", 256)
    assert read_dmarc("v=DMARC1;p=reject;rua=mailto:a@b;pct=50") == DmarcPolicy("reject", "mailto:a@b", 50)


# The mail server


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(certificate=make_certificate(tmp_path)) as sink:
        yield sink


def _server(sink: SmtpSink, now: datetime, security: str = "starttls", user: str = "") -> dict[str, Finding]:
    server = Server("127.0.0.1", sink.port, security, user, "a secret")
    case = Case(MailSettings(MAIL.sender, None, server, MAIL.outbox), "https://www.insider.news")
    trust = sink.trust() if sink.certificate else None
    return {one.check: one for one in examine_server(case, now, SmtpCarrier(server, trust))}


def test_the_server_is_tried_and_nothing_is_sent(sink: SmtpSink) -> None:
    found = _server(sink, datetime.now(UTC), user="desk")
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert found["server"].what == f"127.0.0.1:{sink.port} answers, and logs in desk"
    assert found["TLS"].what.startswith("TLSv1.")
    assert not sink.received
    assert not any(line.lower().startswith(b"mail") for line in sink.said)


def test_a_certificate_that_ends_soon_is_told(sink: SmtpSink) -> None:
    late = datetime.now(UTC) + timedelta(days=3640)
    assert _server(sink, late)["TLS"].verdict is Verdict.LOOK


def test_a_server_that_refuses_the_login_is_told_without_the_password(sink: SmtpSink) -> None:
    sink.answers = {"auth": "535 5.7.8 wrong password"}
    found = _server(sink, datetime.now(UTC), user="desk")["server"]
    assert (found.verdict, "logging in: 5.7.8 wrong password" in found.what) == (Verdict.WRONG, True)
    assert "a secret" not in found.what + found.remedy


def test_no_server_and_no_encryption(sink: SmtpSink) -> None:
    (found,) = examine_server(Case(MAIL, ""), datetime.now(UTC))
    assert (found.check, found.verdict) == ("server", Verdict.WRONG)
    assert _server(sink, datetime.now(UTC), security="none")["TLS"].what == "none, on this machine itself"


# The command


def test_the_command_prints_the_findings_and_fails_when_one_is_wrong() -> None:
    command = [sys.executable, "-m", "invoke", "mail.doctor", "--dns-only"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("wrong  MAIL_FROM  yourindustryinsider.example is a reserved name")
    assert "→ write an address of your own domain into MAIL_FROM" in done.stdout
    done = subprocess.run([*command, "--json"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)[0]["check"] == "MAIL_FROM"
    wrong = [*command, "--address", "mail.example"]
    done = subprocess.run(wrong, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert "--address: 'mail.example' is no address; write it as 192.0.2.1" in done.stderr
