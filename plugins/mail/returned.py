"""A message that came back: what happened to one of ours, as the many mail servers write it.

Bounces are read by RFC 3464 and, where a server knows its own ways only, by flufl.bounce; complaints by RFC 5965. All
of it may be forged: whoever acts on it looks for a token of ours among the `clues`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum

from flufl.bounce import all_failures

from plugins.mail.failure import NO_SUCH_READER, without_addresses

LARGEST = 1 << 20  # bytes that are read; what tells us something stands in front
MOST_CLUES = 50
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_ARRIVED_AT = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
_LINK = re.compile(r"<([^<>\s]+)>")
_COMPLAINTS = {"abuse", "opt-out"}


class Kind(StrEnum):
    """What a returned message means."""

    HARD = "hard"  # there is no such mailbox, or it takes no mail any more
    SOFT = "soft"  # not this time: full, too long on the way, refused
    COMPLAINT = "complaint"  # the reader called it spam
    DELAYED = "delayed"  # not yet; the server goes on trying
    OTHER = "other"  # no bounce at all: an answer from a holiday, say


@dataclass(frozen=True)
class Returned:
    """`code` is its RFC 3463 status ("" for none), `said` the server's words without addresses.

    `clues` are addresses and links that may hold a token: where it arrived, and what stood in the head of our message.
    """

    kind: Kind
    code: str = ""
    said: str = ""
    clues: tuple[str, ...] = field(default=(), repr=False)


def read(raw: bytes) -> Returned:
    """What a message says; one that nobody can read is of kind OTHER. Whatever the bytes are, nothing is raised."""
    try:
        message = message_from_bytes(raw[:LARGEST])
        clues = tuple(list(dict.fromkeys(_clues(message)))[:MOST_CLUES])
        return _complaint(message, clues) or _bounce(message, clues)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError, AssertionError):
        return Returned(Kind.OTHER)  # the parsers of mail were not made for everything that strangers send


def _complaint(message: Message, clues: tuple[str, ...]) -> Returned | None:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            kind = _fields(part).get("feedback-type", "").strip().lower()
            return Returned(Kind.COMPLAINT if kind in _COMPLAINTS else Kind.OTHER, said=kind[:40], clues=clues)
    return None


def _bounce(message: Message, clues: tuple[str, ...]) -> Returned:
    temporary, permanent = all_failures(message)
    failed = [block for block in _status_blocks(message) if block.get("action", "").lower().startswith("fail")]
    if not permanent and not failed:
        return Returned(Kind.DELAYED if temporary else Kind.OTHER, clues=clues)
    told = failed[0] if failed else {}
    said = without_addresses(told.get("diagnostic-code", "").partition(";")[2] or told.get("diagnostic-code", ""))
    status = _STATUS.search(told.get("status", "")) or _STATUS.search(said) or _STATUS.search(_text(message))
    code = status[0] if status else ""
    if code.endswith(".0.0"):  # it says nothing; the remote server's own words may
        inner = _STATUS.search(said)
        code = inner[0] if inner else code
    return Returned(Kind.HARD if code in NO_SUCH_READER else Kind.SOFT, code, said[:200], clues)


def _status_blocks(message: Message) -> Iterator[dict[str, str]]:
    """The groups of fields of a delivery status: one of the message, then one of each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            for block in part.get_payload():
                if isinstance(block, Message):
                    yield {name.lower(): str(value) for name, value in block.items()}


def _fields(part: Message) -> dict[str, str]:
    """The fields of a part that consists of fields, which Python reads as a message or leaves as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return {name.lower(): str(value) for inner in payload for name, value in _items(inner)}
    return {name.lower(): str(value) for name, value in message_from_bytes(str(payload).encode()).items()}


def _items(inner: object) -> list[tuple[str, str]]:
    if not isinstance(inner, Message):
        return []
    text = inner.get_payload()
    more = message_from_bytes(text.encode()).items() if isinstance(text, str) else []
    return [*inner.items(), *more]


def _clues(message: Message) -> Iterator[str]:
    for name in _ARRIVED_AT:
        yield from _addresses(message, name)
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            found = _fields(part)
            yield from (
                found[name].strip(" <>") for name in ("original-mail-from", "original-rcpt-to") if name in found
            )
        elif kind == "text/rfc822-headers":
            yield from _of_ours(message_from_bytes(_decoded(part)))
        elif kind == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from (clue for inner in part.get_payload() if isinstance(inner, Message) for clue in _of_ours(inner))


def _of_ours(head: Message) -> Iterator[str]:
    """What stands in the head of a message that comes back: where bounces go, the unsubscribe link, its id."""
    yield from _addresses(head, "return-path")
    for name in ("list-unsubscribe", "message-id"):
        for value in head.get_all(name, []):
            yield from _LINK.findall(re.sub(r"\s+", "", str(value)))


def _addresses(message: Message, name: str) -> list[str]:
    return [address for _, address in getaddresses([str(value) for value in message.get_all(name, [])]) if address]


def _text(message: Message) -> str:
    """The words for a person, of servers that have no others."""
    part = next((part for part in message.walk() if part.get_content_maintype() == "text"), None)
    return _decoded(part).decode("utf-8", "replace") if part else ""


def _decoded(part: Message) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""
