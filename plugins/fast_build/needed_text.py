"""What a text must hold for a regular expression to match anywhere in it: looked for first, it saves most searches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

try:
    from re import _constants as constants  # type: ignore[attr-defined]  # typeshed leaves it out
    from re import _parser as parser  # type: ignore[attr-defined]  # typeshed leaves it out
except ImportError:  # a Python that parses expressions elsewhere: every expression is then tried
    parser = None


if parser is not None:
    _REPEATS = frozenset({constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT})


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of some words."""
    for word in words:  # noqa: SIM110 - asked very often, and of few words: a generator would take longer than they
        if word in text:
            return True
    return False


@cache
def needed(expression: re.Pattern[str]) -> tuple[str, ...] | None:
    """Strings of which every match holds at least one; None where there are none, or nobody can tell."""
    if parser is None or expression.flags & re.IGNORECASE:
        return None
    return _needed(parser.parse(expression.pattern, expression.flags & ~re.UNICODE | re.UNICODE))


def _needed(parsed: Any) -> tuple[str, ...] | None:
    found = [one for one in _candidates(parsed) if all(word.strip() or len(word) > 1 for word in one)]
    # The rarest: those of which the shortest is longest, and of these the one with the fewest.
    return max(found, key=lambda one: (min(map(len, one)), -len(one)), default=None)


def _candidates(parsed: Any) -> Iterator[tuple[str, ...]]:
    """All that is certain of the parts of an expression, one after the other."""
    run = ""
    for operation, value in parsed:
        if operation is constants.LITERAL:
            run += chr(value)
            continue
        if operation in _REPEATS and value[0] > 0 and [kind for kind, _ in value[2]] == [constants.LITERAL]:
            yield (run + chr(value[2][0][1]) * value[0],)
            run = chr(value[2][0][1]) * value[0]  # the last ones, beside what follows
            continue
        if run:
            yield (run,)
            run = ""
        inner = _of_part(operation, value)
        if inner:
            yield inner
    if run:
        yield (run,)


def _of_part(operation: Any, value: Any) -> tuple[str, ...] | None:
    if operation is constants.IN:
        if all(kind is constants.LITERAL for kind, _ in value):
            return tuple(chr(letter) for _, letter in value)
    elif operation is constants.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _needed(value[-1])
    elif operation is constants.ASSERT:
        return _needed(value[-1])
    elif operation is constants.ATOMIC_GROUP:
        return _needed(value)
    elif operation in _REPEATS and value[0] > 0:
        return _needed(value[2])
    elif operation is constants.BRANCH:
        branches = [_needed(branch) for branch in value[1]]
        if all(branches):
            return tuple(dict.fromkeys(word for branch in branches for word in branch or ()))
    return None
