"""The messages in an outbox, read back as a mail program reads them."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}\.eml")  # as outbox.file_name makes them


@dataclass(frozen=True)
class KeptMessage:
    """One file of an outbox. `headers` are the message's, decoded, in their order; `text` and `html` its parts."""

    name: str
    date: datetime | None
    subject: str
    sender: str
    recipient: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    size: int


def newest(folder: Path, number: int) -> Iterator[KeptMessage]:
    """The last messages of an outbox, the newest first; none where the folder is missing."""
    names = (path.name for path in folder.glob("*.eml") if _NAME.fullmatch(path.name))
    for name in heapq.nlargest(number, names):
        kept = read(folder, name)
        if kept:
            yield kept


def read(folder: Path, name: str) -> KeptMessage | None:
    """The message in one file; None where there is none of that name."""
    raw = read_raw(folder, name)
    if raw is None:
        return None
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return KeptMessage(
        name=name,
        date=message["Date"].datetime if message["Date"] else None,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        headers=tuple((header, str(value)) for header, value in message.items()),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        size=len(raw),
    )


def read_raw(folder: Path, name: str) -> bytes | None:
    """The bytes of one file; None where there is none of that name, or the name is not one of ours."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (folder / name).read_bytes()
    except OSError:
        return None


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
