"""Counting, closing and drawing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from plugins.comments_archive.avatar import COLOURS, draw, keyed_digest
from plugins.comments_archive.closing import days_open, is_open
from plugins.comments_archive.count import Count, count
from plugins.comments_archive.record import Kind, Status
from tests.comments_archive.conftest import FIRST, comment


def test_the_number_shown_counts_mentions_and_no_tombstones() -> None:
    records = [comment(1), comment(2), comment(3, kind=Kind.TRACKBACK), comment(4, status=Status.DELETED)]
    assert count(records) == Count(readers=2, mentions=1)
    assert count(records).total == 3


@pytest.mark.parametrize(
    ("number", "label"), [(0, "No Comments"), (1, "1 Comment"), (4, "4 Comments"), (1200, "1,200 Comments")]
)
def test_the_number_in_words(number: int, label: str) -> None:
    assert Count(number).label == label


def test_comments_close_some_days_after_the_article() -> None:
    assert is_open(FIRST, 14, FIRST + timedelta(days=14, seconds=-1))
    assert not is_open(FIRST, 14, FIRST + timedelta(days=14))
    assert is_open(FIRST, None, FIRST + timedelta(days=40_000))


@pytest.mark.parametrize(
    ("written", "default", "days"),
    [("", 0, None), ("", 14, 14), ("open", 14, None), ("closed", 0, 0), ("90", 14, 90), ("0", 14, 0)],
)
def test_an_article_overrides_the_setting(written: str, default: int, days: int | None) -> None:
    assert days_open(written, default) == days


@pytest.mark.parametrize("written", ["no", "-1", "1.5", "٣", "999999", "Open"])
def test_other_words_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="does not say when comments close"):
        days_open(written, 0)


def test_the_digest_needs_the_key_and_is_one_person_s() -> None:
    assert keyed_digest("Bob@Example.org ", "key") == keyed_digest("bob@example.org", "key")
    assert keyed_digest("bob@example.org", "key") != keyed_digest("bob@example.org", "other key")
    assert keyed_digest("bob@example.org", "") == keyed_digest("", "key") == ""
    assert re.fullmatch(r"[0-9a-f]{16}", keyed_digest("bob@example.org", "key"))


def test_drawings_are_paths_and_nothing_else() -> None:
    drawings = {draw("", f"Reader {number}") for number in range(500)}
    assert len(drawings) > 400
    assert all(re.fullmatch(r"(M0 \d\.5[hm\d ]+)+", drawing.path) for drawing in drawings)
    assert {drawing.colour for drawing in drawings} == set(range(COLOURS))
    assert draw("", "A") == draw("", "A") != draw("", "B")
    assert draw("0123456789abcdef", "A") == draw("0123456789abcdef", "B")
    assert draw("0000000000000000", "").path


def test_drawings_are_mirrored() -> None:
    for digit in "123":
        row = draw(f"0{digit}00000000000000", "").path.removeprefix("M0 0.5").split("M")[0]
        squares, position = [], 0
        for command, length in re.findall(r"([hm])(\d)", row):
            squares += [position + step for step in range(int(length))] if command == "h" else []
            position += int(length)
        assert sorted(3 - square for square in squares) == squares
