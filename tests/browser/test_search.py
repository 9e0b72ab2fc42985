"""The search in a real browser: by keyboard, announced, filtered, and out of the way until it is wanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def test_nothing_of_it_is_loaded_before_it_is_wanted(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/search/")
    assert not [url for url in asked if "pagefind" in url or "/search." in url]
    with page.expect_response(lambda answer: "pagefind" in answer.url):
        page.get_by_role("searchbox").focus()


def test_results_come_as_one_types_and_are_announced(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("headings")
    expect(page.get_by_role("status")).to_contain_text("for “headings”")
    expect(page.get_by_role("link", name="An article with forty headings")).to_be_visible()


def test_what_was_found_is_marked_and_the_words_around_it_keep_their_distance(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("article")
    marks = page.locator("[data-results] mark")
    expect(marks.first).to_be_visible()
    around = marks.evaluate_all("(all) => all.map((mark) => mark.nextSibling?.textContent ?? '')")
    assert any(around)
    assert [text for text in around if text[:1].isalnum()] == []


def test_a_search_that_cannot_be_loaded_says_so_and_where_to_look_instead(page: Page, site: str) -> None:
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("headings")
    expect(page.get_by_role("status")).to_have_text(
        "The search cannot be loaded just now. The topics and the archive lead to every article."
    )


def test_an_unlisted_article_is_not_found(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("reached by its address alone")
    expect(page.get_by_role("status")).to_contain_text("for “reached by its address alone”")
    expect(page.get_by_role("link", name="An unlisted article")).to_have_count(0)


def test_the_slash_key_leads_to_the_field_from_everywhere(page: Page, site: str) -> None:
    page.goto(f"{site}/about/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/**")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.keyboard.type("headings")
    expect(page.get_by_role("status")).to_contain_text("for “headings”")
    page.get_by_role("link", name="Archive").first.focus()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_arrow_keys_go_through_the_results_and_enter_opens_one(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    field = page.get_by_role("searchbox")
    field.press_sequentially("forty headings")
    first = page.locator("[data-results] a").first
    expect(first).to_be_visible()
    field.press("ArrowDown")
    expect(first).to_be_focused()
    first.press("ArrowUp")
    expect(field).to_be_focused()
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2026/01/**")


def test_results_are_narrowed_by_section_and_year(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("article")
    results = page.locator("[data-results] li")
    expect(results.first).to_be_visible()
    page.get_by_role("combobox", name="Section").select_option("Changing lanes")
    expect(results).to_have_count(1)
    expect(results.first).to_contain_text("Alone in its section")
    page.get_by_role("combobox", name="Section").select_option("")
    page.get_by_role("combobox", name="Year").select_option("2099")
    expect(results).to_have_count(1)
    expect(results.first).to_contain_text("An article of the future")


def test_a_hostile_title_and_query_stay_text(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").fill("<img src=x onerror=alert(1)> script")
    expect(page.get_by_role("status")).to_contain_text("<img src=x onerror=alert(1)>")
    page.get_by_role("searchbox").fill("quotes")
    expect(page.locator("[data-results]")).to_contain_text("<script>alert(1)</script> & “quotes”")
    assert page.locator("[data-results] script, main img[src=x]").count() == 0


def test_the_404_page_searches_too(page: Page, site: str) -> None:
    page.goto(f"{site}/no-such-page/")
    page.get_by_role("searchbox").press_sequentially("plain article")
    expect(page.locator("[data-results] a", has_text="A plain article").first).to_be_visible()


def test_an_address_with_a_query_searches_at_once(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=footnote")
    expect(page.locator("[data-results] a", has_text="A code block")).to_be_visible()


def test_without_scripts_the_lists_are_named(browser: BrowserContext, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search/")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("main").get_by_role("link", name="Topics from A to Z")).to_be_visible()
    context.close()


def test_it_costs_at_most_120_kilobytes_to_the_first_result(page: Page, site: str) -> None:
    """Sizes as gzip sends them; the preview server sends them plain."""
    import gzip

    loaded: dict[str, int] = {}

    def note(answer: object) -> None:
        url = answer.url
        if "pagefind" in url or "/js/search." in url:
            loaded[url] = len(gzip.compress(answer.body()))

    page.on("response", note)
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").press_sequentially("hea")
    expect(page.locator("[data-results] a").first).to_be_visible()
    assert 0 < sum(loaded.values()) <= 120_000, loaded
