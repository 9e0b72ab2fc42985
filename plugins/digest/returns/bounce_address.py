"""Where a letter's bounces go: an address of its own for every reader and edition, so that a bounce names them itself.

`bounces+202647-k3v…@example.org`: the week, then the reader's number and a signature, in the letters of base32, which
survive servers that write addresses small. (The technique is known as VERP.) Without the key nobody can make one up.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from plugins.digest.week import Week

LONGEST_BOX = 20  # characters before the plus; the whole must fit into the 64 that RFC 5321 allows
_NUMBER, _SIGNATURE = 6, 12  # bytes
_FORM = re.compile(r"(?P<box>[^+@]+)\+(?P<year>\d{4})(?P<week>\d{2})-(?P<token>[a-z2-7]{29})@(?P<domain>.+)", re.I)


@dataclass(frozen=True)
class BounceAddress:
    """`mailbox` is the address that the owner has; `keys` sign, the newest first, and all of them are accepted."""

    mailbox: str
    keys: Sequence[str] = field(repr=False)

    def make(self, week: Week, number: int) -> str:
        """The address for the bounces of one reader's letter."""
        box, _, domain = self.mailbox.partition("@")
        packed = number.to_bytes(_NUMBER, "big")
        token = b32encode(packed + self._signature(self.keys[0], week, packed)).decode().rstrip("=").lower()
        return f"{box}+{week.year:04}{week.number:02}-{token}@{domain}"

    def read(self, address: str) -> tuple[Week, int] | None:
        """Week and number in an address; None for one that we have not made."""
        match = _FORM.fullmatch(address)
        if match is None:
            return None
        try:
            week = Week.parse(f"{match['year']}-W{match['week']}")
            raw = b32decode(match["token"].upper() + "===")
        except ValueError:
            return None
        packed, signature = raw[:_NUMBER], raw[_NUMBER:]
        if any(hmac.compare_digest(signature, self._signature(key, week, packed)) for key in self.keys):
            return week, int.from_bytes(packed, "big")
        return None

    def _signature(self, key: str, week: Week, packed: bytes) -> bytes:
        return hmac.digest(key.encode(), f"bounce {week} ".encode() + packed, "sha256")[:_SIGNATURE]
