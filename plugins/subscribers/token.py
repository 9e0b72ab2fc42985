"""The tokens in our links: a purpose and a number, signed, at most 31 characters.

`List-Unsubscribe` must not be folded by Python's mail library, so an address in it has at most 70 characters: a token
is the number in base64, a dot, and half of an HMAC-SHA256 (RFC 2104 allows no less, section 5). A token never expires
by itself: the row that its number names says how long it is good. The newest key signs, all of them are accepted.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from enum import StrEnum

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode, bytes_to_int, int_to_bytes
from itsdangerous.signer import SigningAlgorithm

from plugins.publication.mistake import PublicationError

LONGEST = 31  # characters
LONGEST_ADDRESS = 70  # characters of a whole address in a mail's head
_SIGNATURE = 16  # bytes
SHORTEST_KEY = 32  # characters
_SHAPE = re.compile(r"[A-Za-z0-9_-]{1,8}\.[A-Za-z0-9_-]{22}")


class Purpose(StrEnum):
    """What a token allows; one made for one thing is worth nothing for another."""

    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    FORM = "form"
    CHANGE_COMMENT = "change comment"
    FOLLOW = "follow"
    STOP_FOLLOWING = "stop following"
    MODERATE = "moderate"
    LOG_IN = "log in"
    EDITOR = "editor"
    FORM_OF_EDITOR = "form of editor"


class TokenError(ValueError):
    """The token is not one of ours, or not for this purpose."""


class SigningKeyError(PublicationError):
    """The signing keys cannot be used; the message names the setting and the remedy."""


class _Half(SigningAlgorithm):
    """HMAC-SHA256, of which the first half is kept."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.new(key, value, hashlib.sha256).digest()[:_SIGNATURE]


class Tokens:
    """Makes and reads tokens with signing keys, the newest first; raises SigningKeyError for a weak one or none."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise SigningKeyError(
                f"SIGNING_KEYS: each key has {SHORTEST_KEY} characters or more; make one with "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        oldest_first = list(reversed(keys))
        self._signers = {
            purpose: Signer(
                oldest_first,
                salt=f"publication {purpose}",
                key_derivation="hmac",
                digest_method=hashlib.sha256,
                algorithm=_Half(),
            )
            for purpose in Purpose
        }

    def make(self, purpose: Purpose, number: int) -> str:
        """The token for a number of at most 48 bits."""
        return self._signers[purpose].sign(base64_encode(int_to_bytes(number))).decode()

    def read(self, purpose: Purpose, token: str) -> int:
        """The number in a token; raises TokenError."""
        if not _SHAPE.fullmatch(token):
            raise TokenError(token)
        try:
            return bytes_to_int(base64_decode(self._signers[purpose].unsign(token)))
        except BadSignature as error:
            raise TokenError(token) from error


def read_keys(text: str) -> list[str]:
    """The keys of `SIGNING_KEYS`: separated by commas, the newest first."""
    return [key.strip() for key in text.split(",") if key.strip()]
