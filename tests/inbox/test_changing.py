"""A writer changes or deletes their comment for fifteen minutes, by a link that nobody else has."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.moderation import store
from plugins.moderation.received import Decision, Received, Status
from tests.inbox.conftest import Desk
from tests.inbox.test_commenting import heading, said, soup, value


def left(desk: Desk, **fields: Any) -> str:
    """The path at which a comment that was just left can be changed."""
    path: str = desk.comment(**fields).json["change"]
    return path


def decided(desk: Desk, decision: Decision = Decision.APPROVE, commit: bool = True) -> Received:
    """The one comment, decided on and committed."""
    with desk.inbox.engine.begin() as connection:
        (one,) = desk.comments()
        store.decide(connection, [one.id], decision, desk.clock())
        if commit:
            store.mark_committed(connection, store.to_commit(connection), "abc")
    return one


def test_the_form_holds_the_comment(desk: Desk) -> None:
    path = left(desk, text="Thank *you*.", link="https://ann.example/")
    page = desk.client.get(path)
    assert (page.status_code, heading(page)) == (200, "Change your comment")
    assert [value(page, name) for name in ("text", "name", "link")] == ["Thank *you*.", "Ann", "https://ann.example/"]
    assert soup(page).select_one(".comment em")
    assert soup(page).select_one("[name=email]") is None


def test_a_waiting_comment_is_changed_and_waits(desk: Desk) -> None:
    path = left(desk)
    answer = desk.client.post(path, data={"name": "Ann B.", "text": "Other words.", "do": "save"})
    assert heading(answer) == "Your comment is changed"
    (one,) = desk.comments()
    assert (one.name, one.text, one.body, one.status) == (
        "Ann B.",
        "Other words.",
        "<p>Other words.</p>",
        Status.PENDING,
    )


def test_mistakes_are_told_and_nothing_is_changed(desk: Desk) -> None:
    path = left(desk)
    answer = desk.client.post(path, data={"name": "", "text": "Other words.", "do": "save"})
    assert answer.status_code == 422
    assert soup(answer).select_one("#name[aria-invalid]")
    assert value(answer, "text") == "Other words."
    assert desk.comments()[0].text == "Thank you."


def test_a_change_of_a_published_comment_waits_and_is_what_one_changes_further(desk: Desk) -> None:
    path = left(desk)
    decided(desk)
    answer = desk.client.post(path, data={"name": "Ann", "text": "Better words.", "do": "save"})
    assert "An editor reads it" in answer.get_data(as_text=True)
    assert {(one.text, one.status) for one in desk.comments()} == {
        ("Thank you.", Status.PUBLISHED),
        ("Better words.", Status.PENDING),
    }
    assert value(desk.client.get(path), "text") == "Better words."


def test_deleting_a_waiting_comment_erases_it(desk: Desk) -> None:
    path = left(desk)
    assert heading(desk.client.post(path, data={"do": "delete"})) == "Your comment is deleted"
    assert desk.comments() == []
    assert desk.client.get(path).status_code == 410


def test_deleting_a_published_comment_erases_its_words_and_removes_it(desk: Desk) -> None:
    path = left(desk)
    one = decided(desk)
    desk.client.post(path, data={"do": "delete"})
    with desk.inbox.engine.begin() as connection:
        (due,) = store.to_commit(connection)
    assert (due.id, due.status, due.text, due.name) == (one.id, Status.REMOVING, "", "")
    assert desk.client.post(path, data={"do": "delete"}).status_code == 410


def test_after_fifteen_minutes_the_link_is_over(desk: Desk) -> None:
    path = left(desk)
    desk.clock.move(minutes=14, seconds=59)
    assert desk.client.get(path).status_code == 200
    desk.clock.move(seconds=1)
    assert desk.client.get(path).status_code == 410
    answer = desk.client.post(path, data={"name": "Ann", "text": "Late.", "do": "save"})
    assert (answer.status_code, heading(answer)) == (410, "This comment cannot be changed any more")
    assert desk.comments()[0].text == "Thank you."


@pytest.mark.parametrize("decision", [Decision.SPAM, Decision.DELETE])
def test_a_writer_is_not_told_what_became_of_spam(desk: Desk, decision: Decision) -> None:
    path = left(desk)
    decided(desk, decision, commit=False)
    answer = desk.client.post(path, data={"name": "Ann", "text": "Other.", "do": "save"})
    if decision is Decision.SPAM:
        assert heading(answer) == "Your comment is changed"
        assert [(one.text, one.status) for one in desk.comments()] == [("Other.", Status.SPAM)]
    else:
        assert answer.status_code == 410


@pytest.mark.parametrize("token", ["x", "AAAA.BBBBBBBBBBBBBBBBBBBBBB"])
def test_a_made_up_link_is_no_link(desk: Desk, token: str) -> None:
    assert desk.client.get(f"/inbox/comment/{token}").status_code == 404
    assert desk.client.post(f"/inbox/comment/{token}", data={"do": "delete"}).status_code == 404


def test_the_link_is_worth_nothing_elsewhere(desk: Desk) -> None:
    token = left(desk).rpartition("/")[2]
    for path in ("/inbox/moderate/comment/", "/inbox/replies/", "/u/r/", "/u/", "/inbox/moderate/login/"):
        assert desk.client.get(path + token).status_code == 404
    assert said(desk.client.get("/inbox/comment/" + token)) == ""
