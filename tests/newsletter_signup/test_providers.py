"""Every provider's form: where it is posted, which fields it has, and what a wrong option is answered with."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from plugins.newsletter_signup.embed import Frame, Link, Post
from plugins.newsletter_signup.form import Form, Host
from plugins.newsletter_signup.settings import PROVIDERS, Newsletter, from_settings, wrong
from plugins.publication.settings import SettingsError
from plugins.rendering.environment import environment
from tests.newsletter_signup.providers import POSTS, SETTINGS, UUID, WORDS, settings
from tests.publications import ROOT

HOST = Host("article", "/2026/01/first/", "first")


def newsletter(provider: str, **changes: Any) -> Newsletter:
    return from_settings(settings(provider, **changes))


def drawn(found: Newsletter, place: str = "end") -> BeautifulSoup:
    """The form as the theme draws it."""
    values = SETTINGS | {"THEME": str(ROOT / "theme"), "ASSETS": {"js/signup.js": "/theme/js/signup.js"}}
    form = found.form(place, HOST)
    assert isinstance(form, Form)
    html = environment(values).get_template("partials/subscribe.html").render(values, form=form)
    return BeautifulSoup(html, "lxml")


def fields(soup: BeautifulSoup) -> dict[str, list[str]]:
    """What the form sends when the address is typed and the box ticked."""
    sent: dict[str, list[str]] = {}
    for field in soup.select("input[name]"):
        typed = "reader@example.org" if field.get("type") == "email" else ""
        sent.setdefault(str(field["name"]), []).append(str(field.get("value", typed)))
    return sent


@pytest.mark.parametrize("name", POSTS)
def test_a_form_is_posted_with_the_fields_of_its_provider(name: str) -> None:
    case = POSTS[name]
    found = newsletter(name, tag=case.tag)
    soup = drawn(found)
    form = soup.form
    assert isinstance(form, Tag)
    assert (form["action"], form["method"]) == (case.action, "post")
    wanted = {key: value if isinstance(value, list) else [value] for key, value in case.fields.items()}
    wanted |= {case.email: ["reader@example.org"]} | ({case.trap: [""]} if case.trap else {})
    assert fields(soup) == wanted
    assert form.get("data-answers", "") == case.answers
    assert found.sources() == case.sources


@pytest.mark.parametrize("name", [name for name in POSTS if POSTS[name].name])
def test_a_name_is_asked_for_where_the_owner_wants_it(name: str) -> None:
    case = POSTS[name]
    assert case.name in fields(drawn(newsletter(name, ask_name=True)))
    assert case.name not in fields(drawn(newsletter(name)))


@pytest.mark.parametrize("name", ["inbox", *POSTS])
def test_every_form_is_accessible_and_asks_before_it_takes(name: str) -> None:
    soup = drawn(newsletter(name, ask_name=True))
    labelled = {str(label["for"]): label.get_text() for label in soup.select("label[for]")}
    (email,) = soup.select("input[type=email]")
    assert labelled[str(email["id"])] == "Email address"
    assert (email["autocomplete"], "required" in email.attrs) == ("email", True)
    box = soup.select("input[type=checkbox][required]")[0]
    assert "checked" not in box.attrs
    label = box.find_parent("label")
    assert label is not None
    assert label.get_text(strip=True) == WORDS["wording"], "the label is the exact sentence that is agreed to"
    assert soup.select_one("a[href='https://publication.example/privacy/']")
    assert not soup.select("[placeholder], [autofocus]")
    for trap in soup.select("input[tabindex='-1']"):
        assert trap["autocomplete"] == "off"
        assert trap.find_parent(attrs={"aria-hidden": "true"}), "hidden from assistive technology"
        assert trap.find_parent(class_="visually-hidden")
    for field in soup.select("input:not([type=hidden])"):
        assert field.get("id") in labelled or field.find_parent("label"), field


def test_the_inbox_gets_what_the_wire_says() -> None:
    found = newsletter("inbox", tag="interviews")
    soup = drawn(found)
    assert soup.form
    assert soup.form["action"] == "/inbox/subscribe"
    assert soup.form["data-answers"] == "inbox"
    sent = fields(soup)
    assert re.fullmatch("[0-9a-f]{16}", sent.pop("wording")[0])
    assert sent == {
        "form": ["end"],
        "page": ["/2026/01/first/"],
        "email": ["reader@example.org"],
        "website": [""],
        "consent": ["yes"],
    }
    assert found.sources() == {}, "nobody else's server"


@pytest.mark.parametrize(
    ("site_url", "action"), [("", "/inbox/subscribe"), ("https://x.example/blog", "/blog/inbox/subscribe")]
)
def test_the_inbox_is_beside_the_site_under_whatever_name(site_url: str, action: str) -> None:
    found = from_settings(settings("inbox") | {"SITEURL": site_url})
    assert isinstance(found.embed, Post)
    assert found.embed.action == action
    assert found.sources() == {}


def test_an_inbox_elsewhere_is_gone_to_plainly() -> None:
    found = from_settings(settings("inbox") | {"INBOX_URL": "https://in.example.org"})
    soup = drawn(found)
    assert soup.form
    assert soup.form["action"] == "https://in.example.org/inbox/subscribe"
    assert "data-script" not in soup.form.attrs
    assert found.sources() == {"form-action": ("https://in.example.org",)}


def test_interests_are_asked_for_on_the_page_to_subscribe_on_alone() -> None:
    found = newsletter("inbox")
    form = found.form("subscribe", Host("page", "/subscribe/", "subscribe"))
    assert form
    assert form.asks_interests
    ends = found.form("end", HOST)
    assert ends
    assert not ends.asks_interests
    assert not newsletter("kit").form("subscribe", Host("page", "/subscribe/", "x")).asks_interests


def test_ghost_is_a_form_for_scripts_and_a_link_without() -> None:
    found = newsletter("ghost", site="https://blog.example.org", tag="interviews")
    soup = drawn(found)
    assert soup.form
    assert soup.form["action"] == "https://blog.example.org/members/api/send-magic-link/"
    assert "needs-script" in soup.form["class"]
    assert soup.select_one("noscript a[href='https://blog.example.org/#/portal/signup']")
    assert fields(soup) == {"labels": ["interviews"], "email": ["reader@example.org"], "honeypot": [""]}
    assert found.sources()["connect-src"] == ("https://blog.example.org",)
    always = newsletter("ghost", **{"site": "https://blog.example.org", "as": "link"})
    assert always.embed == Link("https://blog.example.org/#/portal/signup")
    assert always.sources() == {}


def test_substack_is_a_link_or_a_frame_that_is_named_lazy_and_shut_in() -> None:
    link = newsletter("substack", site="https://insider.substack.com")
    assert drawn(link).select_one("a.button[href='https://insider.substack.com/subscribe']")
    assert not drawn(link).form
    framed = newsletter("substack", **{"site": "https://insider.substack.com", "as": "frame"})
    assert isinstance(framed.embed, Frame)
    soup = drawn(framed)
    frame = soup.iframe
    assert frame
    assert frame["src"] == "https://insider.substack.com/embed"
    assert frame["title"] == "Subscribe: Become an Insider"
    assert frame["loading"] == "lazy"
    assert "allow-top-navigation" not in frame["sandbox"]
    assert soup.select_one("a[href='https://insider.substack.com/subscribe']"), "for readers who see no frame"
    assert framed.sources() == {"frame-src": ("https://insider.substack.com",)}


def test_every_provider_is_tested() -> None:
    assert set(PROVIDERS) == {*POSTS, "inbox", "ghost", "substack"}


# Settings that are wrong


def _told(**changes: Any) -> list[str]:
    given = settings(changes.pop("provider", "inbox"), **changes)
    return [f"{name}: {what}; {remedy}" for name, what, remedy in wrong(given)]


@pytest.mark.parametrize("name", ["inbox", *POSTS])
def test_right_settings_have_nothing_wrong(name: str) -> None:
    assert _told(provider=name) == []


@pytest.mark.parametrize(
    ("provider", "changes", "told"),
    [
        ("mailchimp", {"action": ""}, 'NEWSLETTER["action"]: there is none; write "action": "https://example.us1.list'),
        (
            "mailchimp",
            {"action": "https://evil.example/subscribe/post?u=a&id=b"},
            'NEWSLETTER["action"]: \'https://evil',
        ),
        (
            "mailchimp",
            {"tag": "interviews"},
            "NEWSLETTER[\"tag\"]: 'interviews' is no tag of mailchimp; write it as 1234567",
        ),
        ("buttondown", {"user": "a/b"}, 'NEWSLETTER["user"]: \'a/b\' is not one; write "user": "yourname"'),
        ("kit", {"form": 1234567}, 'NEWSLETTER["form"]: 1234567 is not one; write "form": "1234567"'),
        ("mailerlite", {"account": None}, 'NEWSLETTER["account"]: there is none'),
        ("mailerlite", {"tag": "x"}, 'NEWSLETTER["tag"]: mailerlite takes no tag from a form; leave the tag out'),
        ("brevo", {"action": "http://x.sibforms.com/serve/a"}, 'NEWSLETTER["action"]'),
        ("listmonk", {"lists": UUID}, 'NEWSLETTER["lists"]: '),
        ("listmonk", {"lists": []}, 'NEWSLETTER["lists"]: there is none; write "lists": ["f81d4fae'),
        ("listmonk", {"server": "https://lists.example.org/"}, 'NEWSLETTER["server"]'),
        ("keila", {"form": "a b"}, 'NEWSLETTER["form"]'),
        ("ghost", {}, 'NEWSLETTER["site"]: there is none; write "site": "https://blog.example.org"'),
        ("ghost", {"site": "https://b.example", "as": "popup"}, "NEWSLETTER[\"as\"]: 'popup' is not one"),
        ("substack", {"site": "insider"}, "NEWSLETTER[\"site\"]: 'insider' is not one"),
        ("custom", {"action": "javascript:alert(1)"}, 'NEWSLETTER["action"]'),
        ("custom", {"email_field": 'a" onload="x'}, 'NEWSLETTER["email_field"]'),
        ("inbox", {"acount": "1"}, 'NEWSLETTER["acount"]: inbox has no such option; '),
        ("inbox", {"button": " "}, 'NEWSLETTER["button"]: there is no such text'),
        ("inbox", {"wording": None}, 'NEWSLETTER["wording"]: there is no such text'),
        ("inbox", {"places": ["end", "header"]}, "NEWSLETTER[\"places\"]: 'header' is no place"),
        ("inbox", {"places": "end of it"}, "NEWSLETTER[\"places\"]: 'end of it' is no place"),
        ("inbox", {"leads_to": ["thanks.example"]}, "NEWSLETTER[\"leads_to\"]: 'thanks.example' is no origin"),
    ],
)
def test_a_wrong_option_is_named_with_what_to_write(provider: str, changes: dict[str, Any], told: str) -> None:
    found = _told(provider=provider, **changes)
    assert [line for line in found if line.startswith(told)], found
    assert len(found) == 1
    with pytest.raises(SettingsError) as caught:
        newsletter(provider, **changes)
    assert str(caught.value) == f"pelicanconf.py: {found[0]}"


def test_a_provider_that_is_not_known_is_told_the_likely_one() -> None:
    assert _told(**{"provider": "inbox"} | {"leads_to": ()}) == []
    given = settings("inbox")
    given["NEWSLETTER"]["provider"] = "mailchip"
    assert [line[1:] for line in wrong(given)] == [("'mailchip' is not known", "did you mean `mailchimp`?")]
    assert [name for name, _, _ in wrong(SETTINGS)] == ["NEWSLETTER"]
    assert [name for name, _, _ in wrong(settings("inbox") | {"INBOX_URL": "in.example.org/"})] == ["INBOX_URL"]


def test_where_the_provider_leads_on_to_is_allowed_too() -> None:
    sources = newsletter("kit", leads_to=["https://thanks.example.org"]).sources()
    assert sources == {"form-action": ("https://app.kit.com", "https://thanks.example.org")}
