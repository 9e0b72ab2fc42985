"""The order of articles, and who stands beside whom."""

from __future__ import annotations

from itertools import permutations

from plugins.reading.entry import Neighbours, neighbours, newest_first
from tests.reading.entries import entry


def test_the_newest_comes_first_whatever_the_order_before() -> None:
    entries = [entry("a", 1), entry("b", 3), entry("c", 2), entry("d", 3)]
    for shuffled in permutations(entries):
        assert [one.slug for one in newest_first(shuffled)] == ["d", "b", "c", "a"]


def test_neighbours_are_the_articles_next_in_time() -> None:
    found = neighbours([entry("a", 1), entry("b", 2), entry("c", 3)])
    assert found["b"] == Neighbours("article c", "article a")
    assert found["c"] == Neighbours(None, "article b")
    assert found["a"] == Neighbours("article b", None)


def test_one_article_has_no_neighbours() -> None:
    assert neighbours([entry("a")]) == {"a": Neighbours()}
    assert neighbours([]) == {}
