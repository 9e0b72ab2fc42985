"""The sign-up form in a real browser: without scripts, with scripts, by keyboard alone, and for every provider.

The inbox is answered by the browser's own network layer here; the journey in tests/journeys/ has the real one.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect

from plugins.assets.theme_files import make_assets, read_folder
from plugins.discovery.headers import content_security_policy
from plugins.newsletter_signup.form import Host
from plugins.newsletter_signup.settings import from_settings
from plugins.rendering.environment import environment
from tests.browsing import watch
from tests.newsletter_signup.providers import POSTS, SETTINGS, WORDS, settings
from tests.publications import ROOT

pytestmark = pytest.mark.browser

ARTICLE = "/2026/01/plain/"
SENT = "Thank you. Look into your mail."


def _fields(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.post_data or "", keep_blank_values=True)


class Inbox:
    """What the inbox answers, in turn, and what it was sent."""

    def __init__(self, page: Page, *answers: dict[str, Any]) -> None:
        self.sent: list[dict[str, list[str]]] = []
        self.tokens = 0
        self._answers = list(answers)
        page.route("**/inbox/token", self._token)
        page.route("**/inbox/subscribe", self._subscribe)

    def _token(self, route: Route) -> None:
        self.tokens += 1
        route.fulfill(json={"token": f"token {self.tokens}"})

    def _subscribe(self, route: Route) -> None:
        self.sent.append(_fields(route.request))
        if "json" in route.request.headers.get("accept", ""):
            answer = self._answers.pop(0)
            route.fulfill(status=200 if answer["status"] == "ok" else 422, json=answer)
        else:
            route.fulfill(content_type="text/html", body="<!doctype html><title>Inbox</title><h1>One more click</h1>")


OK = {"status": "ok", "message": SENT, "field": None}


def _open(page: Page, site: str, address: str = ARTICLE) -> None:
    page.clock.install()
    page.goto(f"{site}{address}")


def _form(page: Page) -> Locator:
    """The form of the page; an article has another one below it, for comments."""
    return page.locator(".subscribe form")


def _awake(page: Page) -> None:
    """Wait until the form's script has come to life."""
    expect(_form(page).get_by_role("status")).to_be_attached()


def _wait_out(page: Page) -> None:
    """Let the seconds pass that the form keeps back what is sent too soon for a person."""
    expect(page.get_by_role("status").filter(has_text="One moment")).to_be_visible()
    page.clock.fast_forward(4_000)


def test_without_scripts_the_form_goes_to_the_inbox(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    inbox = Inbox(page)
    page.goto(f"{site}{ARTICLE}")
    page.get_by_role("button", name="Subscribe").click()
    assert inbox.sent == [], "the browser itself asks for the address"
    _form(page).get_by_label("Email address").fill("reader@example.org")
    page.get_by_role("button", name="Subscribe").click()
    assert inbox.sent == [], "and for the consent"
    _form(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="One more click")).to_be_visible()
    (sent,) = inbox.sent
    assert sent["email"] == ["reader@example.org"]
    assert (sent["consent"], sent["website"], sent["form"], sent["page"]) == (["yes"], [""], ["shortcode"], [ARTICLE])
    assert "token" not in sent
    context.close()


def test_with_scripts_it_is_answered_in_place_by_keyboard_alone(page: Page, site: str) -> None:
    inbox = Inbox(page, OK)
    _open(page, site)
    assert inbox.tokens == 0, "nothing is asked before a reader turns to the form"
    _form(page).get_by_label("Email address").focus()
    _awake(page)
    page.keyboard.type("reader@example.org")
    page.keyboard.press("Tab")
    expect(_form(page).get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Subscribe")).to_be_focused()
    page.keyboard.press("Enter")
    _wait_out(page)
    expect(_form(page).get_by_role("status")).to_have_text(SENT)
    expect(page.get_by_role("button", name="Subscribe")).to_be_focused()
    assert page.url == f"{site}{ARTICLE}"
    assert inbox.sent[0]["token"] == ["token 1"]
    assert inbox.sent[0]["email"] == ["reader@example.org"]
    expect(_form(page).get_by_label("Email address")).to_have_value("")


def test_what_is_wrong_stands_beside_its_field_and_is_tied_to_it(page: Page, site: str) -> None:
    inbox = Inbox(page, {"status": "error", "message": "This address cannot take mail.", "field": "email"}, OK)
    _open(page, site)
    email, box = _form(page).get_by_label("Email address"), _form(page).get_by_role("checkbox")
    email.fill("nobody")
    _awake(page)
    page.get_by_role("button", name="Subscribe").click()
    expect(email).to_be_focused()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description(re.compile("include an '@'"))
    expect(box).to_have_attribute("aria-invalid", "true")
    assert inbox.sent == []
    email.fill("reader@example.org")
    expect(email).to_have_accessible_description("")
    box.check()
    expect(box).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Subscribe").click()
    _wait_out(page)
    expect(email).to_have_accessible_description("This address cannot take mail.")
    expect(email).to_be_focused()
    expect(email).to_have_value("reader@example.org")
    page.keyboard.press("Enter")
    expect(_form(page).get_by_role("status")).to_have_text(SENT)


def test_a_form_that_was_open_for_too_long_is_renewed_by_itself(page: Page, site: str) -> None:
    inbox = Inbox(page, {"status": "renew", "message": "", "field": None}, OK)
    _open(page, site)
    _form(page).get_by_label("Email address").fill("reader@example.org")
    _awake(page)
    _form(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Subscribe").click()
    _wait_out(page)
    expect(_form(page).get_by_role("status")).to_have_text("One moment …")
    while len(inbox.sent) < 2:
        page.clock.run_for(1_000)
    expect(_form(page).get_by_role("status")).to_have_text(SENT)
    assert [sent["token"] for sent in inbox.sent] == [["token 1"], ["token 2"]]


def test_pressing_twice_sends_once(page: Page, site: str) -> None:
    inbox = Inbox(page, OK)
    _open(page, site)
    _form(page).get_by_label("Email address").fill("reader@example.org")
    _awake(page)
    _form(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Subscribe").dblclick()
    _wait_out(page)
    expect(_form(page).get_by_role("status")).to_have_text(SENT)
    assert len(inbox.sent) == 1


@pytest.mark.parametrize("broken", ["token", "subscribe"])
def test_where_the_script_is_not_answered_the_browser_sends_the_form(page: Page, site: str, broken: str) -> None:
    inbox = Inbox(page)

    def fail(route: Route) -> None:
        if "json" in route.request.headers.get("accept", ""):
            route.abort()
        else:
            route.fallback()

    page.route(f"**/inbox/{broken}", fail)
    if broken == "token":
        page.route("**/inbox/subscribe", fail)
    _open(page, site)
    _form(page).get_by_label("Email address").fill("reader@example.org")
    _awake(page)
    _form(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Subscribe").click()
    page.clock.fast_forward(4_000)
    expect(page.get_by_role("heading", name="One more click")).to_be_visible()
    assert inbox.sent[-1]["email"] == ["reader@example.org"]


def test_without_its_script_the_form_is_sent_all_the_same(page: Page, site: str) -> None:
    inbox = Inbox(page)
    page.route("**/js/signup.*", lambda route: route.abort())
    page.goto(f"{site}{ARTICLE}")
    page.evaluate("addEventListener('unhandledrejection', (event) => event.preventDefault())")
    _form(page).get_by_label("Email address").fill("reader@example.org")
    _form(page).get_by_role("checkbox").check()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="One more click")).to_be_visible()
    assert len(inbox.sent) == 1


def test_the_page_to_subscribe_on_asks_what_a_reader_wants(page: Page, site: str) -> None:
    inbox = Inbox(page, OK)
    _open(page, site, "/subscribe/")
    _form(page).get_by_label("Email address").fill("reader@example.org")
    _awake(page)
    group = page.get_by_role("group", name="What would you like?")
    group.get_by_label("Free webinars").check()
    page.get_by_label(WORDS["wording"]).check()
    page.get_by_role("button", name="Subscribe").click()
    _wait_out(page)
    expect(_form(page).get_by_role("status")).to_have_text(SENT)
    assert inbox.sent[0]["interest"] == ["webinars"]
    assert inbox.sent[0]["form"] == ["subscribe"]


def test_the_field_for_robots_is_out_of_reach(page: Page, site: str) -> None:
    page.goto(f"{site}{ARTICLE}")
    names = [page.evaluate("document.activeElement.name ?? ''")]
    _form(page).get_by_label("Email address").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name ?? ''"))
    assert "website" not in names
    tree = _form(page).aria_snapshot()
    assert "Leave this empty" not in tree
    assert "Email address" in tree


# Every provider, on a page of its own with the policy that its settings make


BASE = SETTINGS["SITEURL"]


def _provider_page(context: BrowserContext, errors: list[str], name: str, **changes: Any) -> Page:
    """A page at the publication's address that has this provider's form, and nothing else is to be reached."""
    given = settings(name, **changes)
    sources = from_settings(given).sources()
    form = from_settings(given).form("end", Host("article", "/a/", "a"))
    assets = make_assets(read_folder(ROOT / "theme/static"))
    addresses = {name: f"{BASE}/theme/{path}" for name, path in assets.addresses.items()}
    values = given | {"THEME": str(ROOT / "theme"), "ASSETS": addresses}
    html = environment(values).get_template("partials/subscribe.html").render(values, form=form)
    policy = content_security_policy(sources=sources)
    text = (
        f'<!doctype html><html lang="en"><meta http-equiv="Content-Security-Policy" content="{policy}"><title>A</title>'
        f'<link rel="stylesheet" href="{addresses["css/site.css"]}"><script src="{addresses["js/site.js"]}"></script>'
        f"<button data-theme-switch>Dark</button><main>{html}</main>"
    )

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(f"{BASE}/")
        if path == "a/":
            route.fulfill(content_type="text/html", body=text)
        elif path.removeprefix("theme/") in assets.files:
            kind = {"js": "text/javascript", "css": "text/css"}.get(path.rpartition(".")[2], "font/woff2")
            route.fulfill(content_type=kind, body=assets.files[path.removeprefix("theme/")])
        else:
            route.fulfill(status=404, body="")

    context.route(f"{BASE}/**", answer)
    page = context.new_page()
    watch(page, errors)
    page.goto(f"{BASE}/a/")
    return page


def _fill(page: Page) -> None:
    page.locator("input[type=email]").fill("reader@example.org")
    _form(page).get_by_role("checkbox").check()


@pytest.mark.parametrize("name", POSTS)
def test_a_provider_is_sent_its_form_without_scripts(browser: Browser, name: str) -> None:
    case, errors, sent = POSTS[name], [], []
    context = browser.new_context(java_script_enabled=False)
    page = _provider_page(context, errors, name, tag=case.tag)

    def take(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(content_type="text/html", body="<h1>Thank you</h1>")

    context.route(lambda url: url == case.action, take)
    _fill(page)
    with context.expect_event("response", lambda response: response.url == case.action):
        page.get_by_role("button", name="Subscribe").click()
    (request,) = sent
    assert request.method == "POST"
    wanted = {key: value if isinstance(value, list) else [value] for key, value in case.fields.items()}
    wanted |= {case.email: ["reader@example.org"]} | ({case.trap: [""]} if case.trap else {})
    assert _fields(request) == wanted
    assert errors == []
    context.close()


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        ({"success": True}, "Thank you. Please look into your mail and follow the link there."),
        ({"success": False, "errors": {"fields": {"email": ["This is no address."]}}}, "This is no address."),
        ({"success": False}, "This did not work. Please try again later."),
    ],
)
def test_mailerlite_is_answered_in_place(
    context: BrowserContext, watched: list[str], answered: dict[str, Any], said: str
) -> None:
    page = _provider_page(context, watched, "mailerlite")
    context.route(
        POSTS["mailerlite"].action,
        lambda route: route.fulfill(json=answered, headers={"Access-Control-Allow-Origin": "*"}),
    )
    _fill(page)
    _awake(page)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.locator(".signup").get_by_text(said)).to_be_visible()
    assert len(context.pages) == 1


def test_ghost_is_asked_for_a_token_and_sent_json(context: BrowserContext, watched: list[str]) -> None:
    page = _provider_page(context, watched, "ghost", site="https://blog.example.org", tag="interviews")
    sent: list[dict[str, Any]] = []

    def take(route: Route) -> None:
        allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        if route.request.method == "POST":
            sent.append(json.loads(route.request.post_data or ""))
            route.fulfill(status=201, body="Created.", headers=allowed)
        else:
            route.fulfill(body="a token", headers=allowed)

    context.route("https://blog.example.org/members/api/**", take)
    _fill(page)
    _awake(page)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert sent == [
        {
            "email": "reader@example.org",
            "honeypot": "",
            "labels": ["interviews"],
            "emailType": "signup",
            "integrityToken": "a token",
        }
    ]


def test_ghost_without_scripts_is_a_link(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = _provider_page(context, [], "ghost", site="https://blog.example.org")
    expect(page.locator("form")).to_be_hidden()
    expect(page.get_by_role("link", name="Subscribe")).to_have_attribute(
        "href", "https://blog.example.org/#/portal/signup"
    )
    context.close()


def test_substacks_frame_is_loaded_under_the_policy(context: BrowserContext, watched: list[str]) -> None:
    context.route(
        "https://insider.substack.com/embed",
        lambda route: route.fulfill(content_type="text/html", body="<p>Substack's form"),
    )
    page = _provider_page(context, watched, "substack", **{"site": "https://insider.substack.com", "as": "frame"})
    expect(page.frame_locator("iframe").get_by_text("Substack's form")).to_be_visible()
    expect(page.get_by_role("link", name="Subscribe on a page of its own")).to_be_visible()
