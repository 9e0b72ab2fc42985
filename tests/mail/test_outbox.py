"""Mail into a folder, and which carrier the settings ask for."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from plugins.mail import settings
from plugins.mail.carrier import open_carrier
from plugins.mail.failure import TemporaryError
from plugins.mail.letter import Mailbox
from plugins.mail.message import compose
from plugins.mail.outbox import OutboxCarrier
from plugins.mail.smtp import Server, SmtpCarrier
from plugins.publication.settings import SettingsError
from tests.mail.letters import LETTER, letter

RIGHT = {"MAIL_FROM": "The Desk <desk@example.org>", "STATE_DIR": "var", "PREVIEW": True}
ENVIRONMENT = {"MAIL_PASSWORD": "a secret"}


def test_the_outbox_keeps_messages_in_order_for_nobody_else_to_read(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "outbox"
    carrier = OutboxCarrier(folder)
    later = letter(id="2@example.org", date=LETTER.date + timedelta(minutes=1))
    for one in (later, LETTER, LETTER):
        carrier.send(compose(one))
    carrier.close()
    first, second = sorted(folder.iterdir())
    assert first.read_bytes().endswith(compose(LETTER).raw)
    read = message_from_bytes(second.read_bytes())
    assert (read["Delivered-To"], read["Message-ID"]) == ("reader@example.org", "<2@example.org>")
    assert [oct(path.stat().st_mode & 0o777) for path in (folder.parent, folder, first)] == ["0o700", "0o700", "0o600"]


def test_an_outbox_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(TemporaryError, match="var/outbox"):
        OutboxCarrier(tmp_path / "var" / "outbox").send(compose(LETTER))


def test_a_preview_without_a_server_has_an_outbox_and_the_public_site_has_none() -> None:
    found = settings.from_settings(RIGHT, {})
    assert (found.sender, found.server) == (Mailbox("desk@example.org", "The Desk"), None)
    assert found.outbox == Path("var/outbox")
    assert isinstance(open_carrier(found), OutboxCarrier)
    with pytest.raises(SettingsError, match="MAIL_SERVER: there is none, so no mail would ever leave"):
        settings.from_settings(RIGHT | {"PREVIEW": False}, {})


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ({"MAIL_SERVER": "smtp.example.org"}, Server("smtp.example.org", 587, name="example.org")),
        ({"MAIL_SERVER": "smtp.example.org:2525"}, Server("smtp.example.org", 2525, name="example.org")),
        (
            {"MAIL_SERVER": "smtp.example.org", "MAIL_SECURITY": "tls", "MAIL_USER": "desk"},
            Server("smtp.example.org", 465, "tls", "desk", "a secret", "example.org"),
        ),
        ({"MAIL_SERVER": "localhost", "MAIL_SECURITY": "none"}, Server("localhost", 25, "none", name="example.org")),
        ({"MAIL_SERVER": "::1", "MAIL_SECURITY": "none"}, Server("::1", 25, "none", name="example.org")),
        ({"MAIL_SERVER": "[::1]:2525", "MAIL_SECURITY": "none"}, Server("::1", 2525, "none", name="example.org")),
    ],
)
def test_the_server_of_the_settings(written: dict[str, Any], server: Server) -> None:
    found = settings.from_settings(RIGHT | written, ENVIRONMENT)
    assert found.server == server
    assert isinstance(open_carrier(found), SmtpCarrier)
    assert "a secret" not in repr(found)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"MAIL_FROM": "the desk"}, "MAIL_FROM: 'the desk' is not a mail address"),
        ({"MAIL_FROM": None}, "MAIL_FROM: 'None' is not a mail address"),
        ({"MAIL_FROM": ""}, "MAIL_FROM: '' is not a mail address"),
        ({"MAIL_REPLY_TO": "x@"}, "MAIL_REPLY_TO: 'x@' is not a mail address"),
        ({"MAIL_SERVER": "smtp example"}, "MAIL_SERVER: 'smtp example' is not a server"),
        ({"MAIL_SERVER": "smtp.example.org:mail"}, "MAIL_SERVER: 'smtp.example.org:mail' is not a server"),
        ({"MAIL_SERVER": "smtp://example.org"}, "MAIL_SERVER: 'smtp://example.org' is not a server"),
        ({"MAIL_SERVER": "a.example", "MAIL_SECURITY": "ssl"}, "MAIL_SECURITY: 'ssl' is not known"),
        ({"MAIL_SERVER": "a.example", "MAIL_SECURITY": "none", "MAIL_USER": "x"}, "MAIL_SECURITY: 'none' would send"),
    ],
)
def test_a_wrong_setting_is_named(written: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.from_settings(RIGHT | written, ENVIRONMENT)
    assert f"pelicanconf.py: {told}" in str(caught.value)


def test_a_user_needs_a_password_from_the_environment() -> None:
    with pytest.raises(SettingsError, match="put it into the environment as MAIL_PASSWORD"):
        settings.from_settings(RIGHT | {"MAIL_SERVER": "smtp.example.org", "MAIL_USER": "desk"}, {})
