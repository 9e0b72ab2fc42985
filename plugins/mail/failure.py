"""What can go wrong when a message leaves: what became of it, at which step, and whose fault it is.

Nobody's address is in these errors: where a server repeats it, it is taken out, so that they can be logged.
"""

from __future__ import annotations

import re
from enum import Enum

from plugins.publication.mistake import PublicationError

_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")  # RFC 3463
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
NO_SUCH_READER = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}


class Step(Enum):
    """How far a message came."""

    CONNECT = "connecting"
    LOGIN = "logging in"
    SENDER = "naming the sender"
    RECIPIENT = "naming the recipient"
    CONTENT = "handing over the message"


class MailError(PublicationError):
    """A message did not certainly leave. One of the three below says what became of it.

    `step` is how far it came, `code` the server's reply (0 for none), `enhanced` its RFC 3463 code ("" for none),
    `said` the reply's text without addresses.
    """

    outcome = "was not sent"

    def __init__(self, step: Step, said: str, code: int = 0) -> None:
        text = without_addresses(said)
        found = _ENHANCED.match(text)
        self.step = step
        self.code = code
        self.enhanced = found[1] if found else ""
        self.said = text
        super().__init__(f"the message {self.outcome}; {step.value}: {f'{code} ' if code else ''}{text}")

    @property
    def is_about_reader(self) -> bool:
        """Whether this address takes no mail, now and later; nothing is wrong with the message or with us."""
        if self.enhanced:
            return self.enhanced in NO_SUCH_READER
        return self.step is Step.RECIPIENT and self.code in {550, 551, 553}


class TemporaryError(MailError):
    """It was not delivered and may be later: a 4xx reply, or no connection."""

    outcome = "was not sent and may be sent later"


class PermanentError(MailError):
    """It was refused for good. Unless `is_about_reader`, every other message will be refused as well, or this is spam
    to the server: stop, and suppress nobody."""

    outcome = "was refused"


class UncertainError(MailError):
    """The connection broke after the end of the message and before the reply: it may have been delivered.

    Sent again, it may arrive twice; who does so keeps the Message-ID.
    """

    outcome = "may have been sent or not"


def without_addresses(said: str) -> str:
    """What a server said, on one line, with nobody's address in it."""
    return _ADDRESS.sub("<address>", " ".join(said.split()))


def refused(step: Step, code: int, said: bytes | str) -> MailError:
    """The error for a server's reply that is not the wanted one."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return PermanentError(step, text, code) if 500 <= code <= 599 else TemporaryError(step, text, code)
