"""WordPress's short addresses on a host that has no rules for queries: the front page leads on by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).resolve().parents[2] / "theme/static/js/former.js"


def test_a_short_address_leads_to_its_article(page: Page, site: str) -> None:
    page.goto(f"{site}/?p=123")
    page.wait_for_url("**/2026/01/plain/")
    expect(page.get_by_role("heading", level=1)).to_have_text("A plain article")


def test_the_way_back_does_not_lead_in_a_circle(page: Page, site: str) -> None:
    page.goto(f"{site}/about/")
    page.goto(f"{site}/?p=123")
    page.wait_for_url("**/2026/01/plain/")
    page.go_back()
    page.wait_for_url("**/about/")


@pytest.mark.parametrize("query", ["p=124", "p=constructor", "cat=__proto__", "page_id=//evil.example/"])
def test_an_unknown_one_stays_on_the_front_page(page: Page, site: str, query: str) -> None:
    with page.expect_response("**/old-addresses.json") as answer:
        page.goto(f"{site}/?{query}")
    answer.value.finished()
    assert page.evaluate("new Promise((done) => setTimeout(() => done(location.search)))") == f"?{query}"


def test_readers_of_the_front_page_itself_load_no_map(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/", wait_until="networkidle")
    assert any("/js/former." in url for url in asked)
    assert not [url for url in asked if "old-addresses" in url]


def test_the_script_has_less_than_a_kilobyte() -> None:
    assert SCRIPT.stat().st_size < 1024
