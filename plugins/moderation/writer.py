"""Who wrote a comment, told apart without an address: by keyed digests of it.

An address is kept only of those who want to hear of replies. For everybody who gave one, a digest under the signing
key says “the same person as before”, and another one, under the archive's own key, makes the drawing.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from plugins.comments_archive import avatar

DIGITS = 32  # hexadecimal, of an HMAC-SHA256


@dataclass(frozen=True)
class Writers:
    """Makes the digests with the signing keys, the newest first, and the key of the drawings, which may be empty."""

    keys: Sequence[str] = field(repr=False)
    avatar_key: str = field(default="", repr=False)

    def digest(self, address: str) -> str:
        """What is kept of a normalised address; empty where there is none."""
        return _digest(address, self.keys[0]) if address else ""

    def digests(self, address: str) -> list[str]:
        """What may have been kept of an address, under every key that was ours."""
        return [_digest(address, key) for key in self.keys] if address else []

    def avatar(self, address: str) -> str:
        """What the drawing beside the comment is made of."""
        return avatar.keyed_digest(address, self.avatar_key)


def _digest(address: str, key: str) -> str:
    return hmac.digest(key.encode(), f"writer {address}".encode(), "sha256").hex()[:DIGITS]
