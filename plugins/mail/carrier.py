"""What takes messages away, and which of them the settings ask for."""

from __future__ import annotations

from typing import Protocol

from plugins.mail.message import Message
from plugins.mail.outbox import OutboxCarrier
from plugins.mail.settings import MailSettings
from plugins.mail.smtp import SmtpCarrier


class Carrier(Protocol):
    """Takes messages one by one. For one thread, unless it says otherwise."""

    def send(self, message: Message) -> None:
        """Take one message away; raises MailError (plugins/mail/failure.py) unless it certainly left."""

    def close(self) -> None:
        """End what is open; the next `send` opens it again."""


def open_carrier(settings: MailSettings) -> Carrier:
    """The server of the settings, or the outbox where there is none; a new one for each thread."""
    return SmtpCarrier(settings.server) if settings.server else OutboxCarrier(settings.outbox)
