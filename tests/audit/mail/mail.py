"""A message as the checks see it: the raw bytes, the parsed message, and its two parts."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property

from bs4 import BeautifulSoup

from tests.audit.figure import Cause, Figure, fault_free


@dataclass(frozen=True)
class Mail:
    """One message and what it is made of."""

    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed message."""
        message = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @cached_property
    def text(self) -> str:
        """The text part, empty when there is none."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @cached_property
    def html(self) -> str:
        """The HTML part, empty when there is none."""
        part = self.message.get_body(("html",))
        return str(part.get_content()) if part else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed HTML part."""
        return BeautifulSoup(self.html, "lxml")

    def header(self, name: str) -> str:
        """A header's value, empty when there is none."""
        return str(self.message.get(name, "")).strip()


def faults(check: str, found: Iterable[str], note: str = "", where: str = "message") -> Figure:
    """The figure that counts faults of a message."""
    return fault_free(check, (Cause(where, what) for what in found), note)
