"""What the builder tells, and what the pages hear."""

from __future__ import annotations

import threading
from pathlib import Path

from plugins.preview.board import Board


def test_a_new_site_replaces_the_old_and_hands_it_back() -> None:
    board = Board()
    assert board.succeed(Path("1")) is None
    assert board.succeed(Path("2")) == Path("1")
    assert board.state.site == Path("2")


def test_a_failure_keeps_the_last_good_site_and_is_news_once() -> None:
    board = Board()
    board.succeed(Path("1"))
    assert board.fail("a mistake")
    assert not board.fail("a mistake")
    assert (board.state.site, board.state.failure) == (Path("1"), "a mistake")


def test_a_good_build_clears_the_failure() -> None:
    board = Board()
    board.fail("a mistake")
    board.succeed(Path("1"))
    assert board.state.failure == ""
    assert board.fail("a mistake"), "the same mistake made again is news again"


def test_waiting_ends_with_the_next_state() -> None:
    board = Board()
    heard = []
    waiter = threading.Thread(target=lambda: heard.append(board.wait(0, 60.0)))
    waiter.start()
    board.succeed(Path("1"))
    waiter.join(60.0)
    assert [state.site for state in heard] == [Path("1")]
