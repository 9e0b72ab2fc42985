"""Whether the mail server takes us: connection, encryption, login. No message is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from plugins.mail.failure import MailError
from plugins.mail.finding import Case, Finding, Verdict
from plugins.mail.settings import LOOPBACK
from plugins.mail.smtp import SmtpCarrier

SOON = timedelta(days=14)


def examine_server(case: Case, now: datetime, carrier: SmtpCarrier | None = None) -> Iterator[Finding]:
    """What the server says to a connection as it is for every message; `now` is aware."""
    server = case.mail.server
    if server is None:
        what = "there is no MAIL_SERVER, so all mail stays in the outbox"
        yield Finding("server", Verdict.WRONG, what, "write its name into MAIL_SERVER")
        return
    with carrier or SmtpCarrier(server) as open_carrier:
        try:
            greeting = open_carrier.greet()
        except MailError as error:
            yield Finding(
                "server",
                Verdict.WRONG,
                f"{server.host}:{server.port}: {error.step.value}: {error.said}",
                "correct MAIL_SERVER, MAIL_SECURITY, MAIL_USER, or the password",
            )
            return
    logged_in = f", and logs in {server.user}" if server.user else ", without a login"
    yield Finding("server", Verdict.OK, f"{server.host}:{server.port} answers{logged_in}")
    if greeting.encryption:
        left = greeting.certificate_until - now if greeting.certificate_until else SOON
        if left < SOON:
            yield Finding("TLS", Verdict.LOOK, f"its certificate ends in {left.days} days", "have it renewed")
        else:
            yield Finding("TLS", Verdict.OK, f"{greeting.encryption}, with a certificate that is trusted")
    elif server.host in LOOPBACK:
        yield Finding("TLS", Verdict.OK, "none, on this machine itself")
    else:
        yield Finding("TLS", Verdict.WRONG, "mail leaves in the open", "write MAIL_SECURITY = 'starttls'")
