"""The editors' pages: getting in, deciding on one and on many, changing words; and one comment by a mail's link."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from plugins.database.engine import reading
from plugins.database.tables import EDITOR_SESSIONS
from plugins.inbox.editor_session import COOKIE
from plugins.inbox.moderating import ON_A_PAGE
from plugins.moderation import store
from plugins.moderation.received import Decision, Status
from tests.inbox.conftest import EDITOR, Desk, link_in
from tests.inbox.test_commenting import heading, soup

LOGIN = "/inbox/moderate/login/"


def left(desk: Desk, number: int = 1) -> list[int]:
    """Comments that wait, each from a network of its own; their ids, the oldest first."""
    token = desk.token()
    for one in range(number):
        answer = desk.client.post(
            "/inbox/comment",
            data={"article": "plain", "name": f"Reader {one}", "text": f"Number {one}.", "token": token},
            headers={"X-Forwarded-For": f"10.{one // 250}.{one % 250}.1"},
        )
        assert answer.status_code == 200
        desk.clock.move(milliseconds=1)
    return [one.id for one in desk.comments(Status.PENDING)]


def status_of(desk: Desk) -> list[Status]:
    return [one.status for one in desk.comments()]


# Getting in


def link(desk: Desk) -> str:
    desk.client.post("/inbox/moderate/login", data={"email": EDITOR.upper()})
    (letter,) = desk.send_mail()
    assert letter.to.address == EDITOR
    return link_in(letter, LOGIN)


def test_everybody_else_sees_the_page_to_log_in(desk: Desk) -> None:
    (number,) = left(desk)
    for method, path in [("GET", ""), ("POST", ""), ("GET", f"/edit/{number}"), ("POST", f"/edit/{number}")]:
        answer = desk.client.open(f"/inbox/moderate{path}", method=method, data={"approve": number})
        assert "Number 0" not in answer.get_data(as_text=True)
        assert soup(answer).select_one("form[action='/inbox/moderate/login'] [name=email]")
    assert status_of(desk) == [Status.PENDING]


def test_the_answer_to_an_address_tells_nobody_whose_it_is(desk: Desk) -> None:
    known = desk.client.post("/inbox/moderate/login", data={"email": EDITOR})
    unknown = desk.client.post("/inbox/moderate/login", data={"email": "ann@example.org"})
    assert known.data == unknown.data
    assert known.status_code == unknown.status_code == 200
    assert [letter.to.address for letter in desk.send_mail()] == [EDITOR]
    assert desk.client.post("/inbox/moderate/login", data={"email": "?"}).status_code == 422


def test_opening_the_link_changes_nothing_and_pressing_lets_in_once(desk: Desk) -> None:
    path = link(desk)
    for _ in range(3):
        page = desk.client.get(path)
        assert soup(page).select_one(f"form[action='{path}'] button")
        assert "Set-Cookie" not in page.headers
    answer = desk.client.post(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/moderate")
    cookie = answer.headers["Set-Cookie"]
    assert re.fullmatch(rf"{COOKIE}=[\w.-]+; Secure; HttpOnly; Path=/inbox/moderate; SameSite=Lax", cookie)
    assert "Nothing waits." in desk.client.get("/inbox/moderate").get_data(as_text=True)
    again = desk.client.post(path)
    assert (again.status_code, "Set-Cookie" in again.headers) == (410, False)
    assert "This link was used" in again.get_data(as_text=True)


def test_a_link_is_good_for_fifteen_minutes_and_a_session_for_a_week(desk: Desk) -> None:
    path = link(desk)
    desk.clock.move(minutes=15)
    assert desk.client.post(path).status_code == 410
    desk.log_in()
    desk.clock.move(days=6, hours=23)
    assert heading(desk.client.get("/inbox/moderate")) == "Comments"
    assert soup(desk.client.get("/inbox/moderate")).select_one(".moderate-views")
    desk.clock.move(hours=2)
    assert not soup(desk.client.get("/inbox/moderate")).select_one(".moderate-views")


def test_nobody_is_flooded_with_links(desk: Desk) -> None:
    for _ in range(9):
        desk.client.post("/inbox/moderate/login", data={"email": EDITOR})
    assert len(desk.send_mail()) == 5


def test_who_logs_out_is_out(desk: Desk) -> None:
    key = desk.log_in()
    desk.client.post("/inbox/moderate/logout", data={"key": key})
    assert not soup(desk.client.get("/inbox/moderate")).select_one(".moderate-views")
    with reading(desk.inbox.engine) as connection:
        assert connection.execute(select(EDITOR_SESSIONS)).all() == []


def test_a_cookie_that_was_made_up_is_none(desk: Desk) -> None:
    desk.log_in()
    for value in ("", "x", "AAAA.BBBBBBBBBBBBBBBBBBBBBB"):
        desk.client.set_cookie(COOKIE, value, path="/inbox/moderate")
        assert not soup(desk.client.get("/inbox/moderate")).select_one(".moderate-views")


# Deciding


def test_a_decision_is_made_by_the_button_of_a_comment(desk: Desk) -> None:
    first, second, third = left(desk, 3)
    key = desk.log_in()
    for field, number in (("approve", first), ("spam", second), ("delete", third)):
        answer = desk.client.post("/inbox/moderate", data={"key": key, field: number})
        assert answer.status_code == 303
    assert status_of(desk) == [Status.APPROVED, Status.SPAM, Status.DELETED]
    shown = desk.client.get(answer.headers["Location"])
    assert soup(shown).select_one(".moderate-said").get_text() == "1 comment deleted."


def test_a_decision_on_all_that_are_ticked(desk: Desk) -> None:
    ids = left(desk, 4)
    key = desk.log_in()
    answer = desk.client.post("/inbox/moderate", data={"key": key, "approve": "ticked", "id": [*ids[:3], "x", "-1"]})
    assert answer.headers["Location"].endswith("did=approve&number=3")
    assert status_of(desk).count(Status.APPROVED) == 3


def test_a_form_from_elsewhere_decides_nothing(desk: Desk) -> None:
    (number,) = left(desk)
    desk.log_in()
    for key in ("", "x", desk.inbox.tokens.make("editor", 1)):
        answer = desk.client.post("/inbox/moderate", data={"key": key, "approve": number})
        assert answer.status_code == 403
    assert status_of(desk) == [Status.PENDING]


def test_the_key_of_another_session_is_no_key(desk: Desk) -> None:
    (number,) = left(desk)
    old = desk.log_in()
    assert old != desk.log_in()
    assert desk.client.post("/inbox/moderate", data={"key": old, "approve": number}).status_code == 403


def test_a_comment_is_shown_with_what_speaks_for_a_look(desk: Desk) -> None:
    desk.comment(text="A casino at https://a.example and https://b.example", link="https://ann.example/")
    desk.log_in()
    page = soup(desk.client.get("/inbox/moderate"))
    (item,) = page.select("[data-comment]")
    assert [reason.get_text(strip=True) for reason in item.select(".moderated-reasons li")] == [
        "It holds “casino”, from COMMENTS_HELD_WORDS.",
        "It has 2 links; with 2 or more it waits.",
        "Nobody has approved a comment of this writer before.",
    ]
    assert item.select_one("a[href='/2026/01/plain/']")
    assert [button.get("aria-label") for button in item.select("button")] == [
        "Approve the comment by Ann",
        "Spam: the comment by Ann",
        "Delete the comment by Ann",
    ]


def test_long_queues_have_pages_and_views_have_numbers(desk: Desk) -> None:
    ids = left(desk, ON_A_PAGE + 3)
    key = desk.log_in()
    first, second = (soup(desk.client.get(f"/inbox/moderate?page={page}")) for page in (1, 2))
    assert (len(first.select("[data-comment]")), len(second.select("[data-comment]"))) == (ON_A_PAGE, 3)
    assert first.select_one("[rel=next]")
    assert second.select_one("[rel=prev]")
    decided = desk.client.post("/inbox/moderate", data={"key": key, "spam": "ticked", "id": ids[-2:], "page": 2})
    assert [one["value"] for one in soup(desk.client.get(decided.location)).select("[name=id]")] == [str(ids[-3])]
    decided = desk.client.post("/inbox/moderate", data={"key": key, "spam": ids[-3], "page": 2})
    assert len(soup(desk.client.get(decided.location)).select("[data-comment]")) == ON_A_PAGE, "there is one page now"
    desk.client.post("/inbox/moderate", data={"key": key, "spam": "ticked", "id": ids[:2]})
    views = soup(desk.client.get("/inbox/moderate?show=spam")).select(".moderate-views a")
    words = [" ".join(view.get_text().split()) for view in views]
    assert words == [f"Waiting {ON_A_PAGE - 2}", "Published 0", "Spam 5", "Deleted 0"]
    assert [view.get("aria-current") for view in views] == [None, None, "page", None]


@pytest.mark.parametrize(
    "query", ["show=x", "page=0", "page=-5", "page=999", "page=x", "did=x&number=y", "did=approve&number=-1"]
)
def test_an_address_that_was_made_up_shows_a_page(desk: Desk, query: str) -> None:
    left(desk)
    desk.log_in()
    assert desk.client.get(f"/inbox/moderate?{query}").status_code == 200


def test_what_was_wrongly_deleted_is_approved(desk: Desk) -> None:
    (number,) = left(desk)
    key = desk.log_in()
    desk.client.post("/inbox/moderate", data={"key": key, "delete": number})
    page = soup(desk.client.get("/inbox/moderate?show=deleted"))
    assert page.select_one("[name=approve]")
    desk.client.post("/inbox/moderate", data={"key": key, "approve": number, "show": "deleted"})
    assert status_of(desk) == [Status.APPROVED]


def test_an_editor_changes_words_and_says_who_wrote_them(desk: Desk) -> None:
    (number,) = left(desk)
    key = desk.log_in()
    path = f"/inbox/moderate/edit/{number}"
    page = soup(desk.client.get(path))
    assert page.select_one("textarea").get_text().strip() == "Number 0."
    assert [option["value"] for option in page.select("option")] == ["", "desk", "nophoto"]
    fields = {"key": key, "name": "The Desk", "link": "", "text": "*Ours.*", "by_author": "desk"}
    assert desk.client.post(path, data=fields).status_code == 303
    (one,) = desk.comments()
    assert (one.name, one.body, one.by_author, one.status) == (
        "The Desk",
        "<p><em>Ours.</em></p>",
        "desk",
        Status.PENDING,
    )
    assert desk.client.post(path, data=fields | {"text": " "}).status_code == 422
    desk.client.post(path, data=fields | {"by_author": "nobody"})
    assert desk.comments()[0].by_author == "", "an author that the publication does not have would stop every build"
    assert desk.client.get("/inbox/moderate/edit/1").status_code == 404


# By the link of a mail


def mailed(desk: Desk) -> str:
    (letter,) = desk.send_mail()
    return link_in(letter, "/inbox/moderate/comment/")


def test_the_link_of_a_mail_leads_to_a_page_and_changes_nothing(desk: Desk) -> None:
    left(desk)
    path = mailed(desk)
    for _ in range(3):
        page = desk.client.get(path)
        assert (page.status_code, heading(page)) == (200, "A comment waits for you")
    assert status_of(desk) == [Status.PENDING]
    answer = desk.client.post(path, data={"do": "approve"})
    assert heading(answer) == "Approved: it appears in a moment"
    assert status_of(desk) == [Status.APPROVED]


@pytest.mark.parametrize(("do", "status"), [("spam", Status.SPAM), ("delete", Status.DELETED), ("x", Status.PENDING)])
def test_it_decides_what_its_buttons_say(desk: Desk, do: str, status: Status) -> None:
    left(desk)
    desk.client.post(mailed(desk), data={"do": do})
    assert status_of(desk) == [status]


def test_it_decides_once(desk: Desk) -> None:
    left(desk)
    path = mailed(desk)
    desk.client.post(path, data={"do": "spam"})
    answer = desk.client.post(path, data={"do": "approve"})
    assert heading(answer) == "This comment is marked as spam"
    assert not soup(answer).select("[name=do]")
    assert status_of(desk) == [Status.SPAM]


def test_a_comment_that_its_writer_took_back_is_gone(desk: Desk) -> None:
    change = desk.comment().json["change"]
    path = mailed(desk)
    desk.client.post(change, data={"do": "delete"})
    for answer in (desk.client.get(path), desk.client.post(path, data={"do": "approve"})):
        assert answer.status_code == 410
    assert desk.send_mail() == []


def test_no_mail_leaves_when_nothing_waits_any_more(desk: Desk) -> None:
    (number,) = left(desk)
    with desk.inbox.engine.begin() as connection:
        store.decide(connection, [number], Decision.APPROVE, desk.clock())
    assert desk.send_mail() == []
