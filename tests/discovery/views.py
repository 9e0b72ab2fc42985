"""A site and pages of it, as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from plugins.discovery.page_view import Article, Crumb, Image, PageView, Profile, Subject, WebSite

ZONE = timezone(timedelta(hours=-8))
SITE = WebSite(
    name="Your Industry Insider",
    description="A true picture.",
    address="https://example.org",
    language="en",
    image=Image("https://example.org/social.png", "Your Industry Insider", 1200, 630),
    logo="https://example.org/apple-touch-icon.png",
)
JENNY = Profile("JennyYM", "https://example.org/author/jennyym/", full_name="Jenny Yerrick Martin")
POST = Article(
    published=datetime(2026, 11, 24, 9, 0, tzinfo=ZONE),
    updated=datetime(2026, 11, 25, 17, 0, tzinfo=UTC),
    author=JENNY,
    section="Career advice",
    tags=("interviews", "job search"),
    words=473,
)
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"quotes\" & 'apostrophes' & <b>",
    "line\u2028separator\u2029paragraph",
    "W" * 300,
    "מה כתוב בדף הזה",
    "]]> &amp; {{ x }}",
]


def page(
    kind: str = "article", title: str = "A title", subject: Subject = POST, address: str = "2026/11/a/"
) -> PageView:
    """A page with a way of three steps."""
    return PageView(
        kind=kind,
        title=title,
        description=f"About {title}",
        address=f"https://example.org/{address}",
        image=SITE.image,
        way=(Crumb("Home", "/"), Crumb("Career advice", "/category/career-advice/"), Crumb(title)),
        subject=subject,
    )
