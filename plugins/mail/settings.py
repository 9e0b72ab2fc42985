"""How mail leaves, out of the settings and the environment: a wrong value is named, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.mail.letter import Mailbox
from plugins.mail.smtp import Server
from plugins.publication.settings import SettingsError

PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PASSWORD = "MAIL_PASSWORD"  # noqa: S105 - the name of a variable of the environment


@dataclass(frozen=True)
class MailSettings:
    """Who writes, where answers go, and what takes the messages: the server, or without one the folder `outbox`.

    `bounces` is the address whose parts after a plus take what comes back; empty for none.
    """

    sender: Mailbox
    reply_to: Mailbox | None
    server: Server | None
    outbox: Path
    bounces: str = ""


def from_settings(settings: Mapping[str, Any], environment: Mapping[str, str]) -> MailSettings:
    """Take the mail's settings out of Pelican's; raises SettingsError naming every wrong one.

    `environment` holds the password. The public site, which is not `PREVIEW`, needs a server.
    """
    wrong = list(_wrong(settings, environment))
    if wrong:
        raise SettingsError("\n".join(f"pelicanconf.py: {line}" for line in wrong))
    reply_to = settings.get("MAIL_REPLY_TO", "")
    sender = Mailbox.parse(settings["MAIL_FROM"])
    return MailSettings(
        sender=sender,
        reply_to=Mailbox.parse(reply_to) if reply_to else None,
        server=_server(settings, environment, sender) if settings.get("MAIL_SERVER") else None,
        outbox=Path(settings["STATE_DIR"]) / "outbox",
        bounces=settings.get("MAIL_BOUNCES", ""),
    )


def _server(settings: Mapping[str, Any], environment: Mapping[str, str], sender: Mailbox) -> Server:
    host, port = _host_and_port(settings["MAIL_SERVER"])
    security = settings.get("MAIL_SECURITY", "starttls")
    user = settings.get("MAIL_USER", "")
    return Server(
        host=host,
        port=port or PORTS[security],
        security=security,
        user=user,
        password=environment.get(PASSWORD, "") if user else "",
        name=sender.address.rpartition("@")[2],
    )


def _wrong(settings: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
    for name, needed in (("MAIL_FROM", True), ("MAIL_REPLY_TO", False)):
        written = settings.get(name, "")
        if (written or needed) and not _is_mailbox(written):
            yield f"{name}: '{written}' is not a mail address; write 'Your Name <you@example.org>'"
    bounces = settings.get("MAIL_BOUNCES", "")
    if bounces and not (_is_mailbox(bounces) and re.fullmatch(r"[^+@<>\s]{1,20}@[^@<>\s]+", str(bounces))):
        yield f"MAIL_BOUNCES: '{bounces}' is not a plain address; write 'bounces@example.org', 20 letters before the @"
    server, user = settings.get("MAIL_SERVER", ""), settings.get("MAIL_USER", "")
    security = settings.get("MAIL_SECURITY", "starttls")
    if not server:
        if not settings.get("PREVIEW", False):
            yield "MAIL_SERVER: there is none, so no mail would ever leave; write 'smtp.example.org'"
        return
    if not _host_and_port(server)[0]:
        yield f"MAIL_SERVER: '{server}' is not a server; write 'smtp.example.org' or 'smtp.example.org:587'"
    if security not in PORTS:
        yield f"MAIL_SECURITY: '{security}' is not known; write 'starttls', 'tls' or 'none'"
    if user and not environment.get(PASSWORD):
        yield f"MAIL_USER: '{user}' has no password; put it into the environment as {PASSWORD}"
    if user and security == "none" and _host_and_port(server)[0] not in LOOPBACK:
        yield "MAIL_SECURITY: 'none' would send the password in the open; write 'starttls' or 'tls'"


def _is_mailbox(written: Any) -> bool:
    try:
        Mailbox.parse(written)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _host_and_port(server: Any) -> tuple[str, int]:
    """Host and port of `host`, `host:port` or `[::1]:port`; the port is 0 where there is none, the host "" if wrong."""
    text = str(server)
    host, colon, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "")
    host = host.strip("[]")
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        return "", 0
    if not host or any(character.isspace() or character in "/@" for character in host):
        return "", 0
    return host, int(port or 0)
