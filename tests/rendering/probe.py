"""A publication in a theme of nothing but facts, for tests of what plugins give to templates.

The theme in `probe_theme/` shows on every page what structured data, cards and breadcrumbs say, and as JSON what the
plugins have put on articles and into lists; so these tests do not change when the real theme does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from tests.publications import Publication, article, make

THEME = Path(__file__).parent / "probe_theme"
PICTURE = Path(__file__).parent.parent / "site" / "content" / "images" / "wide.png"  # 1200 by 630
SETTINGS = f"""
THEME = {str(THEME)!r}
DIRECT_TEMPLATES = ["archives", "topics", "webinars", "offers", "404"]
CARD_FONT = ""  # the publication's one social picture
REDIRECT_PAGES = False
"""
HOSTILE_TITLE = "'</script><script>alert(\"1\")</script> & <b>more</b>'"
LONG_WORD = "W" * 300


@dataclass(frozen=True)
class Page:
    """A built page: its HTML, the facts on it, and its structured data by type."""

    soup: BeautifulSoup
    facts: dict[str, Any]
    nodes: dict[str, dict[str, Any]]

    def meta(self, name: str) -> str:
        """The content of a `<meta>`."""
        found = self.soup.find("meta", property=name)
        return str(found["content"]) if found else ""

    @property
    def canonical(self) -> str:
        return str(self.soup.find("link", rel="canonical")["href"])

    @property
    def crumbs(self) -> list[tuple[str, str | None]]:
        return [(crumb.text, crumb.get("href")) for crumb in self.soup.select("a.crumb")]


def read_page(file: Path) -> Page:
    """A page of the probe theme."""
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "lxml")
    data = json.loads(soup.find("script", type="application/ld+json").string)
    facts = json.loads(soup.find("script", id="facts").string)
    return Page(soup, facts, {node["@type"]: node for node in data["@graph"]})


def with_probe_theme(publication: Publication) -> Publication:
    """The same publication in the probe theme, whatever the real one is like."""
    for kind in ("production", "preview"):
        with (publication.folder / f"{kind}.py").open("a") as settings:
            settings.write(SETTINGS)
    return publication


def probe_publication(folder: Path) -> Publication:
    """Thirty articles and some of everything else; not built yet."""
    publication = with_probe_theme(make(folder))
    tags = ("interviews", "pay", "film")
    for number in range(28):
        publication.write(
            f"articles/article-{number:02}.md",
            article(
                f"article-{number:02}", f"The text of {number}.", date=f"2026-0{1 + number // 10}-{1 + number % 10:02}"
            )
            .replace("category: career advice", f"category: {'breaking in' if number % 3 == 0 else 'career advice'}")
            .replace("status:", f"tags: [{tags[number % 3]}]\naudience: [student]\nstatus:"),
        )
    _write_odd_ones(publication)
    publication.write(
        "authors/idle.md", "---\nname: Idle Hand\nphoto: wide.png\nphoto_alt: A hand\n---\n\nNothing yet.\n"
    )
    publication.write("images/wide.png", PICTURE.read_bytes())
    publication.write("pages/about.md", _document(title="About", slug="about", updated="2026-05-05"))
    publication.write("pages/unlisted.md", _document(title="Unlisted", slug="unlisted").replace("published", "hidden"))
    webinar = {"start": "2026-12-09 17:00", "length": "60", "host": "idle", "registration": "https://register.example/"}
    publication.write("webinars/call.md", _document(title="A call", slug="call", **webinar))
    offer = {"from": "2026-11-01", "until": "2026-11-30", "link": "https://shop.example/", "disclosure": "Ours."}
    publication.write("offers/review.md", _document(title="A review", slug="review", **offer))
    return publication


def _write_odd_ones(publication: Publication) -> None:
    """A series of two, one of them updated and with everything in its body; and a hostile title."""
    body = (
        "## One\n\n1. **Be gracious.** x\n2. **Be brief.** y\n\n## Two\n\n| a |\n|---|\n| b |\n\n"
        "## Three\n\n![A wide picture](wide.png)\n\n## Four\n\n[newsletter]\n"
    )
    rich = {"series": "First Days", "date": "2026-06-01", "updated": "2026-06-15 10:00", "image": "wide.png"}
    publication.write("articles/rich.md", article("rich", body, **rich, image_alt="Wide"))
    publication.write("articles/second.md", article("second", "x", series="First Days", date="2026-06-08"))
    publication.write("articles/hostile.md", article("hostile", "x", title=HOSTILE_TITLE, date="2026-06-20"))


def _document(body: str = "The text.", **keys: str) -> str:
    """A page, webinar or offer: the text of an article with other keys."""
    written = article("x", body).split("---\n")
    summary = next(line for line in written[1].splitlines() if line.startswith("summary:"))
    lines = [*(f"{key}: {value}" for key, value in keys.items()), summary, "status: published"]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"
