"""The word that an author probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_LIST = 30


def remedy(written: str, known: Iterable[str]) -> str:
    """`did you mean …?` where one of the known words is close, and otherwise the list of them, unless it is long."""
    choices = list(known)
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    close = get_close_matches(written.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{folded[close[0]]}`?"
    if not choices:
        return "there is none yet"
    more = f" … ({len(choices)} in all)" if len(choices) > LONGEST_LIST else ""
    return f"use one of: {', '.join(choices[:LONGEST_LIST])}{more}"
