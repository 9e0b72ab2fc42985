"""Work on several processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest

from plugins.fast_build.parallel import Team, processes


def spread(items: Sequence[Any], work: Any, number: int) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    with Team(items, work, lambda worker, result: found.append((worker, result)), number) as team:
        team.finish()
    return found


@pytest.mark.parametrize("number", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 7, 100, 1000])
def test_every_item_is_done_once(number: int, count: int) -> None:
    found = spread(range(count), list, number)
    assert sorted(item for _, part in found for item in part) == list(range(count))


def test_the_work_is_done_by_forks_too() -> None:
    def work(items: Sequence[int]) -> int:
        return os.getpid()

    found = dict.fromkeys(spread(range(10_000), work, 2))
    assert {worker for worker, _ in found} <= {0, 1}
    assert all((process == os.getpid()) == (worker == 0) for worker, process in found)


class Unportable(Exception):  # noqa: N818 - a case of the test
    def __init__(self, one: int, two: int) -> None:
        super().__init__("unportable")


@pytest.mark.parametrize("error", [ValueError("no"), Unportable(1, 2)], ids=repr)
def test_an_error_arrives_and_the_forks_end(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[int] = []
    fork = os.fork

    def noted_fork() -> int:
        forked.append(fork())
        return forked[-1]

    def work(items: Sequence[int]) -> None:
        if 4_999 in items:
            raise error

    monkeypatch.setattr(os, "fork", noted_fork)
    with pytest.raises((ValueError, Unportable, RuntimeError), match=r"no|unportable"):
        spread(range(5_000), work, 3)
    assert len(forked) == 2
    for process in forked:  # other tests of this worker may have children of their own, such as a browser
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_at_least_one_process_works() -> None:
    assert processes(1) == 1
    assert processes(3) == 3
    assert processes() >= 1
