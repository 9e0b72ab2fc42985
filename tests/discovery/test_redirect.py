"""Former addresses: the rules, their faults, and what each host makes of them, nginx and Caddy for real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.discovery import host_files
from plugins.discovery.redirect import Former, QueryRedirect, Redirect, Rules, faults, rules
from tests.servers import ask, caddy, nginx

ARTICLE = Former("/2011/11/must-dos/", ("/2011/11/three-must-dos/", "/?p=123"))
PLAIN = Former("/2026/01/plain/")
SECTION = Former("/category/career-advice/", (), "/feeds/section/career-advice")
LIVING = ["/", "/2011/11/must-dos/", "/2026/01/plain/", "/category/career-advice/", "/about/", "/archive/", "/feeds/"]
LIVING += [f"/page/{number}/" for number in (1, 2)]


@pytest.fixture
def made() -> Rules:
    former = {"/?cat=3": "/category/career-advice/", "/hire-us/": "/about/"}
    return rules([ARTICLE, PLAIN], [], [SECTION], former, LIVING, pages=2)


def targets(made: Rules) -> dict[str, str]:
    return {redirect.source: redirect.target for redirect in made.exact}


def test_aliases_and_settings_lead_to_their_pages(made: Rules) -> None:
    found = targets(made)
    assert found["/2011/11/three-must-dos/"] == "/2011/11/must-dos/"
    assert found["/hire-us/"] == "/about/"
    assert made.queries == (
        QueryRedirect("cat", "3", "/category/career-advice/"),
        QueryRedirect("p", "123", "/2011/11/must-dos/"),
    )


def test_the_feeds_of_wordpress_lead_to_ours(made: Rules) -> None:
    found = targets(made)
    assert found["/feed/"] == "/feeds/all.rss.xml"
    assert found["/feed/atom/"] == "/feeds/all.atom.xml"
    assert found["/category/career-advice/feed/"] == "/feeds/section/career-advice.rss.xml"
    assert found["/2026/01/plain/feed/"] == found["/plain/feed/"] == "/2026/01/plain/"


def test_no_rule_covers_a_living_page(made: Rules) -> None:
    assert not set(targets(made)) & set(LIVING)
    assert "/page/2/" not in targets(made)
    assert targets(made)["/page/3/"] == "/archive/"


def test_faults_are_told() -> None:
    loop = Redirect("/a/", "/a/")
    chain, further = Redirect("/b/", "/c/"), Redirect("/c/", "/about/")
    nowhere = Redirect("/d/", "/nothing/")
    found = {fault[0]: fault[2] for fault in faults(Rules((loop, chain, further, nowhere), (), ()), LIVING)}
    assert found == {loop: "delete it", chain: "lead it to /about/", nowhere: "correct the target"}


def test_the_hosts_file_has_every_rule(made: Rules) -> None:
    lines = host_files.redirects_file(made).splitlines()
    assert "/2011/11/three-must-dos/ /2011/11/must-dos/ 301" in lines
    assert "/2011/11/:slug/:attachment/ /2011/11/:slug/ 301" in lines


def test_the_front_page_gets_a_small_map(made: Rules) -> None:
    assert json.loads(host_files.query_map(made)) == {
        "cat=3": "/category/career-advice/",
        "p=123": "/2011/11/must-dos/",
    }


def test_a_stub_leads_on_and_escapes() -> None:
    page = host_files.stub('/a"><script>/', "https://site.example")
    assert "<script>" not in page
    assert 'content="0; url=https://site.example/a&quot;' in page


EXPECTED = {
    "/2011/11/three-must-dos/": (301, "/2011/11/must-dos/"),
    "/feed/": (301, "/feeds/all.rss.xml"),
    "/2026/01/plain/feed/": (301, "/2026/01/plain/"),
    "/2026/01/plain/a-picture/": (301, "/2026/01/plain/"),
    "/wp-content/uploads/2011/11/desk-300x200.jpg": (301, "/images/desk.jpg"),
    "/wp-content/uploads/2011/11/desk.jpg": (301, "/images/desk.jpg"),
    "/?p=123": (301, "/2011/11/must-dos/"),
    "/?cat=3": (301, "/category/career-advice/"),
    "/2011/11/must-dos/?replytocom=7": (301, "/2011/11/must-dos/"),
    "/page/7/": (301, "/archive/"),
    "/": (200, ""),
    "/?p=124": (200, ""),
    "/2011/11/must-dos/": (200, ""),
    "/nothing/": (404, ""),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for address in ("/", "/2011/11/must-dos/", "/2026/01/plain/"):
        (folder / address.strip("/")).mkdir(parents=True, exist_ok=True)
        (folder / address.strip("/") / "index.html").write_text("a page")
    (folder / "404.html").write_text("not here")
    return folder


def test_nginx_follows_every_rule(made: Rules, site: Path, tmp_path: Path) -> None:
    server = "if ($former) { return 301 $former; }"
    with nginx(site, tmp_path / "nginx", host_files.nginx_map(made), server) as address:
        assert {path: ask(address, path) for path in EXPECTED} == EXPECTED


def test_caddy_follows_every_rule(made: Rules, site: Path, tmp_path: Path) -> None:
    with caddy(site, tmp_path / "caddy", host_files.caddy_snippet(made), "    import former_addresses") as address:
        assert {path: ask(address, path) for path in EXPECTED} == EXPECTED
