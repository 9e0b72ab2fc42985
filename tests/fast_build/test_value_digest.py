"""Digests of values: equal for what would be written alike, and for nothing else."""

from __future__ import annotations

import functools
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.fast_build.place import Places
from plugins.fast_build.value_digest import Digester, Undigestible

PLACES = Places({"settings": "/site"})
DIGESTERS = pytest.mark.parametrize("digest", [Digester(), Digester(PLACES)], ids=["plain", "with places"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@dataclass(frozen=True)
class Point:
    x: Any
    y: Any = 0


class Slotted:
    __slots__ = ("held",)

    def __init__(self, held: Any) -> None:
        self.held = held


class Own(str):
    """A text of a class of its own."""

    __slots__ = ()


def strict(value: Any) -> str:
    """A value as a text that tells apart all that digests must."""
    return repr(value)


@DIGESTERS
@given(VALUES, VALUES)
def test_values_have_one_digest_exactly_when_they_are_the_same(digest: Digester, one: Any, other: Any) -> None:
    assert (digest(one) == digest(other)) == (strict(one) == strict(other))


DIFFERENT = [
    (1, True, 1.0, "1", b"1"),
    ([1], (1,), {1}, frozenset({1}), {1: None}),
    ("a", Markup("a"), Own("a")),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, OrderedDict(a=1, b=2)),
    (["a", "b"], ["ab"], [["a"], "b"]),
    (Point(1), Point(1.0), Slotted(1), Slotted(2)),
    (
        datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Los_Angeles")),
        datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Los_Angeles"), fold=1),
        datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 8, 30, tzinfo=timezone(timedelta(0), "zero")),
        datetime(2026, 11, 1, 8, 30),
        date(2026, 11, 1),
    ),
    (re.compile("a"), re.compile("a", re.I), "a", Path("a")),
    (len, str.upper, functools.partial(len), lambda: 1, lambda: 2),
]


@DIGESTERS
@pytest.mark.parametrize("values", DIFFERENT, ids=range(len(DIFFERENT)))
def test_what_is_written_differently_differs(digest: Digester, values: tuple[Any, ...]) -> None:
    assert len({digest(value) for value in values}) == len(values)


def test_a_function_counts_by_its_code_and_by_what_it_holds() -> None:
    def make(held: Any) -> Any:
        return lambda: held

    digest = Digester()
    assert digest(make(1)) == digest(make(1)) != digest(make(2))


def test_a_path_counts_by_its_name_in_the_places() -> None:
    here, there = Digester(Places({"settings": "/a"})), Digester(Places({"settings": "/b/c"}))
    assert here(["/a/x", Path("/a/y")]) == there(["/b/c/x", Path("/b/c/y")])


def test_a_value_that_holds_itself_ends() -> None:
    held: list[Any] = [1]
    held.append(held)
    assert Digester(PLACES)(held)


def test_what_cannot_be_compared_has_no_digest() -> None:
    with Path(__file__).open() as file:
        for value in (file, iter([]), (x for x in ())):
            with pytest.raises(Undigestible):
                Digester()([value])


def test_what_is_identified_counts_by_its_name() -> None:
    named = Digester(None, lambda value: "the point" if isinstance(value, Point) else None)
    assert named([Point(1)]) == named([Point(2)]) != named([Slotted(1)])
