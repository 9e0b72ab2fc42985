"""A reader on the publication itself: finds the must-dos, reads, prints, goes on, in the dark, by keyboard alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.building import build as building
from plugins.preview.board import Board
from plugins.preview.server import PreviewServer
from tasks import CHECKS
from tests.browsing import watch
from tests.publications import of_today

pytestmark = pytest.mark.browser

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
MUST_DOS = "/2011/11/three-must-dos-when-you-dont-get-the-job/"
TITLE = "Three Must-dos When You Don’t Get the Job"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the publication as a preview, on loopback."""
    folder = tmp_path_factory.mktemp("publication") / "site"
    building.build(of_today(folder.parent, "pelicanconf"), folder, CHECKS, NOW)
    board = Board()
    board.succeed(folder)
    server = PreviewServer(("127.0.0.1", 0), board, notice=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_from_the_front_page_to_the_end_and_back(page: Page, publication: str) -> None:
    page.goto(f"{publication}/")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Career advice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Career advice")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(f"**{MUST_DOS}")

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Career advice")
    expect(page.get_by_role("link", name="JennyYM", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="4 Comments")).to_be_visible()
    items = page.locator(".prose ol > li")
    expect(items).to_have_count(3)
    assert [item.locator("strong").first.inner_text() for item in items.all()], "each begins with its lead"

    related = page.get_by_role("region", name="Read next").get_by_role("link")
    name, target = related.first.inner_text(), related.first.get_attribute("href")
    related.first.click()
    page.wait_for_url(f"**{target}")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_printed_it_is_the_article_and_its_address_and_no_furniture(page: Page, publication: str) -> None:
    page.goto(publication + MUST_DOS)
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="print")
    words = " ".join(page.locator("body").inner_text().split())
    for wanted in ("polished your resume", "JennyYM", MUST_DOS):
        assert wanted in words
    for furniture in ("Skip to the text", "Become an Insider", "Read next", "Copy link"):
        assert furniture not in words


def test_as_a_checklist_it_is_the_title_and_the_must_dos(page: Page, publication: str) -> None:
    page.goto(publication + MUST_DOS)
    page.evaluate("window.print = () => { document.body.dataset.printed = document.documentElement.dataset.print; }")
    page.get_by_role("button", name="Print as checklist").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "checklist")
    page.evaluate("document.documentElement.dataset.print = 'checklist'")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".prose ol > li").first).to_be_visible()
    expect(page.get_by_text("You polished your resume")).to_be_hidden()
    shown = [line for line in page.locator("main").inner_text().splitlines() if line.strip()]
    leads = ["Be gracious.", "Be a resource, if you can.", "Keep the door open."]
    assert (shown[0], [line for line in shown if line in leads]) == (TITLE, leads)
    assert MUST_DOS in shown[-1], "after the last of them comes the address, and nothing else"


def test_in_the_dark_the_switch_is_remembered_and_never_flashes(
    browser: Browser, watched: list[str], publication: str
) -> None:
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch(page, watched)
    page.goto(publication + MUST_DOS)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    # The scheme is set before the body is there: whatever is painted first is dark already.
    page.add_init_script("""new MutationObserver((_, observer) => {
        if (!document.body) return;
        observer.disconnect();
        window.first = document.documentElement.dataset.theme;
    }).observe(document, { childList: true, subtree: true });""")
    page.goto(f"{publication}/archive/")
    assert page.evaluate("window.first") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    context.close()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the link of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText?.trim()") == name:
            return
    raise AssertionError(f"Tab never reaches “{name}”")


def test_by_keyboard_alone(page: Page, publication: str) -> None:
    page.goto(f"{publication}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    _tab_to(page, "Career advice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/category/career-advice/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the head, to the text
    _tab_to(page, TITLE)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{MUST_DOS}")
    _tab_to(page, "4 Comments")
    page.keyboard.press("Enter")
    expect(page.locator("#comments")).to_be_in_viewport()


def test_without_scripts_nothing_of_it_is_missing(browser: Browser, publication: str) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{publication}/category/career-advice/")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("Trackbacks for this post")).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    context.close()
