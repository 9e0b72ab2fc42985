"""Cards: what other sites show when a page is shared (Open Graph, Twitter), and plain links to share it with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from plugins.discovery.page_view import Article, PageView, Person, WebSite

WIDE = 600  # pixels; below it a picture is shown small
_TYPES = {"article": "article", "author": "profile"}


@dataclass(frozen=True)
class ShareLink:
    """A place to share a page at; following the link is all that happens."""

    name: str
    address: str


def card(site: WebSite, page: PageView) -> list[tuple[str, str]]:
    """Properties and contents, a property with several values once for each (https://ogp.me/#array).

    Twitter takes from Open Graph what is not said twice.
    """
    image = page.image
    values = {
        "og:site_name": site.name,
        "og:type": _TYPES.get(page.kind, "website"),
        "og:title": page.title,
        "og:description": page.description,
        "og:url": page.address,
        "og:image": image.address,
        "og:image:alt": image.alt,
    }
    if image.width and image.height:
        values |= {"og:image:width": str(image.width), "og:image:height": str(image.height)}
    if isinstance(page.subject, Article):
        values |= _article(page.subject)
    if isinstance(page.subject, Person):
        values["profile:username"] = page.subject.profile.name
    values["twitter:card"] = "summary_large_image" if (image.width or 0) >= WIDE else "summary"
    tags = page.subject.tags if isinstance(page.subject, Article) else ()
    return [*values.items(), *(("article:tag", tag) for tag in tags)]


def _article(article: Article) -> dict[str, str]:
    return {
        "article:published_time": article.published.isoformat(),
        "article:modified_time": article.updated.isoformat(),
        "article:author": article.author.address,
        "article:section": article.section,
    }


def share_links(title: str, address: str) -> list[ShareLink]:
    """Plain links for sharing the page at the absolute `address`."""
    both = quote(f"{title} {address}", safe="")
    # Mastodon's own page asks for the reader's server; the text stays in the fragment, so in the browser:
    # https://blog.joinmastodon.org/2026/03/a-new-share-button/
    return [
        ShareLink("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={quote(address, safe='')}"),
        ShareLink("Mastodon", f"https://share.joinmastodon.org/#text={both}"),
        ShareLink("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        ShareLink("Mail", f"mailto:?subject={quote(title, safe='')}&body={quote(address, safe='')}"),
    ]
