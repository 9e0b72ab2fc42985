"""Our messages beside what others wrote: aiosmtpd takes them, dkimpy signs them, the audit reads them."""

from __future__ import annotations

import base64
import ssl
import subprocess
from pathlib import Path

import dkim
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from plugins.mail.message import compose
from plugins.mail.signing_record import read_dkim
from plugins.mail.smtp import Server, SmtpCarrier
from tests.audit.mail import envelope
from tests.audit.mail.mail import Mail
from tests.audit.mail.signature import COVERED
from tests.mail.letters import LIST, letter
from tests.mail_sink import make_certificate

MESSAGE = compose(letter(mailing_list=LIST, subject="Что нового — 🎬", text="ж" * 500 + "\n.\n", is_automatic=True))


class _Keeping:
    def __init__(self) -> None:
        self.kept: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.kept.append(envelope)
        return "250 2.0.0 kept"


class _OnAnyPort(Controller):
    """On a port that the system chose, which aiosmtpd asks for before it knows it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def test_aiosmtpd_gets_every_byte_over_starttls(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(certificate))
    handler = _Keeping()
    controller = _OnAnyPort(handler, "127.0.0.1", 0, tls_context=context, require_starttls=True)
    controller.start()
    try:
        trust = ssl.create_default_context(cafile=str(certificate))
        with SmtpCarrier(Server("127.0.0.1", controller.port, "starttls"), trust) as carrier:
            carrier.send(MESSAGE)
            carrier.send(MESSAGE)
    finally:
        controller.stop()
    assert [bytes(one.content or b"") for one in handler.kept] == [MESSAGE.raw, MESSAGE.raw]
    assert {(one.mail_from, *one.rcpt_tos) for one in handler.kept} == {(MESSAGE.sender, MESSAGE.recipient)}


@pytest.mark.parametrize("canonicalize", [(b"relaxed", b"relaxed"), (b"simple", b"simple")])
def test_a_relays_signature_holds_and_covers_the_way_out(canonicalize: tuple[bytes, bytes]) -> None:
    key = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, check=True).stdout
    derive = ["openssl", "rsa", "-pubout", "-outform", "DER"]
    public = subprocess.run(derive, input=key, capture_output=True, check=True).stdout
    signature = dkim.sign(
        MESSAGE.raw,
        b"k1",
        b"yourindustryinsider.example",
        key,
        canonicalize=canonicalize,
        include_headers=[name.encode() for name in COVERED],
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    assert read_dkim(record.decode()).bits == 2048
    assert dkim.verify(signature + MESSAGE.raw, dnsfunc=lambda name, timeout=5: record)
    changed = MESSAGE.raw.replace(LIST.unsubscribe.encode(), b"https://evil.example/u/1")
    assert not dkim.verify(signature + changed, dnsfunc=lambda name, timeout=5: record)


def test_the_audit_finds_nothing() -> None:
    found = {figure.check: figure.causes for figure in envelope.figures(Mail(MESSAGE.raw)) if figure.value}
    assert {check: causes for check, causes in found.items() if not check.startswith("size")} == {}
