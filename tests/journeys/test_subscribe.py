"""A reader subscribes on a fresh clone: form, outbox, confirmation, preferences, and away again, in a real browser.

`invoke serve` runs once for all of it, on a copy of the repository; every reader has an address of their own.
"""

from __future__ import annotations

import re
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from plugins.database.engine import open_database, reading
from plugins.subscribers import store
from plugins.subscribers.dossier import Dossier
from plugins.subscribers.subscriber import Status
from tests.browsing import watch
from tests.copies import copy_of_the_repository
from tests.serving import Serving

pytestmark = pytest.mark.browser

INVOKE = [sys.executable, "-m", "invoke"]
CONFIRM = "Confirm your subscription to Your Industry Insider"
PRESSES = 200  # a bound; each of them is a page that says: not yet


@dataclass(frozen=True)
class Publication:
    """The served copy, its address, and what its owner can look at."""

    address: str
    repository: Path

    def kept(self, reader: str) -> Dossier:
        """What the copy's database keeps of a reader."""
        engine = open_database(f"sqlite:///{self.repository}/var/private.db")
        with reading(engine) as connection:
            person = store.by_address(connection, reader)
            assert person
            dossier = store.dossier(connection, person)
        engine.dispose()
        return dossier

    def status(self, reader: str) -> Status:
        """Where a reader stands."""
        return self.kept(reader).subscriber.status


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    """A fresh clone, as `make serve` shows it once its packages are there."""
    repository = copy_of_the_repository(tmp_path_factory.mktemp("subscribe") / "clone")
    with Serving([*INVOKE, "serve"], repository, {"DATABASE_URL": ""}) as serving:
        yield Publication(serving.address(), repository)


@pytest.fixture
def plain_page(browser: Browser, watched: list[str]) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    context.on("page", lambda page: watch(page, watched))
    yield context.new_page()
    context.close()


def open_mail(page: Page, publication: Publication, reader: str, subject: str) -> str:
    """Open a message to a reader in the outbox, as soon as it is there; its plain text."""
    row = page.get_by_role("row").filter(has_text=reader).get_by_role("link", name=subject)
    page.goto(f"{publication.address}/_preview/outbox/")
    while not row.count():  # the list looks by itself every five seconds; we do not wait
        page.reload()
    row.click()
    return page.locator("pre").inner_text()


def link(text: str, path: str) -> str:
    """The link of a message to a page of the inbox."""
    found = re.search(rf"^http\S*{path}\S+$", text, re.M)
    assert found
    return found[0]


def test_without_scripts_from_the_form_to_the_last_goodbye(plain_page: Page, publication: Publication) -> None:
    page, reader = plain_page, "plain@example.com"
    page.goto(f"{publication.address}/")
    page.get_by_role("link", name="Subscribe", exact=True).first.click()
    form = page.locator("form.signup").first
    form.get_by_label("Email address").fill(reader)
    form.get_by_label("New content", exact=True).check()
    form.get_by_label("Send me weekly emails").check()
    form.get_by_role("button", name="Subscribe").click()

    # A static page cannot say when it was opened, so the inbox asks once more; whoever is quick presses again.
    button = page.get_by_role("button", name="Yes, subscribe me")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    for _ in range(PRESSES):
        if not button.count():
            break
        button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    assert publication.status(reader) is Status.PENDING

    # The message is in the outbox, as the reader would get it.
    text = open_mail(page, publication, reader, CONFIRM)
    shown = page.frame_locator("iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text(CONFIRM)
    confirm = link(text, "/inbox/confirm/")
    assert shown.get_by_role("link", name="Confirm the subscription").get_attribute("href") == confirm

    # Scanners may open the link as often as they like; the button confirms.
    for _ in range(3):
        with urllib.request.urlopen(confirm) as answer:
            assert answer.status == 200
    assert publication.status(reader) is Status.PENDING
    page.goto(confirm)
    page.get_by_role("button", name="Yes, subscribe me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are an Insider")
    kept = publication.kept(reader)
    assert (kept.subscriber.status, kept.subscriber.interests) == (Status.CONFIRMED, ("content",))
    (consent,) = kept.consents
    assert (consent.form, consent.page) == ("subscribe", "/subscribe/")
    assert consent.wording.startswith("Send me weekly emails")

    # Other interests, and all that is kept, by mail.
    page.get_by_role("link", name="choose what we write to you about").click()
    page.get_by_label("Special offers").check()
    page.get_by_label("New content").uncheck()
    page.get_by_label("Your name").fill("Plain Reader")
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.get_by_role("status")).to_have_text("Your choice is kept.")
    person = publication.kept(reader).subscriber
    assert (person.name, person.interests) == ("Plain Reader", ("offers",))
    unsubscribe = page.locator("form", has_text="Unsubscribe").get_attribute("action") or ""
    page.get_by_role("button", name="Send me my data").click()
    expect(page.get_by_role("status")).to_have_text("We have sent it to your address.")
    assert "Plain Reader" in open_mail(page, publication, reader, "What Your Industry Insider keeps about you")

    # One POST of the mail program ends it.
    post = urllib.request.Request(urljoin(publication.address, unsubscribe), b"List-Unsubscribe=One-Click")
    with urllib.request.urlopen(post) as answer:
        assert answer.status == 200
        assert answer.headers["Set-Cookie"] is None
    assert publication.status(reader) is Status.UNSUBSCRIBED


def test_with_scripts_and_the_keyboard_alone(page: Page, publication: Publication) -> None:
    reader = "keys@example.com"
    page.goto(f"{publication.address}/subscribe/")
    form = page.locator("form.signup").first
    email = form.get_by_label("Email address")
    for _ in range(60):
        if email.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(email).to_be_focused()
    page.keyboard.type(reader)
    consent = form.get_by_label("Send me weekly emails")
    for _ in range(10):
        page.keyboard.press("Tab")
        if consent.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("Look into your mail")
    expect(page).to_have_url(f"{publication.address}/subscribe/")

    text = open_mail(page, publication, reader, CONFIRM)
    page.goto(link(text, "/inbox/confirm/"))
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent") == "Yes, subscribe me":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are an Insider")
    assert publication.status(reader) is Status.CONFIRMED


def test_what_is_wrong_is_told_in_place_by_the_inbox_itself(page: Page, publication: Publication) -> None:
    page.goto(f"{publication.address}/subscribe/")
    form = page.locator("form.signup").first
    email = form.get_by_label("Email address")
    email.fill("somebody@localhost")  # right for the browser, not for mail
    form.get_by_label("Send me weekly emails").check()
    form.get_by_role("button", name="Subscribe").click()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    expect(form).to_contain_text("This does not look like an e-mail address.")
