"""What the reader gets: the HTML part, its CSS, the text part, and the way out of the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import tinycss2
from bs4 import BeautifulSoup

from tests.audit.figure import Figure
from tests.audit.mail.mail import Mail, faults

FORBIDDEN = ["script", "iframe", "object", "embed", "form", "video", "audio", "base", "svg", "link"]
KNOWN_AT_RULES = {"media", "font-face", "supports"}
UNSUPPORTED = {"fixed", "sticky", "absolute", "grid", "flex"}
LEFT_OVER = re.compile(r"</?(?:p|div|td|a|span|br)\b[^>]*>|&(?:nbsp|amp|#\d+);")
ENOUGH_WORDS = 0.7
Finder = Callable[[BeautifulSoup], Iterator[str]]


def figures(mail: Mail) -> Iterator[Figure]:
    """Judge both parts."""
    soup = mail.soup
    finders: dict[str, Finder] = {
        "html.forbidden_tags": lambda soup: (f"<{tag.name}>" for tag in soup.find_all(FORBIDDEN)),
        "html.event_handlers": _handlers,
        "html.img_without_alt": lambda soup: (str(tag.get("src"))[:60] for tag in soup.find_all("img", alt=None)),
        "html.img_not_https": _insecure_images,
        "html.img_no_width": lambda soup: (str(tag.get("src"))[:60] for tag in soup.find_all("img", width=None)),
        "html.links_not_https": _insecure_links,
        "html.empty_links": _empty_links,
        "html.layout_tables": _layout_tables,
        "css.unsupported": _css,
    }
    for check, find in finders.items():
        yield faults(check, find(soup))
    yield faults("html.basics_missing", _missing_basics(mail.html, soup))
    yield _common_words(mail)
    yield faults("text.html_left_over", LEFT_OVER.findall(mail.text))
    yield faults("unsubscribe.link", _unsubscribing(mail))


def _handlers(soup: BeautifulSoup) -> Iterator[str]:
    return (f"{tag.name} {name}" for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on"))


def _insecure_images(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all("img"):
        if not re.match("https://|cid:", str(tag.get("src", ""))):
            yield str(tag.get("src"))[:60]


def _insecure_links(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all("a", href=True):
        if not re.match("https://|mailto:|tel:", str(tag["href"])):
            yield str(tag["href"])[:60]


def _empty_links(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all("a", href=True):
        if not tag.get_text(strip=True) and not tag.find("img", alt=True):
            yield str(tag["href"])[:60]


def _layout_tables(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all("table"):
        if tag.get("role") not in {"presentation", "none"} and not tag.find("th"):
            yield "table without role=presentation"


def _missing_basics(html: str, soup: BeautifulSoup) -> Iterator[str]:
    present = {
        "doctype": re.match(r"\s*<!doctype html", html, re.IGNORECASE),
        "lang": soup.html and soup.html.get("lang"),
        "title": soup.title and soup.title.get_text(strip=True),
        "viewport": soup.find("meta", attrs={"name": "viewport"}),
        "color-scheme": soup.find("meta", attrs={"name": "color-scheme"}),
        "heading": soup.find(["h1", "h2"]),
    }
    return (name for name, found in present.items() if not found)


def _css(soup: BeautifulSoup) -> Iterator[str]:
    for style in soup.find_all("style"):
        for rule in tinycss2.parse_stylesheet(style.get_text(), skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and rule.lower_at_keyword not in KNOWN_AT_RULES:
                yield f"@{rule.at_keyword}"
            elif rule.type == "error":
                yield f"error in <style>: {rule.message}"
    for tag in soup.find_all(style=True):
        for declaration in tinycss2.parse_declaration_list(tag["style"], skip_comments=True, skip_whitespace=True):
            if declaration.type == "error":
                yield f"error in a style attribute: {declaration.message}"
            elif declaration.type == "declaration":
                yield from _unsupported(declaration.lower_name, tinycss2.serialize(declaration.value).strip())


def _unsupported(name: str, value: str) -> Iterator[str]:
    if (name in {"position", "float", "display"} and value in UNSUPPORTED) or "var(" in value:
        yield f"{name}: {value}"


def _common_words(mail: Mail) -> Figure:
    """The text part says what the HTML part says."""
    read = BeautifulSoup(mail.html, "lxml")
    for hidden in read(["style", "script", "title"]):
        hidden.decompose()
    wanted = _words(read.get_text(" "))
    share = len(wanted & _words(mail.text)) / (len(wanted) or 1)
    note = f"{share:.0%} of the HTML part's words are in the text part"
    return faults("text.share_of_html_words", [note] * (share < ENOUGH_WORDS), note)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def _unsubscribing(mail: Mail) -> Iterator[str]:
    if not re.search(r"unsubscribe[^\n]*(\n[^\n]*)?https://|https://\S*unsubscribe", mail.text, re.IGNORECASE):
        yield "the text part has none"
    links = mail.soup.find_all("a", href=re.compile("^https://"))
    if not any("unsubscribe" in f"{link.get_text()} {link['href']}".lower() for link in links):
        yield "the HTML part has none"
