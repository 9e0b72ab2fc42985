"""The comment form at the inbox: taken, previewed, corrected, refused; a reply; and never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from plugins.comments_archive import registry
from plugins.comments_archive.record import Comment, Kind
from plugins.comments_archive.record import Status as Kept
from plugins.inbox import commenting
from plugins.moderation.received import Status
from plugins.moderation.submission import LONGEST_TEXT
from tests.inbox.conftest import EDITOR, START, Desk, make_desk

FIELDS = {"article": "plain", "name": "Ann", "text": "Thank *you*.", "email": "ann@example.org", "replies": "yes"}


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def heading(answer: Any) -> str:
    found = soup(answer).h1
    return found.get_text() if found else ""


def said(answer: Any) -> str:
    found = soup(answer).select_one("[role=alert]")
    return found.get_text() if found else ""


def value(answer: Any, name: str) -> str:
    field = soup(answer).select_one(f"[name={name}]")
    assert field
    return field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))


# Without scripts


def test_a_form_without_a_token_is_shown_as_it_will_look_and_sent_once_more(desk: Desk) -> None:
    first = desk.client.post("/inbox/comment", data=FIELDS)
    assert (first.status_code, heading(first)) == (200, "This is how it will look")
    preview = soup(first).select_one(".comment")
    assert preview
    assert preview.select_one(".comment-name").get_text() == "Ann"
    assert preview.em.get_text() == "you"
    assert desk.comments() == []
    desk.clock.move(seconds=5)
    again = FIELDS | {"token": value(first, "token"), "to": ""}
    second = desk.client.post("/inbox/comment", data=again)
    assert (second.status_code, heading(second)) == (200, "Thank you")
    (one,) = desk.comments()
    assert (one.status, one.name, one.text, one.wants_replies) == (Status.PENDING, "Ann", "Thank *you*.", True)


def test_the_page_keeps_everything_that_was_typed(desk: Desk) -> None:
    typed = FIELDS | {"text": "\n\n  <b>&amp;\n", "link": "https://ann.example/?a=1&b=2", "name": 'Ann "A" O\'X'}
    answer = desk.client.post("/inbox/comment", data=typed)
    assert {name: value(answer, name) for name in ("text", "link", "name", "email")} == {
        "text": "\n\n  <b>&amp;\n",
        "link": typed["link"],
        "name": typed["name"],
        "email": typed["email"],
    }
    box = soup(answer).select_one("[name=replies]")
    assert box
    assert box.has_attr("checked")


def test_what_is_wrong_stands_at_its_field(desk: Desk) -> None:
    answer = desk.client.post("/inbox/comment", data={"article": "plain", "name": "", "text": "Hi", "email": "x"})
    assert answer.status_code == 422
    assert said(answer) == "Something has to be corrected before we can take this."
    for name in ("name", "email"):
        field = soup(answer).select_one(f"#{name}[aria-invalid=true]")
        assert field
        assert soup(answer).find(id=field["aria-describedby"])
    assert value(answer, "text") == "Hi"


def test_a_quick_one_and_an_old_one_are_sent_once_more(desk: Desk) -> None:
    quick = desk.client.post("/inbox/comment", data=FIELDS | {"token": desk.token(1)})
    assert said(quick) == "That was quick."
    old = desk.client.post("/inbox/comment", data=FIELDS | {"token": desk.token(60 * 60 * 25)})
    assert said(old) == "The page was open for more than a day."
    assert desk.comments() == []


def test_a_preview_is_not_kept(desk: Desk) -> None:
    answer = desk.client.post("/inbox/comment", data=FIELDS | {"token": desk.token(), "preview": "yes"})
    assert heading(answer) == "This is how it will look"
    assert desk.comments() == []


# With scripts


def test_the_same_as_json(desk: Desk) -> None:
    answer = desk.comment()
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert answer.json["message"] == commenting.WAITS
    assert re.fullmatch(r"/inbox/comment/[\w.-]{1,31}", answer.json["change"])
    wrong = desk.comment(text="", name="Ben")
    assert (wrong.status_code, wrong.json["field"]) == (422, "text")
    renewed = desk.comment(token="", text="Other.")
    assert (renewed.status_code, renewed.json["status"]) == (422, "renew")
    assert renewed.json["seconds"] == 3
    shown = desk.comment(preview="yes", text="> said")
    assert shown.json["status"] == "preview"
    assert "<blockquote>" in shown.json["html"]
    assert "<html" not in shown.json["html"]


def test_the_same_comment_is_taken_once(desk: Desk) -> None:
    first, second = desk.comment(), desk.comment()
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json["message"] == first.json["message"]
    assert second.json["change"] is None, "who sends what somebody else wrote does not get to change it"
    assert len(desk.comments()) == 1


# Replies


def parent(**changed: Any) -> Comment:
    facts = {"author_name": "Corinne", "time": START, "body": "<p>First!</p>"} | changed
    return Comment("comment-7", Kind.COMMENT, **facts)


def test_a_reply_shows_what_it_answers(desk: Desk) -> None:
    desk.write_thread("plain", parent())
    page = desk.client.get("/inbox/comment?article=plain&to=comment-7")
    assert (page.status_code, heading(page)) == (200, "Reply to Corinne")
    assert "First!" in page.get_data(as_text=True)
    assert (value(page, "to"), value(page, "article")) == ("comment-7", "plain")
    desk.clock.move(seconds=5)
    answer = desk.client.post("/inbox/comment", data=FIELDS | {"to": "comment-7", "token": value(page, "token")})
    assert heading(answer) == "Thank you"
    assert [one.parent for one in desk.comments()] == ["comment-7"]


@pytest.mark.parametrize(("kind", "status"), [(Kind.COMMENT, Kept.DELETED), (Kind.PINGBACK, Kept.APPROVED)])
def test_a_reply_to_what_is_gone_can_become_a_comment_of_its_own(desk: Desk, kind: Kind, status: Kept) -> None:
    desk.write_thread("plain", Comment("comment-7", kind, time=START, status=status))
    page = desk.client.get("/inbox/comment?article=plain&to=comment-7")
    assert said(page) == "The comment that you wanted to answer was removed."
    answer = desk.client.post("/inbox/comment", data=FIELDS | {"to": "comment-7", "token": desk.token()})
    assert answer.status_code == 422
    assert "You can send yours as one of its own" in said(answer)
    assert (value(answer, "to"), value(answer, "text")) == ("", FIELDS["text"])
    assert desk.comments() == []


# Refused


def test_an_article_that_is_closed_or_gone_takes_none_and_the_words_are_shown(desk: Desk) -> None:
    file = desk.site / registry.FILE
    known = registry.read(file.read_bytes())
    closed = [
        registry.RegisteredArticle(one.id, one.title, one.address, START + timedelta(hours=1))
        for one in known.articles.values()
    ]
    file.unlink()
    file.write_text(registry.write(closed, {}))
    assert desk.comment().status_code == 200, "until that moment it is open"
    desk.clock.move(hours=1)
    answer = desk.client.post("/inbox/comment", data=FIELDS | {"token": desk.token()})
    assert (answer.status_code, heading(answer)) == (410, "Comments on this article are closed")
    assert FIELDS["text"] in answer.get_data(as_text=True)
    assert desk.client.get("/inbox/comment?article=plain").status_code == 410
    gone = desk.client.post("/inbox/comment", data=FIELDS | {"article": "nowhere"})
    assert (gone.status_code, heading(gone)) == (410, "This article is not here any more")
    assert desk.comment(article="nowhere").json["status"] == "error"


def test_a_robot_in_the_trap_is_told_that_all_is_well(desk: Desk) -> None:
    answer = desk.comment(website="https://spam.example")
    assert (answer.json["status"], answer.json["change"]) == ("ok", None)
    assert desk.comments() == []


def test_a_network_has_its_limit_and_the_words_stay(engine: Engine, site: Path, test_settings: dict[str, Any]) -> None:
    for desk in make_desk(engine, site, test_settings, COMMENTS_NETWORK_LIMIT=3):
        token = desk.token()
        answers = [desk.comment(text=f"Number {number}.", token=token) for number in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[3].json["message"].endswith("Please send it again in 20 minutes.")
        assert answers[3].headers["Retry-After"] == "1200"
        page = desk.client.post("/inbox/comment", data=FIELDS | {"token": token})
        assert (page.status_code, value(page, "text")) == (429, FIELDS["text"])
        assert desk.comment(text="Another network.", token=token).status_code == 429
        desk.clock.move(minutes=21)
        assert desk.comment(text="Later.").status_code == 200


def test_a_database_that_fails_loses_no_words(desk: Desk) -> None:
    token = desk.token()
    with patch.object(commenting.store, "receive", side_effect=OperationalError("", {}, Exception())):
        page = desk.client.post("/inbox/comment", data=FIELDS | {"token": token})
    assert (page.status_code, said(page)) == (503, commenting.NOT_KEPT)
    assert value(page, "text") == FIELDS["text"]


def test_the_longest_comment_is_taken_and_a_longer_one_is_shown_again(desk: Desk) -> None:
    longest = "…" * (LONGEST_TEXT // 3)
    assert desk.comment(text=longest).status_code == 200
    answer = desk.client.post("/inbox/comment", data=FIELDS | {"text": longest + "…" * 10, "token": desk.token()})
    assert answer.status_code == 422
    assert value(answer, "text") == longest + "…" * 10


def test_a_site_without_a_form_takes_none(engine: Engine, site: Path, test_settings: dict[str, Any]) -> None:
    for desk in make_desk(engine, site, test_settings, COMMENTS_FORM=""):
        assert desk.comment().status_code == 410


# Who waits, and who hears of it


@pytest.fixture
def trusting(engine: Engine, site: Path, test_settings: dict[str, Any]) -> Iterator[Desk]:
    """A publication where only new writers wait, and what gives a reason to look."""
    yield from make_desk(engine, site, test_settings, COMMENTS_APPROVAL="new")


def test_who_was_approved_once_waits_no_more(trusting: Desk) -> None:
    assert trusting.comment(email="ann@example.org").json["message"] == commenting.WAITS
    (one,) = trusting.comments()
    key = trusting.log_in()
    trusting.client.post("/inbox/moderate", data={"key": key, "approve": one.id})
    assert trusting.comment(email="ANN@example.org", text="Again.").json["message"] == commenting.PASSES
    assert trusting.comment(email="ann@example.org", text="A casino.").json["message"] == commenting.WAITS
    assert trusting.comment(email="ben@example.org", text="Not me.").json["message"] == commenting.WAITS
    assert trusting.comment(email="ann@example.org", name="Ben", text="Nor me.").json["message"] == commenting.WAITS
    assert [one.text for one in trusting.comments(Status.APPROVED)] == ["Thank you.", "Again."]


def test_editors_hear_that_comments_wait_and_not_of_each(desk: Desk) -> None:
    for number in range(3):
        desk.comment(text=f"Number {number}.", email="ann@example.org")
    (letter,) = desk.send_mail()
    assert (letter.to.address, letter.subject) == (EDITOR, "3 comments wait on Your Industry Insider")
    assert letter.is_automatic
    assert "ann@example.org" not in letter.text + letter.html
    assert [text in letter.text for text in ("Number 0.", "Number 2.", "Nothing was approved before")] == [True] * 3
    desk.comment(text="Number 3.")
    assert desk.send_mail() == []
    desk.clock.move(minutes=11)
    assert [letter.subject for letter in desk.send_mail()] == ["4 comments wait on Your Industry Insider"]
