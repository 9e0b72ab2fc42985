"""The comment that a draft proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plugins.comments_archive.record import Comment, Kind, Status
from plugins.digest.comment_pick import Reference, pick, plain_text

SINCE, UNTIL = datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC)
LONG = "<p>A comment that says something that other readers may want to read, too.</p>"


def comment(id_: str, day: int, **changes: object) -> Comment:
    made = Comment(id_, Kind.COMMENT, "Ann", time=datetime(2026, 11, day, 12, tzinfo=UTC), body=LONG)
    return replace(made, **changes)


def picked(*comments: Comment) -> str:
    found = pick([("one", comments)], SINCE, UNTIL)
    return found.comment if found else ""


def test_the_newest_since_the_last_edition_is_picked() -> None:
    assert picked(comment("old", 9), comment("first", 11), comment("newest", 16), comment("later", 17)) == "newest"


def test_short_ones_mentions_authors_and_removed_ones_are_not_picked() -> None:
    assert not picked(
        comment("short", 16, body="<p>Thanks!</p>"),
        comment("mention", 16, kind=Kind.TRACKBACK),
        comment("author", 16, by_author="desk"),
        comment("removed", 16, status=Status.DELETED),
        comment("undated", 16, time=None),
    )


def test_the_reference_names_the_article() -> None:
    found = pick([("one", [comment("a", 11)]), ("two", [comment("b", 12)])], SINCE, UNTIL)
    assert str(found) == "two#b"
    assert Reference.parse("two#b") == found


@pytest.mark.parametrize("text", ["", "one", "one#", "#c", "one#c d", "One#c", "one##c", "../one#c"])
def test_what_names_no_comment_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="names no comment"):
        Reference.parse(text)


def test_the_words_of_a_comment_are_plain_text() -> None:
    hostile = comment("a", 11, body="<p>One &lt;two&gt;</p>\n<script>three</script><p>four</p>")
    assert plain_text(hostile) == "One <two> four"
