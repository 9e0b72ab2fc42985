"""The drawing beside a comment: four by four squares, mirrored. Nothing is asked of another server.

At import the drawing is fixed by a keyed digest (HMAC) of the e-mail address, so that one person has one drawing and
nobody can test an address against it. Without the key, or an address, it is made of the name that the page shows.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cache, lru_cache

KEY = "COMMENTS_AVATAR_KEY"  # the variable of the environment
COLOURS = 8
# A row of the drawing as strokes of an SVG path: bits are the outer and the inner column. Few and short, because a page
# may have hundreds of drawings.
_ROWS = ["", "m1 0h2", "h1m2 0h1", "h4"]


@dataclass(frozen=True)
class Drawing:
    """An SVG path in a box of four by four, drawn with strokes one wide, and the number of its colour."""

    path: str
    colour: int


def is_digest(text: str) -> bool:
    """Whether `text` is what `keyed_digest` gives."""
    return re.fullmatch(r"(?:[0-9a-f]{16})?", text) is not None


@lru_cache(maxsize=10_000)  # a blog's readers come again
def keyed_digest(email: str, key: str) -> str:
    """Sixteen hex digits; empty without a key or an address."""
    address = email.strip().lower()
    if not key or not address:
        return ""
    return hmac.digest(key.encode(), address.encode(), "sha256").hex()[:16]


def draw(avatar: str, name: str) -> Drawing:
    """The drawing for a record's `avatar`, or for the name where it has none."""
    digest = bytes.fromhex(avatar) if avatar else hashlib.sha256(name.encode("utf-8", "replace")).digest()
    return _drawing(tuple(byte & 3 for byte in digest[:4]), digest[4] % COLOURS)


@cache
def _drawing(rows: tuple[int, ...], colour: int) -> Drawing:
    if len(set(rows)) == 1:  # neither an empty box nor a full one
        rows = (1, 2, 2, 1)
    return Drawing("".join(f"M0 {row}.5{_ROWS[bits]}" for row, bits in enumerate(rows) if bits), colour)
