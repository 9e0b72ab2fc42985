"""Forms as values: where one stands, which words it has, and what the registry says of it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.newsletter_signup.embed import Post
from plugins.newsletter_signup.form import CHOSEN_PLACES, PLACES, Host, Words, form_for, stands
from plugins.newsletter_signup.middle import halves
from plugins.newsletter_signup.registry import RegisteredForm, read, registered, write

WORDS = Words("Become an Insider", "Get weekly emails.", "Send me weekly emails.", "Subscribe", "all")
POST = Post("/inbox/subscribe", form="form", page="page", wording="wording", tag="tag")
ALL = frozenset(CHOSEN_PLACES)
ARTICLE = Host("article", "/2026/01/first/", "first")
PAGE = Host("page", "/about/", "about")
FRONT = Host("index", "/")
SUBSCRIBE = Host("page", "/subscribe/", "subscribe")


def _places(host: Host, chosen: frozenset[str] = ALL) -> list[str]:
    return [place for place in PLACES if place != "shortcode" and stands(place, host, chosen, "/subscribe/")]


@pytest.mark.parametrize(
    ("host", "chosen", "places"),
    [
        (ARTICLE, ALL, ["inside", "end"]),
        (ARTICLE, frozenset({"end", "footer"}), ["end"]),
        (ARTICLE, frozenset({"footer"}), ["footer"]),
        (ARTICLE, frozenset(), []),
        (PAGE, ALL, ["footer"]),
        (PAGE, frozenset({"end"}), []),
        (FRONT, ALL, ["front"]),
        (FRONT, frozenset({"footer"}), ["footer"]),
        (Host("index", "/page/2/"), ALL, ["footer"]),
        (Host("404", "/404.html"), ALL, ["footer"]),
        (SUBSCRIBE, ALL, ["subscribe"]),
        (SUBSCRIBE, frozenset(), ["subscribe"]),
        (Host("article", "/2026/01/first/", "first", override=False), ALL, []),
        (Host("page", "/privacy/", "privacy", override=False), ALL, []),
        (Host("article", "/2026/01/first/", "first", has_shortcode=True), ALL, []),
        (Host("page", "/subscribe/", "subscribe", has_shortcode=True), ALL, []),
        (Host("article", "/2026/01/first/", "first", override={"tag": "x"}), ALL, ["inside", "end"]),
    ],
)
def test_where_forms_stand(host: Host, chosen: frozenset[str], places: list[str]) -> None:
    assert _places(host, chosen) == places


def test_a_shortcode_has_a_form_wherever_it_is() -> None:
    assert all(stands("shortcode", host, frozenset(), "/subscribe/") for host in (ARTICLE, PAGE, FRONT, SUBSCRIBE))


def test_an_article_changes_words_and_has_an_id_of_its_own_then() -> None:
    own = Host("article", "/2026/01/first/", "first", {"wording": "Send me more.", "tag": "interviews"})
    plain, changed = form_for("end", ARTICLE, WORDS, POST), form_for("end", own, WORDS, POST)
    assert (plain.id, changed.id) == ("end", "end.first")
    assert changed.words == Words("Become an Insider", "Get weekly emails.", "Send me more.", "Subscribe", "interviews")
    digest = hashlib.sha256(b"Send me more.").hexdigest()
    assert list(changed.hidden()) == [
        ("form", "end.first"),
        ("page", "/2026/01/first/"),
        ("wording", digest[:16]),
        ("tag", "interviews"),
    ]
    assert form_for("subscribe", own, WORDS, POST).id == "subscribe"


def test_forms_on_one_page_have_ids_of_their_own() -> None:
    forms = [form_for(place, ARTICLE, WORDS, POST, number=number) for place in PLACES for number in (1, 2)]
    assert len({form.html_id for form in forms}) == len(forms)


def test_the_registry_has_every_form_and_the_exact_wording() -> None:
    hosts = [ARTICLE, Host("article", "/2026/01/own/", "own", {"wording": "Send me “more” – always."})]
    forms = list(registered(WORDS, hosts))
    known = read(write(forms))
    assert set(known) == {*PLACES, "inside.own", "end.own", "footer.own", "shortcode.own"}
    assert known["end"] == RegisteredForm("end", WORDS.wording, WORDS.wording_hash, "all")
    own = known["shortcode.own"]
    assert (own.wording, own.page) == ("Send me “more” – always.", "/2026/01/own/")
    assert own.sha256 == hashlib.sha256(own.wording.encode()).hexdigest()
    for host in hosts:
        for place in PLACES:
            assert form_for(place, host, WORDS, POST).id in known


@given(st.text(min_size=1))
def test_any_wording_survives_the_registry(wording: str) -> None:
    words = Words("h", "t", wording.encode("utf-8", "replace").decode(), "b")
    assert read(write(registered(words, [])))["end"].wording == words.wording


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"forms": [{}]}', '{"forms": 1}', "\0"])
def test_what_is_no_registry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_a_wording_that_was_changed_by_hand_is_refused() -> None:
    rows = json.loads(write(registered(WORDS, [])))
    rows["forms"][0]["wording"] = "Send me everything."
    with pytest.raises(ValueError, match="'front' does not fit its wording; build the site again"):
        read(json.dumps(rows))


def test_a_text_is_parted_before_the_heading_nearest_to_its_middle() -> None:
    heading = Markup('<div class="heading heading-2"><h2 id="x">A heading</h2></div>')
    body = heading.join(Markup("<p>one</p>,<p>two</p>,<p>three</p>,<p>four</p>").split(","))
    before, after = halves(body)
    assert before + after == body
    assert after.startswith(heading)
    assert before.count(heading) == 1
    assert isinstance(before, Markup)
    assert isinstance(after, Markup)


@pytest.mark.parametrize("headings", [0, 1, 2])
def test_a_short_text_is_not_interrupted(headings: int) -> None:
    body = Markup("<h2>A</h2><p>x</p>") * headings
    assert halves(body) == (body, "")
