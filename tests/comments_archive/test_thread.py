"""Threads: nothing is lost, whatever the records say of each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_archive import paging
from plugins.comments_archive.record import Comment, Kind, Status
from plugins.comments_archive.thread import Placed, build_thread
from tests.comments_archive.conftest import comment


def outline(placed: tuple[Placed, ...] | list[Placed]) -> list[str]:
    """Level and number of each, and what it is told to answer."""
    return [
        f"{'.' * one.level}{one.comment.id.removeprefix('comment-')}"
        + (f" > {one.parent.id.removeprefix('comment-') if one.parent else '?'}" if one.told else "")
        for one in placed
    ]


def shown(*records: Comment, depth: int = 5) -> list[str]:
    return outline(build_thread(records, depth).comments)


def test_replies_stand_below_what_they_answer_by_time() -> None:
    assert shown(comment(5, 2), comment(1), comment(2), comment(4, 1), comment(3, 1)) == [
        ".1",
        "..3",
        "..4",
        ".2",
        "..5",
    ]


def test_deeper_replies_are_flattened_and_tell_what_they_answer() -> None:
    chain = [comment(number, number - 1) for number in range(1, 6)]
    assert shown(*chain, depth=3) == [".1", "..2", "...3", "...4 > 3", "...5 > 4"]
    assert shown(*chain, depth=1) == [".1", ".2 > 1", ".3 > 2", ".4 > 3", ".5 > 4"]


def test_an_orphan_is_a_root_and_says_so() -> None:
    assert shown(comment(2, 99), comment(3, 2)) == [".2 > ?", "..3"]


def test_a_circle_is_opened_at_its_earliest_comment() -> None:
    assert shown(comment(1, 3), comment(2, 1), comment(3, 2)) == [".1 > 3", "..2", "...3"]
    assert shown(comment(1, 2), comment(2, 1), comment(3, 2)) == [".1 > 2", "..2", "...3"]


def test_a_comment_that_answers_itself_is_a_root() -> None:
    assert shown(comment(1, 1)) == [".1"]


def test_a_reply_to_a_mention_is_a_root_that_tells_of_it() -> None:
    ping = comment(1, kind=Kind.PINGBACK)
    thread = build_thread([ping, comment(2, 1)], 5)
    assert outline(thread.comments) == [".2 > 1"]
    assert thread.mentions == (ping,)


def test_a_tombstone_stays_where_a_reply_needs_it() -> None:
    gone = [replace(comment(number, number - 1), status=Status.DELETED) for number in (1, 2)]
    assert shown(*gone, comment(3, 2)) == [".1", "..2", "...3"]
    assert shown(*gone, comment(4)) == [".4"]


def test_a_removed_mention_is_not_shown() -> None:
    assert build_thread([comment(1, kind=Kind.TRACKBACK, status=Status.DELETED)], 5).mentions == ()


def test_a_chain_of_ten_thousand() -> None:
    thread = build_thread([comment(number, number - 1) for number in range(1, 10_001)], 5)
    assert len(thread.comments) == 10_000
    assert len(paging.pages(thread.comments, 200)) == 50


def test_a_circle_of_ten_thousand() -> None:
    records = [comment(number, number - 1 or 10_000) for number in range(1, 10_001)]
    assert len(build_thread(records, 5).comments) == 10_000


comments = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.booleans()), max_size=12).map(
    lambda made: [
        replace(
            comment(number, parent),
            kind=Kind.PINGBACK if is_ping else Kind.COMMENT,
            status=Status.DELETED if is_deleted else Status.APPROVED,
        )
        for number, (parent, is_ping, is_deleted) in enumerate(made, start=1)
    ]
)


@given(comments, st.integers(1, 6))
def test_every_living_comment_is_shown_exactly_once(records: list[Comment], depth: int) -> None:
    thread = build_thread(records, depth)
    alive = {one.id for one in records if not one.is_deleted and not one.is_mention}
    placed = [one.comment.id for one in thread.comments]
    assert len(placed) == len(set(placed))
    assert {one.comment.id for one in thread.comments if not one.comment.is_deleted} == alive
    assert {one.id for one in thread.mentions} == {one.id for one in records if one.is_mention and not one.is_deleted}
    assert all(1 <= one.level <= depth for one in thread.comments)
    below = {one.comment.id: one.level for one in thread.comments}
    assert all(one.level == below[one.above] + 1 if one.above else one.level == 1 for one in thread.comments)


@given(comments, st.integers(1, 6), st.integers(1, 5))
def test_pages_hold_everything_in_order_and_stand_alone(records: list[Comment], depth: int, size: int) -> None:
    thread = build_thread(records, depth)
    pages = paging.pages(thread.comments, size)
    assert [one.comment.id for page in pages for one in page] == [one.comment.id for one in thread.comments]
    for page in pages:
        assert len(page) <= size
        levels = {"": 0}
        for one in page:
            assert one.level == levels[one.above] + 1, "a page has no reply without what it stands below"
            levels[one.comment.id] = one.level


def test_a_short_thread_is_one_page() -> None:
    thread = build_thread([comment(1), comment(2)], 5)
    assert [outline(page) for page in paging.pages(thread.comments, 2)] == [[".1", ".2"]]
    assert paging.pages((), 2) == [[]]


def test_a_thread_of_replies_is_not_cut_when_it_fits_a_page() -> None:
    thread = build_thread([comment(1), comment(2), comment(3, 2), comment(4, 2)], 5)
    assert [outline(page) for page in paging.pages(thread.comments, 3)] == [[".1"], [".2", "..3", "..4"]]


def test_what_follows_a_cut_tells_what_it_answers() -> None:
    thread = build_thread([comment(1), comment(2, 1), comment(3, 2), comment(4, 1)], 5)
    assert [outline(page) for page in paging.pages(thread.comments, 2)] == [[".1", "..2"], [".3 > 2", ".4 > 1"]]
