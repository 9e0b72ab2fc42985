"""Whose letter came back: only a token of ours says so, whatever else stands in the message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plugins.digest.returns.bounce_address import BounceAddress
from plugins.digest.week import Week
from plugins.subscribers.token import Purpose, TokenError, Tokens

_OUR_ID = re.compile(r"(\d{4})-w(\d{2})\.[0-9a-f]{24}@.+")  # as plugins/digest/readers_letter.py makes them


@dataclass(frozen=True)
class Letter:
    """A letter that we sent: the number of its reader, and its edition, empty where that is not known."""

    subscriber_id: int
    edition: str = ""


def find_letter(clues: Iterable[str], address: BounceAddress | None, tokens: Tokens) -> Letter | None:
    """The letter by the address that bounces went to, or by the unsubscribe link in its head; None for no letter."""
    clues = list(clues)
    found = [read for clue in clues if address and (read := address.read(clue))]
    if found:
        week, number = found[0]
        return Letter(number, str(week))
    for clue in clues:
        try:
            number = tokens.read(Purpose.UNSUBSCRIBE, clue.rpartition("/u/")[2])
        except TokenError:
            continue
        return Letter(number, _edition(clues))
    return None


def _edition(clues: Iterable[str]) -> str:
    for clue in clues:
        match = _OUR_ID.fullmatch(clue)
        if match:
            try:
                return str(Week.parse(f"{match[1]}-W{match[2]}"))
            except ValueError:
                return ""
    return ""
