"""A message: a letter as bytes, in its envelope, as carriers take it.

The bytes are put together here, because the standard library writes headers that do harm: a word
longer than a line becomes an RFC 2047 encoded word, so that a `List-Unsubscribe` address goes out as
`=?utf-8?q?=3Chttps…?=`, which no mail program follows, and long names of other alphabets get encoded words
longer than allowed. Here a header is a list of words that are folded between and never changed.
Bodies are quoted-printable: readable, small for our languages, and encoded in C.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, quote

from plugins.mail.letter import Letter, Mailbox, MailingList

LINE = 78  # characters, advised by RFC 5322; a word that is longer stands on a line of its own
ENCODED_BYTES = 45  # of UTF-8 in an encoded word: with its frame 72 characters, of the 75 that RFC 2047 allows
_ATOMS = re.compile(r"[0-9A-Za-z!#$%&'*+/=?^_`{|}~ -]+")  # RFC 5322, 3.2.3


@dataclass(frozen=True)
class Message:
    """The envelope, and what is in it. `id` is the Message-ID without brackets; `raw` is ASCII with CRLF line ends."""

    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    id: str
    date: datetime
    raw: bytes = field(repr=False)


def compose(letter: Letter) -> Message:
    """The letter as a message of `multipart/alternative`: the text, then the HTML."""
    # RFC 2045, 6.7 advises such a boundary: quoted-printable text never holds "=_".
    boundary = f"=_{hashlib.sha256(letter.id.encode()).hexdigest()[:24]}"
    lines = [_folded(name, words) for name, words in _headers(letter)]
    lines += [_folded(name, words) for name, words in _list_headers(letter.mailing_list)]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    for kind, text in (("plain", letter.text), ("html", letter.html)):
        lines += [f"--{boundary}", f'Content-Type: text/{kind}; charset="utf-8"']
        lines += ["Content-Transfer-Encoding: quoted-printable", "", _body(text)]
    raw = "\r\n".join([*lines, f"--{boundary}--", ""]).encode("ascii")
    return Message(letter.envelope_from or letter.sender.address, letter.to.address, letter.id, letter.date, raw)


def _headers(letter: Letter) -> Iterator[tuple[str, Iterable[str]]]:
    yield "From", _mailbox(letter.sender)
    yield "To", _mailbox(letter.to)
    if letter.reply_to:
        yield "Reply-To", _mailbox(letter.reply_to)
    yield "Subject", _text(letter.subject)
    yield "Date", format_datetime(letter.date).split()
    yield "Message-ID", [f"<{letter.id}>"]
    if letter.is_automatic:
        yield "Auto-Submitted", ["auto-generated"]


def _list_headers(of: MailingList | None) -> Iterator[tuple[str, Iterable[str]]]:
    if of is None:
        return
    yield "List-Id", [*_phrase(of.name), f"<{of.id}>"]
    if of.unsubscribe_mail:
        mail = f"<mailto:{of.unsubscribe_mail}?subject=unsubscribe>"
        yield "List-Unsubscribe", [f"<{of.unsubscribe}>,", mail]
    else:
        yield "List-Unsubscribe", [f"<{of.unsubscribe}>"]
    yield "List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]
    yield "List-Post", ["NO"]
    for name, link in (("List-Archive", of.archive), ("List-Help", of.help)):
        if link:
            yield name, [f"<{link}>"]
    if of.feedback_id:
        yield "Feedback-ID", [of.feedback_id]
    yield "Precedence", ["list"]  # in no standard; holiday responders read it


def _folded(name: str, words: Iterable[str]) -> str:
    """A header: its words, with line breaks between them where a line is full."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)


def _mailbox(mailbox: Mailbox) -> list[str]:
    name = _phrase(mailbox.name)
    return [*name, f"<{mailbox.address}>"] if name else [mailbox.address]


def _phrase(name: str) -> list[str]:
    """A name: words, a quoted string whose blanks may be folded too, or encoded words."""
    if not _is_plain(name):
        return _encoded(name)
    return (name if _ATOMS.fullmatch(name) else f'"{quote(name)}"').split(" ") if name.strip() else []


def _text(text: str) -> list[str]:
    return text.split() if _is_plain(text) else _encoded(text)


def _is_plain(text: str) -> bool:
    """Whether it may stand as it is: ASCII that looks like no encoded word, in words that a line holds."""
    return text.isascii() and "=?" not in text and all(len(word) < LINE for word in text.split(" "))


def _encoded(text: str) -> list[str]:
    """Encoded words (RFC 2047), no character parted; the blanks between them do not count."""
    chunks = [b""]
    for character in text:
        encoded = character.encode()
        if len(chunks[-1]) + len(encoded) > ENCODED_BYTES:
            chunks.append(b"")
        chunks[-1] += encoded
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks]


def _body(text: str) -> str:
    """A text in quoted-printable; its line breaks, of whatever kind, become CRLF."""
    lines = text.rstrip("\r\n").splitlines()
    return binascii.b2a_qp("\r\n".join([*lines, ""]).encode(), istext=True).decode("ascii").removesuffix("\r\n")
