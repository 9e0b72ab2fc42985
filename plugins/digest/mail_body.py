"""HTML of a text as mail programs can show it: their elements, pictures of a size, links instead of films.

A mail program has no scripts, frames, drawings or modern picture formats, and a link to a place in the same mail leads
nowhere in most of them. What it cannot show becomes a link to the page.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import nh3
from bs4 import BeautifulSoup, Tag

COLUMN = 560  # pixels between the margins of the mail
DEEPEST = 6
_FRAMES = ["iframe", "video", "audio", "object", "embed"]
_NEVER_SHOWN = re.compile(r"\.(?:svg|webp|avif)$", re.I)
_TAGS = (
    "a abbr b blockquote br caption cite code dd del div dl dt em h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s "
    "small span strong sub sup table tbody td tfoot th thead tr u ul"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"dir"},
    "div": {"class", "dir"},
    "img": {"src", "alt", "width", "height"},
    "li": {"value"},
    "ol": {"start"},
    "p": {"class", "dir"},
    "span": {"dir", "lang"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_CLASSES = {"admonition", "admonition-title"}


def _filtered(tag: str, name: str, value: str) -> str | None:
    return value if name != "class" or _CLASSES & set(value.split()) else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel=None,
    attribute_filter=_filtered,
    clean_content_tags={"script", "style", "template", "noscript", "form", "svg", "math"},
)


def mail_body(html: str, address: str, top_level: int = 3) -> str:
    """`html`, whose links are absolute, for a mail; `address` is the page that has all of it.

    Its headings begin at `top_level`, where those of a page begin at 2.
    """
    if not html.strip():
        return ""
    soup = BeautifulSoup(html, "lxml")
    for frame in soup.find_all(_FRAMES):
        frame.replace_with(_link_to_frame(soup, frame, address))
    for image in soup.find_all("img"):
        _fit(soup, image, address)
    for reference in soup.select("a.footnote-ref"):
        reference.unwrap()
    for back in soup.select("a.footnote-backref"):
        back.decompose()
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        heading.name = f"h{min(DEEPEST, int(heading.name[1]) - 2 + top_level)}"
    body = soup.body
    return _CLEANER.clean(body.decode_contents()).strip() if body else ""


def _link_to_frame(soup: BeautifulSoup, frame: Tag, address: str) -> Tag:
    """A paragraph that leads to what stood in a frame: where it comes from, and otherwise to the page."""
    source = frame.find("source")
    target = str(frame.get("src") or frame.get("data") or (source.get("src") if isinstance(source, Tag) else "") or "")
    if not target.startswith("https://"):
        target = address
    link = soup.new_tag("a", href=target)
    what = "Listen to" if frame.name == "audio" else "Watch or open"
    title = str(frame.get("title") or frame.get("aria-label") or "")
    link.string = f"{what}: {title}" if title else f"{what} it at {urlsplit(target).hostname}"
    paragraph = soup.new_tag("p")
    paragraph.append(link)
    return paragraph


def _fit(soup: BeautifulSoup, image: Tag, address: str) -> None:
    """Give a picture a size that fits, or put a link with its words in its place."""
    source, words = str(image.get("src", "")), str(image.get("alt", ""))
    if _NEVER_SHOWN.search(urlsplit(source).path) or not source.startswith("https://"):
        if words:
            link = soup.new_tag("a", href=address)
            link.string = f"Picture: {words}"
            image.replace_with(link)
        else:
            image.decompose()
        return
    image["alt"] = words
    width, height = (_number(image.get(name)) for name in ("width", "height"))
    shown = min(width, COLUMN) if width else COLUMN
    image["width"] = str(shown)
    if width and height:
        image["height"] = str(max(1, round(height * shown / width)))
    else:
        del image["height"]


def _number(written: object) -> int:
    text = str(written or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
