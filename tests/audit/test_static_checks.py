"""The audit's static checks over the test publication, and proof that each of them finds what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit import static
from tests.audit.figure import Figure
from tests.audit.page import read_site

URL = "https://site.example"
GOOD = """<!doctype html>
<html lang="en"><head><title>{title}</title><meta name="description" content="What it says.">
<link rel="canonical" href="{url}{address}"><meta name="twitter:card" content="summary">
<meta property="og:title" content="T"><meta property="og:type" content="website">
<meta property="og:url" content="{url}{address}"><meta property="og:image" content="{url}/card.png">
<meta property="og:description" content="D"><meta property="og:site_name" content="S">
<script type="application/ld+json">{{"@type": "WebSite", "name": "S", "url": "{url}/"}}</script></head>
<body><a href="#main">Skip</a><main id="main"><h1>Words</h1>{body}</main></body></html>
"""
FAULTS = {
    "head.no_title": ("<title>First</title>", ""),
    "head.same_title": ("<title>First</title>", "<title>Second</title>"),
    "head.no_description": ('<meta name="description" content="What it says.">', ""),
    "head.no_canonical": ('<link rel="canonical" href="https://site.example/">', ""),
    "head.canonical_elsewhere": ('href="https://site.example/"', 'href="https://site.example/second/"'),
    "head.no_lang": (' lang="en"', ""),
    "social.og_incomplete": ('content="website"', 'content="article"'),
    "social.no_twitter_card": ('<meta name="twitter:card" content="summary">', ""),
    "html.repeated_ids": ("</main>", '<p id="main"></main>'),
    "headings.not_one_h1": ("</main>", "<h1>Again</h1></main>"),
    "headings.skipped": ("</main>", "<h3>Too deep</h3></main>"),
    "images.no_alt": ("</main>", '<img src="/card.png" width="1" height="1"></main>'),
    "images.no_size": ("</main>", '<img src="/card.png" alt=""></main>'),
    "landmarks.main": ("</main>", "</main><main></main>"),
    "landmarks.skip_link": ('<a href="#main">', '<a href="/second/">'),
    "leftovers": ("</main>", '<a href="{static}/card.png">Card</a></main>'),
    "inline.handlers": ("<h1>", '<h1 onclick="go()">'),
    "inline.scripts": ("</main>", "<script>go()</script></main>"),
    "inline.styles": ("</main>", "<style>p {}</style></main>"),
    "inline.style_attrs": ("<h1>", '<h1 style="color: red">'),
    "embeds.third_party": ("</main>", '<img src="//other.example/a.png" alt="" width="1" height="1"></main>'),
    "links.unresolved": ("</main>", '<a href="/second/#nowhere">Go</a></main>'),
    "assets.missing": ("/card.png", "/other.png"),
    "jsonld.pages_without": ("application/ld+json", "application/json"),
    "jsonld.posts_without_article": ('content="website"', 'content="article"'),
    "jsonld.required_missing": ('"name": "S", ', ""),
    "jsonld.recommended_missing": ('"@type"', '"dateCreated": "2026-11-23T09:00", "@type"'),
}
OF_THE_SITEMAP = {"sitemap.dead", "sitemap.unlisted", "sitemap.missing_pages", "robots_txt"}


def _write_good_site(root: Path) -> None:
    for title, address in (("First", "/"), ("Second", "/second/")):
        file = root / address.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(GOOD.format(title=title, url=URL, address=address, body='<a href="/second/#main">Go</a>'))
    (root / "card.png").touch()
    (root / "robots.txt").touch()
    _write_sitemap(root, "/", "/second/")


def _write_sitemap(root: Path, *addresses: str) -> None:
    entries = "".join(f"<url><loc>{URL}{address}</loc></url>" for address in addresses)
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    (root / "sitemap.xml").write_text(text)


def _missed(root: Path) -> set[str]:
    return {figure.check for figure in static.figures(read_site(root, URL)) if not figure.is_met}


def test_a_good_site_misses_nothing(tmp_path: Path) -> None:
    _write_good_site(tmp_path)
    assert _missed(tmp_path) == set()


@pytest.mark.parametrize("check", FAULTS)
def test_a_check_finds_its_fault(tmp_path: Path, check: str) -> None:
    _write_good_site(tmp_path)
    front = tmp_path / "index.html"
    before, after = FAULTS[check]
    assert before in front.read_text()
    front.write_text(front.read_text().replace(before, after))
    assert check in _missed(tmp_path)


def test_the_sitemap_is_held_against_the_pages(tmp_path: Path) -> None:
    _write_good_site(tmp_path)
    second = tmp_path / "second" / "index.html"
    second.write_text(second.read_text().replace("<head>", '<head><meta name="robots" content="noindex">'))
    _write_sitemap(tmp_path, "/second/", "/gone/")
    (tmp_path / "robots.txt").unlink()
    assert _missed(tmp_path) == OF_THE_SITEMAP


def test_every_check_has_a_fault_here(tmp_path: Path) -> None:
    _write_good_site(tmp_path)
    assert {figure.check for figure in static.figures(read_site(tmp_path, URL))} == set(FAULTS) | OF_THE_SITEMAP


@pytest.fixture(scope="module")
def test_publication(built_site: Path) -> dict[str, Figure]:
    """Every static figure of the test publication, by its check."""
    return {figure.check: figure for figure in static.figures(read_site(built_site))}


@pytest.mark.parametrize("check", sorted({*FAULTS, *OF_THE_SITEMAP}))
def test_the_test_publication_is_at_its_target(test_publication: dict[str, Figure], check: str) -> None:
    figure = test_publication[check]
    assert figure.is_met, f"{figure.value} should be {figure.target}\n" + "\n".join(map(str, figure.causes[:20]))
