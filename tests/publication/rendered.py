"""What Python-Markdown makes of a body, read back: the measure for the outline."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bs4 import BeautifulSoup

from plugins.publication.dialect import markdown
from plugins.publication.outline import Outline


@dataclass(frozen=True)
class Parts:
    """Headings, links and pictures of a body, each as often as it stands there."""

    headings: Counter[tuple[int, str, str]]
    links: Counter[str]
    images: Counter[tuple[str, str]]
    shortcodes: Counter[tuple[str, str]]


def rendered(body: str) -> Parts:
    """The parts of the page that Python-Markdown makes of `body`, without the marks of footnotes."""
    soup = BeautifulSoup(markdown(lambda target: target).convert(body), "lxml")
    for mark in soup.select("a.footnote-backref, sup:has(a.footnote-ref)"):
        mark.decompose()
    return Parts(
        Counter(
            (int(tag.name[1]), _words(tag.get_text()), str(tag.get("id"))) for tag in soup.select("h1,h2,h3,h4,h5,h6")
        ),
        Counter(str(tag["href"]) for tag in soup.select("a[href]")),
        Counter((str(tag["src"]), _words(str(tag["alt"]))) for tag in soup.select("img")),
        Counter((str(tag["data-shortcode"]), str(tag["data-argument"])) for tag in soup.select("[data-shortcode]")),
    )


def scanned(outline: Outline) -> Parts:
    """The same parts as the check sees them."""
    return Parts(
        Counter((heading.level, heading.text, heading.anchor) for heading in outline.headings),
        Counter(link.target for link in outline.links),
        Counter((image.target, _words(image.alt)) for image in outline.images),
        Counter(
            (shortcode.name, shortcode.argument)
            for shortcode in outline.shortcodes
            if shortcode.name in {"newsletter", "offer", "webinar"}
        ),
    )


def _words(text: str) -> str:
    return " ".join(text.split())
