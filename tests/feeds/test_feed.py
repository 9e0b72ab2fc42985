"""The archive of a feed: nothing is lost between its pages, and a full page changes no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.feed import EPOCH, with_archive
from tests.feeds.conftest import SITE, entry, feed


def newest_first(count: int) -> list:
    return [entry(number) for number in range(count, 0, -1)]


def test_a_short_feed_has_no_archive() -> None:
    documents = with_archive(feed(*newest_first(5)), shown=20, page_size=10)
    assert len(documents) == 1
    assert documents[0].previous == ""


def test_pages_are_linked_in_both_directions_and_to_the_feed() -> None:
    subscription, first, second = with_archive(feed(*newest_first(25)), shown=10, page_size=10)
    assert subscription.previous == second.address == f"{SITE}/feeds/all/archive/2"
    assert (second.previous, second.following) == (first.address, "")
    assert (first.previous, first.following) == ("", second.address)
    assert {first.current, second.current} == {subscription.address}


@given(st.integers(0, 120), st.integers(1, 30), st.integers(1, 30))
def test_every_entry_can_be_reached(count: int, shown: int, page_size: int) -> None:
    documents = with_archive(feed(*newest_first(count)), shown, page_size)
    assert {item.id for document in documents for item in document.entries} == {item.id for item in newest_first(count)}


@given(st.integers(0, 120), st.integers(1, 30), st.integers(1, 30))
def test_a_new_entry_leaves_every_page_but_the_newest_as_it_is(count: int, shown: int, page_size: int) -> None:
    before = with_archive(feed(*newest_first(count)), shown, page_size)[1:]
    after = with_archive(feed(*newest_first(count + 1)), shown, page_size)[1:]
    assert [page.entries for page in after[: len(before)]] == [page.entries for page in before]
    assert after[: max(0, len(before) - 1)] == before[:-1]


def test_an_empty_feed_has_a_date_that_is_not_the_clocks() -> None:
    assert feed().updated == EPOCH
