"""Former addresses: the rules, their faults, and what each host makes of them, nginx and Caddy for real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.discovery import host_files
from plugins.discovery.redirect import Former, QueryRedirect, Rules, rules
from tests.servers import ask, caddy, nginx

ARTICLE = Former("/2011/11/must-dos/", ("/2011/11/three-must-dos/", "/?p=123"), "/feeds/comments/must-dos")
PLAIN = Former("/2026/01/plain/")
SECTION = Former("/category/career-advice/", (), "/feeds/section/career-advice")
LIVING = ["/", "/2011/11/must-dos/", "/2026/01/plain/", "/category/career-advice/", "/about/", "/archive/", "/feeds/"]
LIVING += [f"/page/{number}/" for number in (1, 2)]
LIVING += ["/2011/11/must-dos/comment-page-2/", "/feeds/comments.rss.xml", "/feeds/comments.atom.xml"]
LONG = "a-slug-as-long-as-any-may-be-" * 4
FORMER = {
    "/?cat=3": "/category/career-advice/",
    "/hire-us/": "/about/",
    "/old-page": "/about/",
    "/2009/05/caf%C3%A9-owner.html": "/about/",
    "/wp-content/uploads/2010/03/rates.pdf": "/about/",
    f"/2010/01/{LONG}/": "/about/",
}
UPLOADS = {"desk.jpg": "/pictures/desk.0a1b2c3d4e-1200.jpg", "rates.pdf": "/images/rates.pdf"}
UPLOADS |= {"my desk (1).jpg": "/pictures/my-desk--1-.99887766aa-800.jpg"}


@pytest.fixture
def made() -> Rules:
    return rules([ARTICLE, PLAIN], [], [SECTION], FORMER, LIVING, UPLOADS)


def targets(made: Rules) -> dict[str, str]:
    return {redirect.source: redirect.target for redirect in made.exact}


def test_aliases_and_settings_lead_to_their_pages(made: Rules) -> None:
    found = targets(made)
    assert found["/2011/11/three-must-dos/"] == "/2011/11/must-dos/"
    assert found["/hire-us/"] == "/about/"
    assert set(made.queries) >= {
        QueryRedirect("cat", "3", "/category/career-advice/"),
        QueryRedirect("p", "123", "/2011/11/must-dos/"),
    }


def test_the_feeds_of_wordpress_lead_to_ours(made: Rules) -> None:
    found = targets(made)
    assert found["/feed/"] == "/feeds/all.rss.xml"
    assert found["/feed/atom/"] == "/feeds/all.atom.xml"
    assert found["/category/career-advice/feed/"] == "/feeds/section/career-advice.rss.xml"
    assert found["/2026/01/plain/feed/"] == found["/plain/feed/"] == "/2026/01/plain/"


def test_the_feeds_of_comments_lead_to_ours_where_there_are_any(made: Rules) -> None:
    found = targets(made)
    assert found["/comments/feed/"] == "/feeds/comments.rss.xml"
    assert found["/comments/feed/atom/"] == "/feeds/comments.atom.xml"
    assert found["/must-dos/feed/"] == found["/2011/11/must-dos/feed/"] == "/feeds/comments/must-dos.rss.xml"
    assert found["/2011/11/must-dos/feed/atom/"] == "/feeds/comments/must-dos.atom.xml"
    assert targets(rules([], [], [], {}, []))["/comments/feed/"] == "/feeds/", "a page that says what there is"


def test_months_lead_into_the_archive(made: Rules) -> None:
    found = targets(made)
    assert found["/2011/"] == found["/2011/11/"] == "/archive/#year-2011"
    assert "/2012/" not in found


def test_no_rule_covers_a_living_page(made: Rules) -> None:
    assert not set(targets(made)) & set(LIVING)
    assert "/page/2/" not in targets(made)
    assert targets(made)["/page/3/"] == "/archive/"


def test_the_hosts_file_has_every_rule(made: Rules) -> None:
    lines = host_files.redirects_file(made).splitlines()
    assert "/2011/11/three-must-dos/ /2011/11/must-dos/ 301" in lines
    assert "/2011/11/:slug/:attachment/ /2011/11/:slug/ 301" in lines
    assert f"/wp-content/uploads/:year/:month/desk.jpg {UPLOADS['desk.jpg']} 301" in lines
    assert all(len(line.split(" ")) == 3 for line in lines[1:])


def test_what_the_publication_named_itself_comes_first_since_hosts_read_no_further_than_a_limit(made: Rules) -> None:
    lines = host_files.redirects_file(made).splitlines()[1:]
    named = {source for source in (*FORMER, *ARTICLE.aliases) if "?" not in source}
    assert {line.split()[0] for line in lines[: len(named)]} == named


def test_the_hosts_file_spares_a_living_page_before_the_pattern_that_fits_it(made: Rules) -> None:
    lines = host_files.redirects_file(made).splitlines()
    spared = "/2011/11/must-dos/comment-page-2/"
    assert lines.index(f"{spared} {spared} 200") < lines.index("/2011/11/:slug/:attachment/ /2011/11/:slug/ 301")


def test_the_front_page_gets_a_small_map(made: Rules) -> None:
    assert json.loads(host_files.query_map(made)) == {
        "cat=3": "/category/career-advice/",
        "p=123": "/2011/11/must-dos/",
    }, "no feeds: their readers run no scripts"


def test_a_stub_leads_on_and_escapes() -> None:
    page = host_files.stub('/a"><script>/', "https://site.example")
    assert "<script>" not in page
    assert 'content="0; url=https://site.example/a&quot;' in page


EXPECTED = {
    "/2011/11/three-must-dos/": (301, "/2011/11/must-dos/"),
    "/2011/11/three-must-dos": (301, "/2011/11/must-dos/"),
    "/feed/": (301, "/feeds/all.rss.xml"),
    "/feed": (301, "/feeds/all.rss.xml"),
    "/?feed=atom": (301, "/feeds/all.atom.xml"),
    "/2026/01/plain/feed/": (301, "/2026/01/plain/"),
    "/must-dos/feed/": (301, "/feeds/comments/must-dos.rss.xml"),
    "/2026/01/plain/a-picture/": (301, "/2026/01/plain/"),
    "/2026/01/plain/trackback": (301, "/2026/01/plain/"),
    "/2011/11/must-dos/comment-page-1/": (301, "/2011/11/must-dos/"),
    "/2011/11/must-dos/comment-page-2/": (200, ""),
    "/2011/11/": (301, "/archive/#year-2011"),
    "/wp-content/uploads/2011/11/desk-300x200.jpg": (301, UPLOADS["desk.jpg"]),
    "/wp-content/uploads/2011/11/desk.jpg": (301, UPLOADS["desk.jpg"]),
    "/wp-content/uploads/2011/11/rates.pdf": (301, "/images/rates.pdf"),
    "/wp-content/uploads/2010/03/rates.pdf": (301, "/about/"),
    "/wp-content/uploads/2011/11/my%20desk%20(1).jpg": (301, UPLOADS["my desk (1).jpg"]),
    "/wp-content/uploads/2011/11/gone.jpg": (404, ""),
    "/old-page": (301, "/about/"),
    "/2009/05/caf%C3%A9-owner.html": (301, "/about/"),
    f"/2010/01/{LONG}/": (301, "/about/"),
    "/?p=123": (301, "/2011/11/must-dos/"),
    "/?p=123&utm_source=x": (301, "/2011/11/must-dos/"),
    "/index.php?p=123": (301, "/2011/11/must-dos/"),
    "/?cat=3": (301, "/category/career-advice/"),
    "/2011/11/must-dos/?replytocom=7": (301, "/2011/11/must-dos/"),
    "/page/7/": (301, "/archive/"),
    "/": (200, ""),
    "/?p=124": (200, ""),
    "/2011/11/must-dos/": (200, ""),
    "/2011/11/must-dos/?p=123": (200, ""),
    "/nothing/": (404, ""),
    "/nothing.html": (404, ""),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for address in ("/", "/2011/11/must-dos/", "/2011/11/must-dos/comment-page-2/", "/2026/01/plain/"):
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
