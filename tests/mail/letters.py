"""Letters to test with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from plugins.mail.letter import Letter, Mailbox, MailingList
from plugins.mail.message import Message

UNSUBSCRIBE = "https://yourindustryinsider.example/u/abcdefghijklmnopqrstuvwxyz0123456789"
LIST = MailingList(
    id="weekly.yourindustryinsider.example",
    name="Your Industry Insider",
    unsubscribe=UNSUBSCRIBE,
    unsubscribe_mail="leave@yourindustryinsider.example",
    archive="https://yourindustryinsider.example/weekly/",
    help="https://yourindustryinsider.example/subscribe/",
    feedback_id="2026-W47:weekly:insider",
)
LETTER = Letter(
    id="2026-W47.1@yourindustryinsider.example",
    date=datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
    sender=Mailbox("weekly@yourindustryinsider.example", "Your Industry Insider"),
    to=Mailbox("reader@example.org", "A Reader"),
    subject="What is new",
    text="The words.\n",
    html="<!doctype html><p>The words.</p>",
)


def letter(**changes: Any) -> Letter:
    """The letter, some of it changed."""
    return replace(LETTER, **changes)


def parsed(message: Message) -> EmailMessage:
    """The message as a mail program reads it."""
    read = message_from_bytes(message.raw, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def body(message: Message, kind: str) -> str:
    """The `plain` or `html` part, decoded."""
    part = parsed(message).get_body((kind,))
    assert part is not None
    return str(part.get_content())


def raw_header(message: Message, name: str) -> list[bytes]:
    """The lines of a header as they stand in the bytes, the name on the first of them."""
    lines = message.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    start = next(index for index, line in enumerate(lines) if line.lower().startswith(name.lower().encode() + b":"))
    end = next((index for index in range(start + 1, len(lines)) if lines[index][:1] not in b" \t"), len(lines))
    return lines[start:end]
