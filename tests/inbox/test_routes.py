"""The routes, from sign-up to leaving, on both databases: what they answer, and what is kept afterwards."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from plugins.database.engine import reading
from plugins.mail.failure import Step, TemporaryError
from plugins.subscribers import store
from plugins.subscribers.subscriber import Event, Status
from tests.inbox.conftest import WORDING, Desk, link_in, write_forms


def page(answer: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def title(answer: TestResponse) -> str:
    heading = page(answer).h1
    assert heading
    return heading.get_text(strip=True)


# Signing up


def test_with_scripts_a_reader_is_answered_in_place(desk: Desk) -> None:
    answer = desk.sign_up(name="Ann", interest=["webinars", "offers"])
    assert (answer.status_code, answer.json["status"], answer.json["field"]) == (200, "ok", None)
    person = desk.person()
    assert (person.status, person.name, person.interests) == (Status.PENDING, "Ann", ("webinars", "offers"))
    with reading(desk.inbox.engine) as connection:
        (consent,) = store.consents_of(connection, person.id)
    assert (consent.form, consent.tag, consent.page) == ("footer", "home", "/2026/01/plain/")
    assert (consent.wording, consent.network_address) == (WORDING, None)


def test_without_scripts_the_form_is_shown_once_more_and_then_taken(desk: Desk) -> None:
    answer = desk.client.post("/inbox/subscribe", data=desk.fields(interest="offers", name="Ann"))
    assert answer.status_code == 200
    form = page(answer).select_one("main form")
    assert form
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=checkbox])")}
    assert (fields["email"], fields["name"], fields["website"]) == ("ann@example.com", "Ann", "")
    ticked = [box["value"] for box in form.select("input[checked]")]
    assert ticked == ["offers", "yes"]
    desk.clock.move(seconds=5)
    answer = desk.client.post(str(form["action"]), data=fields | {"interest": "offers", "consent": "yes"})
    assert title(answer) == "Look into your mail"
    assert "ann@example.com" in answer.get_data(as_text=True)
    assert desk.person().interests == ("offers",)


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, "renew"), (2.8, "renew"), (3.1, "ok"), (86_300, "ok"), (86_500, "renew")]
)
def test_a_form_must_be_open_for_three_seconds_and_at_most_a_day(desk: Desk, seconds: float, status: str) -> None:
    answer = desk.sign_up(token=desk.token(seconds))
    assert answer.json["status"] == status
    assert answer.status_code == (200 if status == "ok" else 422)


def test_who_was_too_quick_has_only_to_wait(desk: Desk) -> None:
    token = desk.token(1)
    answer = desk.sign_up(token=token)
    assert answer.json["token"] == token
    assert answer.json["seconds"] == 2
    desk.clock.move(seconds=answer.json["seconds"])
    assert desk.sign_up(token=token).json["status"] == "ok"


def test_a_token_that_was_made_up_gets_a_fresh_one(desk: Desk) -> None:
    answer = desk.sign_up(token=".".join(["made", "up"]))
    assert answer.json["status"] == "renew"
    desk.clock.move(seconds=4)
    assert desk.sign_up(token=answer.json["token"]).json["status"] == "ok"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"email": ""}, "email"),
        ({"consent": ""}, "consent"),
        ({"consent": "no"}, "consent"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(desk: Desk, changed: dict[str, str], field: str) -> None:
    answer = desk.sign_up(**changed)
    assert (answer.status_code, answer.json["status"], answer.json["field"]) == (422, "error", field)
    shown = desk.client.post("/inbox/subscribe", data=desk.fields(**changed))
    assert shown.status_code == 422
    (box,) = page(shown).select("[aria-invalid=true]")
    assert box["name"] == field
    told = page(shown).find(id=str(box["aria-describedby"]))
    assert told
    assert told.get_text(strip=True) == answer.json["message"]


def test_what_was_typed_comes_back_and_is_text(desk: Desk) -> None:
    typed = '"><script>alert(1)</script>'
    shown = desk.client.post("/inbox/subscribe", data=desk.fields(email=typed))
    box = page(shown).find(id="email")
    assert box
    assert box["value"] == typed
    assert "<script>alert" not in shown.get_data(as_text=True)


def test_the_answer_does_not_tell_whether_an_address_is_known(desk: Desk) -> None:
    desk.confirmed("known@example.com")
    first = desk.sign_up(email="known@example.com")
    desk.clock.move(days=2)
    again = desk.sign_up(email="known@example.com")
    new = desk.sign_up(email="new@example.com")
    assert first.data == again.data == new.data
    assert dict(first.headers) == dict(again.headers) == dict(new.headers)


def test_who_is_on_the_list_is_told_so_by_mail(desk: Desk) -> None:
    person = desk.confirmed()
    desk.clock.move(days=2)
    desk.sign_up()
    (letter,) = desk.send_mail()
    assert letter.subject == "You are on the list of Your Industry Insider already"
    assert desk.client.post(link_in(letter, "/u/"), data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert desk.person().id == person.id
    assert desk.person().status is Status.UNSUBSCRIBED


def test_a_robot_in_the_trap_hears_that_all_is_well(desk: Desk) -> None:
    well = desk.sign_up(email="ann@example.com")
    trapped = desk.sign_up(email="robot@example.com", website="https://spam.example")
    assert trapped.data == well.data
    with reading(desk.inbox.engine) as connection:
        assert store.by_address(connection, "robot@example.com") is None


def test_a_sentence_that_nobody_knows_is_not_agreed_to(desk: Desk) -> None:
    answer = desk.sign_up(wording="0" * 64)
    assert answer.json["status"] == "renew"
    shown = desk.client.post("/inbox/subscribe", data=desk.fields(wording="0" * 64))
    assert WORDING in page(shown).get_text()
    box = page(shown).select_one("input[name=consent]")
    assert box
    assert not box.has_attr("checked"), "it was another sentence that was agreed to"


def test_a_page_that_was_open_over_a_build_can_be_sent(desk: Desk) -> None:
    desk.sign_up(email="first@example.com")
    write_forms(desk.site, "Yes, another sentence.")
    assert desk.sign_up().json["status"] == "ok"
    with reading(desk.inbox.engine) as connection:
        (consent,) = store.consents_of(connection, desk.person().id)
    assert consent.wording == WORDING


def test_the_forms_own_address_shows_an_empty_form(desk: Desk) -> None:
    shown = desk.client.get("/inbox/subscribe")
    assert title(shown) == "Subscribe"
    consent = page(shown).select_one("input[name=consent]")
    assert consent
    assert not consent.has_attr("checked"), "agreeing is an act"
    privacy = page(shown).select_one(".form-note a")
    assert privacy
    assert privacy["href"] == "/privacy/"


# Confirming


def test_the_link_of_the_mail_confirms_by_its_button_alone(desk: Desk) -> None:
    desk.sign_up()
    (letter,) = desk.send_mail()
    assert letter.to.address == "ann@example.com"
    link = link_in(letter, "/inbox/confirm/")
    for method in (desk.client.get, desk.client.head, desk.client.get):
        assert method(link).status_code == 200
    assert desk.person().status is Status.PENDING
    shown = desk.client.get(link)
    assert WORDING in page(shown).get_text()
    assert "ann@example.com" not in shown.get_data(as_text=True), "a forwarded link shows no address"
    done = desk.client.post(link)
    assert title(done) == "You are an Insider"
    assert desk.person().status is Status.CONFIRMED
    assert title(desk.client.post(link)) == title(desk.client.get(link)) == "You are an Insider"


def test_a_link_is_good_for_two_weeks(desk: Desk) -> None:
    desk.sign_up()
    link = link_in(desk.send_mail()[0], "/inbox/confirm/")
    desk.clock.move(days=14)
    assert desk.client.get(link).status_code == desk.client.post(link).status_code == 410
    assert desk.person().status is Status.PENDING


def test_a_used_link_brings_nobody_back(desk: Desk) -> None:
    desk.sign_up()
    link = link_in(desk.send_mail()[0], "/inbox/confirm/")
    desk.client.post(link)
    with desk.inbox.engine.begin() as connection:
        store.unsubscribe(connection, desk.person().id, desk.clock())
    assert desk.client.post(link).status_code == 410
    assert desk.person().status is Status.UNSUBSCRIBED


# Preferences


def test_preferences_are_changed_by_the_form(desk: Desk) -> None:
    link = desk.inbox.preferences_path(desk.confirmed().id)
    shown = desk.client.get(link)
    assert len(page(shown).select("input[name=interest][checked]")) == 3
    done = desk.client.post(link, data={"name": "Ann\r\nB.", "interest": ["offers"]})
    assert "Your choice is kept." in page(done).get_text()
    assert (desk.person().name, desk.person().interests) == ("Ann B.", ("offers",))


def test_no_interest_at_all_is_a_question_of_leaving(desk: Desk) -> None:
    link = desk.inbox.preferences_path(desk.confirmed().id)
    answer = desk.client.post(link, data={"name": "Ann B."})
    assert answer.status_code == 422
    assert len(desk.person().interests) == 3
    shown = page(answer)
    assert shown.select("input[name=interest][checked]") == [], "as it was sent"
    assert shown.select_one('input[name=name][value="Ann B."]')


def test_all_that_is_kept_goes_to_the_address_once_a_day(desk: Desk) -> None:
    person = desk.confirmed()
    link = desk.inbox.preferences_path(person.id)
    assert desk.client.get(f"{link}/data").status_code == 405
    assert "We have sent it" in page(desk.client.post(f"{link}/data")).get_text()
    (letter,) = desk.send_mail()
    assert letter.to.address == person.address
    for part in (person.address, WORDING, "footer", "/2026/01/plain/", "confirm, sent"):
        assert part in letter.text
    assert "today already" in page(desk.client.post(f"{link}/data")).get_text()
    assert desk.send_mail() == []


# Leaving


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_unsubscribes_at_one_post(desk: Desk, kind: str) -> None:
    link = desk.inbox.unsubscribe_path(desk.confirmed().id)
    answer = desk.client.post(link, data={"List-Unsubscribe": "One-Click"}, content_type=kind)
    assert answer.status_code == 200, "RFC 8058 allows no redirect"
    assert "Set-Cookie" not in answer.headers
    assert desk.person().status is Status.UNSUBSCRIBED
    again = desk.client.post(link, data={"List-Unsubscribe": "One-Click"}, content_type=kind)
    assert again.data == answer.data


def test_a_person_unsubscribes_by_a_button(desk: Desk) -> None:
    link = desk.inbox.unsubscribe_path(desk.confirmed().id)
    button = page(desk.client.get(link)).select_one("main form button")
    assert button
    assert desk.person().status is Status.CONFIRMED
    answer = desk.client.post(link, data={str(button["name"]): button["value"]})
    assert title(answer) == "You are unsubscribed"
    assert title(desk.client.get(link)) == "You are unsubscribed"


def test_a_post_that_says_something_else_unsubscribes_nobody(desk: Desk) -> None:
    link = desk.inbox.unsubscribe_path(desk.confirmed().id)
    for fields in ({}, {"List-Unsubscribe": "no"}, {"other": "One-Click"}):
        desk.client.post(link, data=fields)
    assert desk.person().status is Status.CONFIRMED


def test_the_link_of_somebody_who_was_erased_still_answers(desk: Desk) -> None:
    person = desk.confirmed()
    with desk.inbox.engine.begin() as connection:
        store.forget(connection, person.id, desk.clock())
    for path in (desk.inbox.unsubscribe_path(person.id),):
        assert desk.client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert desk.client.get(desk.inbox.preferences_path(person.id)).status_code == 410


# All of them


def test_scanners_that_follow_every_link_change_nothing(desk: Desk) -> None:
    desk.confirmed()
    desk.clock.move(days=2)
    desk.sign_up()
    desk.sign_up(email="new@example.com")
    before = desk.person(), desk.person("new@example.com")
    links = {
        link.removeprefix("https://in.example")
        for letter in desk.send_mail()
        for link in re.findall(r"https://in\.example[^\s\"<>]*", letter.text + letter.html)
    } - {"/"}  # the site itself
    assert len(links) == 3
    for link in links:
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
            assert desk.client.open(link, method=method).status_code in {200, 405}
    assert (desk.person(), desk.person("new@example.com")) == before


@pytest.mark.parametrize("path", ["/inbox/confirm/", "/inbox/preferences/", "/u/"])
def test_a_link_for_one_thing_is_none_for_another(desk: Desk, path: str) -> None:
    person = desk.confirmed()
    tokens = [
        link.rpartition("/")[2]
        for link in (desk.inbox.preferences_path(person.id), desk.inbox.unsubscribe_path(person.id))
    ]
    answers = [
        desk.client.post(path + token, data={"List-Unsubscribe": "One-Click", "interest": "offers"}) for token in tokens
    ]
    assert [answer.status_code for answer in answers].count(404) >= 1
    assert desk.client.post(f"{path}nothing.of.ours").status_code == 404


def test_every_answer_is_private_and_sets_no_cookie(desk: Desk) -> None:
    person = desk.confirmed()
    paths = ["/inbox/subscribe", "/inbox/token", "/inbox/health", "/nowhere", desk.inbox.preferences_path(person.id)]
    for path in paths:
        answer = desk.client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_address_leads_on_to_another(desk: Desk) -> None:
    """RFC 8058, 3.1: the address to unsubscribe at must not redirect."""
    link = desk.inbox.unsubscribe_path(desk.confirmed().id)
    for path in (link.replace("/u/", "/u//"), f"{link}/", f"/{link}"):
        answer = desk.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_what_an_address_is_not_for_is_told_with_what_it_is_for(desk: Desk) -> None:
    for accept, kind in (("text/html", "text/html; charset=utf-8"), ("application/json", "application/json")):
        answer = desk.client.post("/inbox/health", headers={"Accept": accept})
        assert answer.status_code == 405
        assert answer.headers.getlist("Content-Type") == [kind]
        assert "GET" in answer.headers["Allow"]


def test_pages_are_in_the_sites_theme(desk: Desk) -> None:
    shown = page(desk.client.get("/inbox/subscribe"))
    assets = json.loads((desk.site / "_inbox/frame.json").read_text())["assets"]
    assert shown.select_one(f'link[href="{assets["css/site.css"]}"]')
    assert shown.select_one(".site-header")
    footer = shown.select_one(".site-footer")
    assert footer
    assert footer.find("a", string="Subscribe") or footer.find("a", string="About")


def test_health_says_whether_mail_leaves(desk: Desk) -> None:
    assert desk.client.get("/inbox/health").json == {"status": "ok"}
    desk.sign_up()
    desk.clock.move(minutes=16)
    assert desk.client.get("/inbox/health").status_code == 503
    desk.mailbag.failures.append(TemporaryError(Step.CONNECT, "no route"))
    desk.send_mail()
    assert desk.client.get("/inbox/health").status_code == 503, "it was tried, and has not left"
    desk.sign_up(email="ben@example.com")
    desk.send_mail()
    desk.clock.move(hours=1)
    assert desk.client.get("/inbox/health").status_code == 200, "one mailbox is its own matter, as others get mail"


def test_every_address_in_a_mail_is_short_enough(desk: Desk) -> None:
    desk.confirmed()
    person = desk.person()
    longest = "https://yourindustryinsider.example"
    for path in (desk.inbox.unsubscribe_path(person.id),):
        assert len(longest + path) <= 70


@pytest.mark.parametrize("event", [Event.COMPLAIN, Event.SUPPRESS])
def test_who_must_not_be_mailed_gets_nothing_and_the_page_does_not_tell(desk: Desk, event: Event) -> None:
    person = desk.confirmed()
    with desk.inbox.engine.begin() as connection:
        store.apply(connection, person.id, event, desk.clock())
    desk.clock.move(days=2)
    assert desk.sign_up().data == desk.sign_up(email="new@example.com").data
    assert [letter.to.address for letter in desk.send_mail()] == ["new@example.com"]
