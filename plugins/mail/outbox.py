"""Mail into a folder, one `.eml` file a message, for machines that send none: what a reader would get, to look at."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC
from pathlib import Path

from plugins.mail.failure import Step, TemporaryError
from plugins.mail.message import Message


class OutboxCarrier:
    """Puts messages into `folder`, which nobody else on the machine can read; any number of threads may use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> None:
        """Write one message; the same message again replaces the first. Raises TemporaryError when the disk fails."""
        try:
            for folder in (self._folder.parent, self._folder):  # each of them closed to others
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / file_name(message)
            unfinished = path.with_suffix(f".{os.urandom(4).hex()}")
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(_envelope(message) + message.raw)
            unfinished.replace(path)
        except OSError as error:
            raise TemporaryError(Step.CONTENT, f"{self._folder}: {error.strerror}") from None

    def close(self) -> None:
        """Nothing stays open."""


def file_name(message: Message) -> str:
    """Sorted by time, one for each Message-ID: `20261125T070000Z-0f3a5c7e9b1d.eml`."""
    digest = hashlib.sha256(message.id.encode()).hexdigest()[:12]
    return f"{message.date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}.eml"


def _envelope(message: Message) -> bytes:
    """The envelope as a server notes it on delivery (RFC 5321, 4.4)."""
    return f"Return-Path: <{message.sender}>\r\nDelivered-To: {message.recipient}\r\n".encode()
