"""The sitemap, robots.txt, and the headers for hosts."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from plugins.discovery import headers
from plugins.discovery.sitemap import SitemapEntry, robots, sitemap
from tests.discovery.views import ZONE

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(text: str) -> list[tuple[str, str | None]]:
    root = etree.fromstring(text.encode())
    return [(str(url.findtext(f"{NAMESPACE}loc")), url.findtext(f"{NAMESPACE}lastmod")) for url in root]


def test_pages_stand_in_order_with_the_day_of_their_change() -> None:
    changed = datetime(2026, 11, 24, 9, 0, 5, 123, tzinfo=ZONE)
    entries = [SitemapEntry("https://example.org/b/", changed), SitemapEntry("https://example.org/a/")]
    assert read(sitemap(entries)) == [
        ("https://example.org/a/", None),
        ("https://example.org/b/", "2026-11-24T09:00:05-08:00"),
    ]


def test_addresses_are_escaped() -> None:
    address = "https://example.org/?a=1&b=<2>"
    assert read(sitemap([SitemapEntry(address)])) == [(address, None)]


def test_robots_txt_leads_to_the_sitemap_or_closes_the_door() -> None:
    assert robots("https://example.org/sitemap.xml", preview=False).splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: https://example.org/sitemap.xml",
    ]
    closed = robots("https://example.org/sitemap.xml", preview=True)
    assert "Disallow: /\n" in closed
    assert "Sitemap" not in closed


def test_the_policy_allows_this_site_and_nothing_inline() -> None:
    policy = headers.content_security_policy()
    assert policy.startswith("default-src 'none'; ")
    assert "'unsafe-inline'" not in policy
    assert "http" not in policy
    assert "frame-ancestors" not in policy
    assert headers.content_security_policy(for_header=True) == f"{policy}; frame-ancestors 'none'"


def test_the_headers_file_has_both_rules() -> None:
    lines = headers.headers_file(["theme", "pictures"]).splitlines()
    assert lines[0] == "/*"
    assert f"  Content-Security-Policy: {headers.content_security_policy(for_header=True)}" in lines
    kept = "  Cache-Control: public, max-age=31536000, immutable"
    assert lines[-4:] == ["/theme/*", kept, "/pictures/*", kept]
    assert all(line.startswith("/") or (line.startswith("  ") and ": " in line) for line in lines)


def test_the_policy_allows_our_own_files_and_nothing_else() -> None:
    assert headers.content_security_policy() == (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
    )
    assert headers.content_security_policy(for_header=True).endswith("; frame-ancestors 'none'")
