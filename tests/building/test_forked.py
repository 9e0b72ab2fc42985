"""A function in a forked process: what comes back, and that nothing is left behind."""

from __future__ import annotations

import os
import select
import sys

import pytest

from plugins.building.forked import Forked


def _says_and_returns() -> None:
    print("made")
    print("and warned", file=sys.stderr)


def _raises() -> None:
    raise ValueError("no such thing")


def test_what_was_printed_comes_back_with_success() -> None:
    with Forked(_says_and_returns) as child:
        code, text = child.finish()
    assert code == 0
    assert sorted(text.splitlines()) == ["and warned", "made"]


def test_an_exception_is_status_1_with_its_traceback() -> None:
    with Forked(_raises) as child:
        code, text = child.finish()
    assert code == 1
    assert text.rstrip().endswith("ValueError: no such thing")


@pytest.mark.parametrize(("given", "code", "text"), [(3, 3, ""), (None, 0, ""), ("the reason", 1, "the reason\n")])
def test_sys_exit_means_what_it_means_in_a_program(given: int | str | None, code: int, text: str) -> None:
    with Forked(lambda: sys.exit(given)) as child:
        assert child.finish() == (code, text)


def test_output_larger_than_a_pipe_does_not_block() -> None:
    with Forked(lambda: print("x" * 300_000)) as child:
        code, text = child.finish()
    assert (code, len(text)) == (0, 300_001)


def test_nothing_that_the_child_changes_reaches_the_parent() -> None:
    changed: list[str] = []
    with Forked(lambda: changed.append("in the child")) as child:
        assert child.finish() == (0, "")
    assert changed == []


def test_leaving_the_block_early_ends_the_child_and_lets_it_clear_up() -> None:
    read, write = os.pipe()

    def waits_for_ever() -> None:
        os.close(read)
        try:
            os.write(write, b"begun ")
            select.select([], [], [])
        finally:
            os.write(write, b"cleared")

    with Forked(waits_for_ever):
        os.close(write)
        assert os.read(read, 100) == b"begun "
    assert os.read(read, 100) == b"cleared"
    assert os.read(read, 100) == b"", "the child has ended, so its end of the pipe is closed"
    os.close(read)
