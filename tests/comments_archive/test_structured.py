"""Structured data: what search engines are told of comments."""

from __future__ import annotations

import json
import pickle
from zoneinfo import ZoneInfo

from plugins.comments_archive.record import Comment, Status
from plugins.comments_archive.shown import ShownThread
from plugins.comments_archive.structured import comments_structured_data
from tests.comments_archive.conftest import comment

SITE = "https://site.example"


def told(*records: Comment) -> list[dict[str, object]]:
    thread = ShownThread(tuple(records), "2026/01/first/", ZoneInfo("UTC"), 5, 200, True, "comments/first")
    return comments_structured_data(thread, SITE)


def test_a_comment_is_told_with_who_when_and_what() -> None:
    assert told(comment(1, author_link="https://reader.example/", body="<p>One</p><p>two &amp; three</p>")) == [
        {
            "@type": "Comment",
            "url": "https://site.example/2026/01/first/#comment-1",
            "author": {"@type": "Person", "name": "Reader 1", "url": "https://reader.example/"},
            "dateCreated": "2020-01-01T12:01:00+00:00",
            "text": "One two & three",
        }
    ]


def test_removed_ones_are_not_told_and_many_are_cut() -> None:
    assert told(comment(1, status=Status.DELETED), comment(2, 1))[0]["url"] == f"{SITE}/2026/01/first/#comment-2"
    assert len(told(*(comment(number) for number in range(1, 60)))) == 20
    assert told() == []
    json.dumps(told(comment(1)))


def test_a_thread_is_kept_and_compared_as_what_it_is_made_of() -> None:
    thread = ShownThread((comment(1),), "2026/01/first/", ZoneInfo("UTC"), 5, 200, True, "comments/first")
    before = pickle.dumps(thread)
    assert (thread.count, len(thread.pages), thread.mentions) == (1, 1, ())
    assert pickle.dumps(thread) == before, "what was worked out is not kept"
    assert pickle.loads(before).comments == thread.comments  # noqa: S301 - our own
