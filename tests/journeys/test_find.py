"""A reader finds an article: by the search and its keyboard, by a feed, and by links from years ago."""

from __future__ import annotations

import re
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Page, expect

from tests.servers import ask, caddy, nginx
from tests.serving import get

SITE = "https://yourindustryinsider.example"
OLD = {
    "/2015/03/an-older-address/": "/2026/01/plain/",
    "/?p=123": "/2026/01/plain/",
    "/feed/": "/feeds/all.rss.xml",
    "/category/career-advice/feed/": "/feeds/section/career-advice.rss.xml",
    "/2026/01/plain/attached-picture/": "/2026/01/plain/",
    "/2026/01/plain/?replytocom=42": "/2026/01/plain/",
    "/page/77/": "/archive/",
}


def test_by_the_search_and_the_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/**")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("article")
    expect(page.get_by_role("status")).to_contain_text("articles for “article”")
    page.keyboard.press("Tab")  # to the sections
    expect(page.get_by_role("combobox", name="Section")).to_be_focused()
    page.keyboard.type("Moving")
    expect(page.get_by_role("status")).to_have_text("1 article for “article”.")
    expect(page.locator("[data-results] li")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2026/01/no-headings/")
    expect(page.get_by_role("heading", level=1)).to_have_text("An article with no headings")


def test_by_a_feed_that_the_page_announces(page: Page, site: str) -> None:
    page.goto(f"{site}/category/career-advice/")
    announced = page.locator("link[rel=alternate][type='application/rss+xml']").last.get_attribute("href")
    assert announced
    parsed = feedparser.parse(get(site + announced)[1])
    assert parsed.feed.title.endswith("career advice")
    titles = [entry.title for entry in parsed.entries]
    assert "A plain article" in titles
    page.goto(f"{site}/feeds/")
    expect(page.get_by_role("link", name="All articles, RSS")).to_be_visible()


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_by_links_from_years_ago(built_site: Path, tmp_path: Path, server: str) -> None:
    hosts = built_site / "_hosts"
    if server == "nginx":
        rules = (hosts / "redirects.nginx.conf").read_text()
        running = nginx(built_site, tmp_path / "server", rules, "if ($former) { return 301 $former; }")
    else:
        rules = (hosts / "redirects.caddy").read_text()
        running = caddy(built_site, tmp_path / "server", rules, "    import former_addresses")
    with running as address:
        for old, new in OLD.items():
            assert ask(address, old) == (301, new)
            assert ask(address, new)[0] == 200
        for name in ("hills-300x200.jpg", "clapperboard.svg"):
            moved, picture = ask(address, f"/wp-content/uploads/2011/11/{name}")
            assert (moved, ask(address, picture)) == (301, (200, ""))
            assert picture.startswith(f"/pictures/{re.split('[-.]', name)[0]}.")
        assert ask(address, "/never-was/")[0] == 404
        assert ask(address, "/2026/01/plain/")[0] == 200
