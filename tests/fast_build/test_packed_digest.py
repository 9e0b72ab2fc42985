"""Digests by pickle tell apart what the strict digests do, and nothing else."""

from __future__ import annotations

import functools
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.fast_build.packed_digest import PackedDigester
from plugins.fast_build.value_digest import Digester


@dataclass(frozen=True)
class Word:
    """A value with parts."""

    text: str
    parts: list[Any] = field(default_factory=list)


class Known:
    """Something that counts by who it is."""


KNOWN = Known()
STRICT = Digester()
PACKED = PackedDigester(
    lambda value: "known" if value is KNOWN else None,
    lambda value: list(value.items()) if type(value) is OrderedDict else NotImplemented,
    STRICT.strict,
)


def one() -> str:
    return "1"


def two() -> str:
    return "2"


def test_equal_values_have_one_digest_whichever_objects_they_are() -> None:
    text = "".join(["a", "b"])
    assert PACKED([Word(text), text]) == PACKED([Word("".join(["a", "b"])), "".join(["a", "b"])])
    assert PACKED([Word("a")] * 2) == PACKED([Word("a"), Word("a")])
    assert PACKED([KNOWN, OrderedDict(a=1)]) == PACKED([KNOWN, OrderedDict(a=1)])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([Word("1")], [Word("2")]),
        ([Word("a", [1])], [Word("a", [True])]),
        ([Word("a", [1])], [Word("a", [1.0])]),
        ([date(2026, 1, 1)], [datetime(2026, 1, 1)]),
        ([datetime(2026, 1, 1, tzinfo=UTC)], [datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))]),
        ([PurePosixPath("a")], ["a"]),
        ([one], [two]),
        ([functools.partial(one)], [functools.partial(two)]),
        ([functools.partial(str, 1)], [functools.partial(str, 2)]),
        ([KNOWN], ["known"]),
        ([OrderedDict(a=1)], [OrderedDict(a=2)]),
    ],
)
def test_what_is_not_alike_is_told_apart(first: Any, second: Any) -> None:
    assert PACKED(first) is not None
    assert PACKED(first) != PACKED(second)


def test_what_cannot_be_told_this_way_has_no_digest() -> None:
    circle: list[Any] = []
    circle.append(circle)
    for value in ([Word("a", [{"b"}])], [Known()], [Word("a", [frozenset("b")])], [functools.cache(one)], circle):
        assert PACKED(value) is None


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.builds(Word, st.text(), st.lists(inner, max_size=2))
)


@given(VALUES, VALUES)
def test_it_tells_apart_what_the_strict_digest_does(first: Any, second: Any) -> None:
    packed = PACKED([Word("", [first])]), PACKED([Word("", [second])])
    if None not in packed:
        assert (packed[0] == packed[1]) == (STRICT([Word("", [first])]) == STRICT([Word("", [second])]))
