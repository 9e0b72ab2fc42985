"""Hearing of replies: asked by mail, confirmed by a press, ended by a press, and never for who was suppressed."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.moderation import store
from plugins.moderation.received import Decision, Received
from plugins.moderation.replies import store as replies
from plugins.moderation.replies.follower import State
from plugins.subscribers import store as subscribers
from tests.inbox.conftest import EDITOR, Desk, link_in
from tests.inbox.test_commenting import heading

ANN = "ann@example.org"


def seen(desk: Desk, **fields: Any) -> Received:
    """A comment that readers see, and the mail that causes; that to editors is sent aside."""
    desk.comment(**fields)
    with desk.inbox.engine.begin() as connection:
        newest = store.listed(connection, ["pending"], 1, newest_first=True)[0]
        store.decide(connection, [newest.id], Decision.APPROVE, desk.clock())
        store.mark_committed(connection, store.to_commit(connection), "abc")
        replies.tell(connection, store.mark_shown(connection, store.not_shown(connection), desk.clock()), desk.clock())
    return newest


def letters(desk: Desk) -> list[Any]:
    return [letter for letter in desk.send_mail() if letter.to.address != EDITOR]


def test_from_the_question_to_the_last_mail(desk: Desk) -> None:
    first = seen(desk, email=ANN, replies="yes")
    (question,) = letters(desk)
    assert (question.to.address, question.subject) == (ANN, "Your comment on “A plain article”")
    assert f"/2026/01/plain/#{first.record}" in question.text
    path = link_in(question, "/inbox/replies/")
    assert heading(desk.client.get(path)) == "Hear of replies"
    assert heading(desk.client.post(path)) == "We will write to you"
    assert heading(desk.client.post(path)) == "We will write to you"

    desk.write_thread("plain", first.as_record())
    reply = seen(desk, name="Ben", text="Me *too*.", email="ben@example.org", to=first.record)
    (news,) = letters(desk)
    assert (news.to.address, news.subject) == (ANN, "Ben replied to your comment")
    assert "Me *too*." not in news.html
    assert "<em" in news.html
    assert f"/2026/01/plain/#{reply.record}" in news.text
    assert "ben@example.org" not in news.text + news.html
    stop = link_in(news, "/u/r/")
    assert news.mailing_list
    assert news.mailing_list.unsubscribe == f"https://in.example{stop}"
    assert heading(desk.client.get(stop)) == "No more email on replies"

    assert heading(desk.client.post(stop, data={"List-Unsubscribe": "One-Click"})) == "You hear no more of replies"
    seen(desk, name="Ben", text="Still there?", to=first.record)
    assert letters(desk) == []
    assert heading(desk.client.get(stop)) == "You hear no more of replies"


def test_opening_a_link_changes_nothing(desk: Desk) -> None:
    seen(desk, email=ANN, replies="yes")
    (question,) = letters(desk)
    desk.client.get(link_in(question, "/inbox/replies/"))
    with desk.inbox.engine.begin() as connection:
        follower = replies.of_address(connection, "plain", ANN)
    assert follower
    assert follower.state is State.ASKED
    stop = desk.inbox.stop_path(follower.id)
    desk.client.get(stop)
    desk.client.post(stop, data={"something": "else"})
    with desk.inbox.engine.begin() as connection:
        found = replies.of_address(connection, "plain", ANN)
    assert found
    assert found.state is State.ASKED


def test_who_ticked_no_box_is_asked_nothing(desk: Desk) -> None:
    seen(desk, email=ANN)
    assert letters(desk) == []


def test_an_address_that_must_not_be_mailed_is_not(desk: Desk) -> None:
    with desk.inbox.engine.begin() as connection:
        subscribers.suppress(connection, ANN, desk.clock())
    seen(desk, email=ANN, replies="yes")
    assert letters(desk) == []


def test_a_reply_that_was_removed_before_its_mail_left_is_not_told(desk: Desk) -> None:
    first = seen(desk, email=ANN, replies="yes")
    (question,) = letters(desk)
    desk.client.post(link_in(question, "/inbox/replies/"))
    desk.write_thread("plain", first.as_record())
    reply = seen(desk, name="Ben", text="Oh.", to=first.record)
    with desk.inbox.engine.begin() as connection:
        store.decide(connection, [reply.id], Decision.DELETE, desk.clock())
    assert letters(desk) == []


@pytest.mark.parametrize("path", ["/inbox/replies/", "/u/r/"])
def test_who_was_forgotten_finds_a_page(desk: Desk, path: str) -> None:
    made = desk.inbox.follow_path(77) if path == "/inbox/replies/" else desk.inbox.stop_path(77)
    answer = desk.client.get(made)
    assert (answer.status_code, heading(answer)) in {(410, "That did not work"), (200, "You hear no more of replies")}
    assert desk.client.post(made, data={"List-Unsubscribe": "One-Click"}).status_code in {200, 410}
