"""A letter: what one person is written, before it is a message.

A letter is complete: links and tokens of its reader stand in its texts already. Nothing is replaced in a message once
it is encoded, because base64 and the soft breaks of quoted-printable hide a placeholder from whoever looks for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from email.utils import parseaddr

_ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~0-9A-Za-z.-]{1,64}@(?:[0-9A-Za-z-]+\.)*[0-9A-Za-z-]+")
_LINK = re.compile(r"(?:https?://|mailto:)[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]+")
_LIST_ID = re.compile(r"[0-9A-Za-z_-]+(?:\.[0-9A-Za-z_-]+)+")
_FEEDBACK_ID = re.compile(r"[0-9A-Za-z._-]+(?::[0-9A-Za-z._-]+){0,3}")
_MESSAGE_ID = re.compile(r"[0-9A-Za-z.!#$%&'*+/=?^_`{|}~-]+@[0-9A-Za-z.-]+")


@dataclass(frozen=True)
class Mailbox:
    """An address with a name, which may be empty. The address is ASCII: a domain of other letters in its `xn--` form.

    Raises ValueError for what no header can hold; whether the address exists is not asked.
    """

    address: str = field(repr=False)  # no log holds one
    name: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address) or len(self.address) > 254:  # RFC 5321, 4.5.3.1.3
            raise ValueError("this is not a mail address")
        _one_line("the name of a mailbox", self.name)

    @classmethod
    def parse(cls, text: str) -> Mailbox:
        """The mailbox of `Your Name <you@example.org>` or `you@example.org`; raises ValueError."""
        name, address = parseaddr(text)
        return cls(address, name)


@dataclass(frozen=True)
class MailingList:
    """What the mail programs of readers are told of a list: RFC 2369, RFC 2919 and RFC 8058.

    `id` is `label.domain` and never changes; `unsubscribe` is the web address that ends this reader's subscription on
    one POST, `unsubscribe_mail` an address for programs that cannot; `archive` and `help` are web addresses of pages.
    `feedback_id` has up to four parts joined by colons, by which Gmail's Postmaster Tools count complaints.
    """

    id: str
    name: str
    unsubscribe: str
    unsubscribe_mail: str = ""
    archive: str = ""
    help: str = ""
    feedback_id: str = ""

    def __post_init__(self) -> None:
        _one_line("the name of a list", self.name)
        if not _LIST_ID.fullmatch(self.id) or len(self.id) > 255:
            raise ValueError(f"'{self.id}' is no List-Id; write it as weekly.example.org")
        if self.feedback_id and not _FEEDBACK_ID.fullmatch(self.feedback_id):
            raise ValueError(f"'{self.feedback_id}' is no Feedback-ID; write it as edition:kind:name")
        for link in filter(None, (self.unsubscribe, self.archive, self.help)):
            _link(link)
        if self.unsubscribe_mail:
            Mailbox(self.unsubscribe_mail)


@dataclass(frozen=True)
class Letter:
    """One message to one person, in two versions that say the same.

    `date` is aware. `id` is the Message-ID without its brackets: a letter that is sent again keeps it, so that programs
    show it once. `envelope_from` takes the bounces; empty for the sender. `is_automatic` asks holiday responders for
    silence (RFC 3834). Raises ValueError for line breaks and control characters in what becomes a header.
    """

    id: str
    date: datetime
    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    reply_to: Mailbox | None = None
    mailing_list: MailingList | None = None
    is_automatic: bool = False
    envelope_from: str = ""

    def __post_init__(self) -> None:
        _one_line("the subject", self.subject)
        if not self.subject.strip():
            raise ValueError("a letter needs a subject")
        if not _MESSAGE_ID.fullmatch(self.id):
            raise ValueError(f"'{self.id}' is no Message-ID; write it as something.unique@example.org")
        if self.date.utcoffset() is None:
            raise ValueError("the date of a letter needs a time zone")
        if self.envelope_from:
            Mailbox(self.envelope_from)

    def __repr__(self) -> str:
        """Without addresses and names, so that no log holds any."""
        shown = ", ".join(one.name for one in fields(self) if getattr(self, one.name))
        return f"<Letter {self.id} with {shown}>"


def flat(text: str) -> str:
    """`text` on one line: what somebody typed, made fit for a subject or a name. Directions are not overridden."""
    return " ".join("".join(_kept(text)).split())


def _kept(text: str) -> Iterator[str]:
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Cc", "Zl", "Zp"}:
            yield " "
        elif kind != "Cs" and not _overrides_direction(character):
            yield character


def _overrides_direction(character: str) -> bool:
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def _one_line(what: str, text: str) -> None:
    if "".join(_kept(text)) != text:
        raise ValueError(f"{what} has a line break or a control character in it")


def _link(text: str) -> None:
    if not _LINK.fullmatch(text) or len(text) > 900:  # a line of a message has at most 998 characters (RFC 5322)
        raise ValueError(f"'{text}' is no address for a header; write it in ASCII, from https:// on, without spaces")
