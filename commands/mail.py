"""`invoke mail.…`: what mail needs to arrive."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime

from invoke import Collection, Context, Exit, task

from commands.terminal import say, settings, told


@task(
    help={
        "address": "the address that mail leaves from, where your own server sends it, such as 192.0.2.1",
        "nameserver": "the name server to ask, such as 1.1.1.1 (default: the system's)",
        "dns_only": "ask the DNS alone, and do not connect to the mail server",
        "json": "print the findings as JSON",
    }
)
@told
def doctor(
    context: Context,
    address: str = "",
    nameserver: str = "",
    dns_only: bool = False,
    json: bool = False,
) -> None:
    """Look at everything that decides whether mail arrives: DNS records, mail server, settings. Sends nothing.

    Example: invoke mail.doctor --address 192.0.2.1
    """
    from plugins.mail import doctor as examination
    from plugins.mail.finding import Case, Verdict
    from plugins.mail.resolver import Resolver
    from plugins.mail.server_check import examine_server
    from plugins.mail.settings import from_settings

    given = settings()
    try:
        leaves_from = examination.parse_address(address)
    except ValueError:
        raise Exit(f"--address: '{address}' is no address; write it as 192.0.2.1", code=1) from None
    # As a preview, so that a missing server is one finding among others.
    mail = from_settings(given | {"PREVIEW": True}, os.environ)
    case = Case(mail, given["SITEURL"], given["MAIL_DKIM_SELECTOR"], leaves_from)
    findings = [*examination.examine_records(case, Resolver(nameserver))]
    if not dns_only:
        findings += examine_server(case, datetime.now(UTC))
    say(_as_json(findings) if json else "\n".join(map(str, findings)))
    if any(finding.verdict is Verdict.WRONG for finding in findings):
        raise Exit(code=1)


def _as_json(findings: Sequence[object]) -> str:
    return json.dumps([vars(finding) for finding in findings], indent=2)


collection = Collection("mail", doctor)
