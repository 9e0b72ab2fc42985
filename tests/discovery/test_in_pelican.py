"""What machines are told, through real Pelican: on every page, and in the files they ask for by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from tests.publications import article, make
from tests.rendering.probe import HOSTILE_TITLE, Page, probe_publication, read_page, with_probe_theme
from tests.rendering.probe_build import build

BASE = "https://yourindustryinsider.example"
TITLE = HOSTILE_TITLE.strip("'")


def pages(output: Path) -> dict[str, Page]:
    """Every page by its address."""
    return {
        "/" + file.relative_to(output).as_posix().removesuffix("index.html"): read_page(file)
        for file in output.rglob("*.html")
    }


@pytest.fixture(scope="module")
def all_pages(probed: Path) -> dict[str, Page]:
    return pages(probed)


def test_every_page_says_what_it_is(all_pages: dict[str, Page]) -> None:
    kinds = {address: set(page.nodes) - {"WebSite", "Organization"} for address, page in all_pages.items()}
    assert kinds["/"] == {"WebPage"}
    assert kinds["/2026/06/rich/"] == {"BlogPosting", "BreadcrumbList"}
    assert kinds["/category/breaking-in/"] == kinds["/tag/film/"] == kinds["/archive/"] == kinds["/series/first-days/"]
    assert kinds["/topics/"] == kinds["/webinars/"] == kinds["/offers/"] == {"CollectionPage", "BreadcrumbList"}
    assert kinds["/author/idle/"] == {"ProfilePage", "BreadcrumbList"}
    assert kinds["/webinars/call/"] == {"WebPage", "BreadcrumbList", "EducationEvent"}
    assert kinds["/offers/review/"] == kinds["/about/"] == {"WebPage", "BreadcrumbList"}
    assert kinds["/404.html"] == set()


def test_every_page_has_one_canonical_address_its_own(all_pages: dict[str, Page]) -> None:
    for address, page in all_pages.items():
        assert page.canonical == page.meta("og:url") == BASE + address


def test_every_card_is_complete(all_pages: dict[str, Page]) -> None:
    for address, page in all_pages.items():
        for name in ("title", "type", "url", "image", "image:alt", "description", "site_name"):
            assert page.meta(f"og:{name}"), (address, name)
        assert page.meta("twitter:card")
    titles = [page.meta("og:title") for page in all_pages.values()]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_breadcrumbs_lead_from_the_front_page(all_pages: dict[str, Page]) -> None:
    def crumbs(address: str) -> list[tuple[str, str | None]]:
        return all_pages[address].crumbs

    assert crumbs("/") == crumbs("/404.html") == []
    assert crumbs("/2026/06/rich/") == [
        ("Home", f"{BASE}/"),
        ("Career advice", f"{BASE}/category/career-advice/"),
        ("The article rich", None),
    ]
    assert [title for title, _ in crumbs("/webinars/call/")] == ["Home", "Webinars", "A call"]
    assert [title for title, _ in crumbs("/offers/review/")] == ["Home", "Offers", "A review"]
    assert [title for title, _ in crumbs("/tag/film/")] == ["Home", "Topics", "Film"]
    assert [title for title, _ in crumbs("/series/first-days/")] == ["Home", "Topics", "First Days"]
    assert [title for title, _ in crumbs("/author/idle/")] == ["Home", "Idle Hand"]


def test_every_link_of_a_breadcrumb_leads_somewhere(all_pages: dict[str, Page]) -> None:
    for page in all_pages.values():
        for _, address in page.crumbs:
            assert address is None or address.removeprefix(BASE) in all_pages


def test_an_article_with_a_picture_shows_it(all_pages: dict[str, Page]) -> None:
    page = all_pages["/2026/06/rich/"]
    lead = page.facts["lead_image"][0]
    assert page.meta("og:image") == page.nodes["BlogPosting"]["image"] == lead
    assert (page.meta("og:image:alt"), page.meta("og:image:width")) == ("Wide", "1200")
    assert page.nodes["BlogPosting"]["dateModified"] == "2026-06-15T10:00:00-07:00"
    assert all_pages["/2026/06/second/"].meta("og:image") == f"{BASE}/social.png"


def test_an_author_with_a_photo_is_shown(all_pages: dict[str, Page]) -> None:
    entity = all_pages["/author/idle/"].nodes["ProfilePage"]["mainEntity"]
    assert entity["image"] == all_pages["/2026/06/rich/"].facts["lead_image"][0]  # the same picture
    desk = all_pages["/author/desk/"].nodes["ProfilePage"]
    assert (desk["dateCreated"][:10], desk["dateModified"][:10]) == ("2026-01-01", "2026-06-20")


def test_a_webinar_has_a_calendar(probed: Path, all_pages: dict[str, Page]) -> None:
    facts = all_pages["/webinars/call/"].facts
    assert (facts["ends"], facts["host"]) == ("2026-12-09T18:00:00-08:00", "Idle Hand")
    assert facts["calendar"] == "webinars/call/call.ics"
    for name in ("call/call.ics", "calendar.ics"):
        assert b"\r\nUID:call@yourindustryinsider.example\r\n" in (probed / "webinars" / name).read_bytes()


def test_a_hostile_title_is_nothing_but_a_title(all_pages: dict[str, Page], probed: Path) -> None:
    page = all_pages["/2026/06/hostile/"]
    assert page.meta("og:title") == page.nodes["BlogPosting"]["headline"] == page.crumbs[-1][0] == TITLE
    for file in probed.rglob("*"):
        if file.suffix in {".html", ".xml", ".ics"}:
            assert b"<script>alert" not in file.read_bytes(), file
    assert page.soup.find("b") is None


def sitemap(output: Path) -> dict[str, str | None]:
    """Address → lastmod."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = etree.parse(output / "sitemap.xml").getroot()
    return {str(url.findtext(f"{space}loc")): url.findtext(f"{space}lastmod") for url in root}


def test_the_sitemap_has_every_page_but_the_hidden_ones(probed: Path, all_pages: dict[str, Page]) -> None:
    assert sitemap(probed).keys() == {BASE + address for address in all_pages} - {
        f"{BASE}/404.html",
        f"{BASE}/unlisted/",
    }


def test_the_sitemap_knows_when_pages_truly_changed(probed: Path) -> None:
    found = sitemap(probed)
    assert found[f"{BASE}/2026/06/rich/"] == "2026-06-15T10:00:00-07:00"
    assert found[f"{BASE}/2026/06/second/"] == "2026-06-08T09:00:00-07:00"
    assert found[f"{BASE}/series/first-days/"] == "2026-06-15T10:00:00-07:00"
    assert found[f"{BASE}/page/1/"] == "2026-02-01T09:00:00-08:00"
    assert found[f"{BASE}/about/"] == "2026-05-05T09:00:00-07:00"
    assert found[f"{BASE}/category/moving-up/"] is None
    assert found[f"{BASE}/webinars/call/"] is None
    assert found[f"{BASE}/"] == found[f"{BASE}/archive/"] == "2026-06-20T09:00:00-07:00"


def test_hosts_and_robots_get_their_files(probed: Path) -> None:
    assert f"Sitemap: {BASE}/sitemap.xml" in (probed / "robots.txt").read_text()
    assert "Content-Security-Policy: default-src 'none'" in (probed / "_headers").read_text()


def test_a_preview_keeps_robots_out_and_names_the_public_addresses(tmp_path: Path) -> None:
    output = build(probe_publication(tmp_path), "preview")
    assert "Disallow: /\n" in (output / "robots.txt").read_text()
    for address, page in pages(output).items():
        assert page.canonical == BASE + address
        assert "http" not in "".join(link or "" for _, link in page.crumbs)


def test_an_unknown_kind_of_page_is_named(tmp_path: Path) -> None:
    publication = with_probe_theme(make(tmp_path))
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "404.html").write_text('{{ structured_data("artcle") }}')
    with (tmp_path / "production.py").open("a") as settings:
        settings.write(f"THEME_TEMPLATES_OVERRIDES = [{str(templates)!r}]\n")
    done = publication.build()
    assert done.returncode == 1
    assert re.search(r"'artcle' is not a kind of page; did you\s+mean `article`", done.stderr)


def test_a_title_in_another_script_and_a_long_word_are_kept(tmp_path: Path) -> None:
    publication = with_probe_theme(make(tmp_path))
    for slug, title in (("rtl", "מה כתוב בדף הזה"), ("long", "W" * 70)):
        publication.write(f"articles/{slug}.md", article(slug, "x " + "V" * 300, title=title))
    output = build(publication)
    for slug, title in (("rtl", "מה כתוב בדף הזה"), ("long", "W" * 70)):
        assert read_page(output / f"2026/01/{slug}/index.html").nodes["BlogPosting"]["headline"] == title
