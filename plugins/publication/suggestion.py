"""The word that an author probably meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache

LONGEST_LIST = 30
FEW = 100  # choices that are compared letter by letter; of more, those that share the most pieces of words
COMMON = 1000  # choices that share a piece which says nothing any more, such as the year of an address


def remedy(written: str, known: Iterable[str]) -> str:
    """`did you mean …?` where one of the known words is close, and otherwise the list of them, unless it is long."""
    choices = tuple(known)
    likely = choices if len(choices) <= FEW else _likely(written, choices)
    folded = {choice.casefold(): choice for choice in reversed(likely)}
    close = get_close_matches(written.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{folded[close[0]]}`?"
    if not choices:
        return "there is none yet"
    more = f" … ({len(choices)} in all)" if len(choices) > LONGEST_LIST else ""
    return f"use one of: {', '.join(choices[:LONGEST_LIST])}{more}"


def _likely(written: str, choices: tuple[str, ...]) -> Sequence[str]:
    """A publication may have 10,000 addresses, and as many wrong links after a move."""
    index = _by_piece(choices)
    shared = Counter(choice for piece in _pieces(written) for choice in index.get(piece, ()))
    return [choice for choice, _ in shared.most_common(FEW)]


@lru_cache(maxsize=4)
def _by_piece(choices: tuple[str, ...]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for choice in choices:
        for piece in _pieces(choice):
            index.setdefault(piece, []).append(choice)
    return {piece: found for piece, found in index.items() if len(found) <= COMMON}


def _pieces(text: str) -> Iterator[str]:
    """How the words of a text begin and end."""
    for word in re.findall(r"[^\W_]+", text.casefold()):
        yield word[:3]
        if len(word) > 3:
            yield word[-3:]
