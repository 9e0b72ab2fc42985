"""A built site as the checks see it: its HTML files, parsed, and how an address becomes a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

ORIGIN = re.compile(r"https?://[^/]+")
DOCTYPE = re.compile(r"\s*<!doctype html", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One HTML file of the site."""

    file: Path
    path: str
    html: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed document."""
        return BeautifulSoup(self.html, "lxml")

    @property
    def address(self) -> str:
        """The address a reader sees, without host: `about/index.html` is `/about/`."""
        return "/" + re.sub(r"(^|/)index\.html$", r"\1", self.path)

    @cached_property
    def title(self) -> str:
        """The words of `<title>`."""
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @cached_property
    def is_redirect(self) -> bool:
        """Whether the page only sends on to another one."""
        refresh = re.compile("^refresh$", re.IGNORECASE)
        return self.soup.find("meta", attrs={"http-equiv": refresh}) is not None

    @cached_property
    def is_listed(self) -> bool:
        """Whether it is meant for readers and search engines: no redirect, no noindex, not the 404 page."""
        is_hidden = self.is_redirect or "noindex" in self.meta("robots") or self.path == "404.html"
        return not (is_hidden or self.is_of_the_inbox)

    @property
    def is_of_the_inbox(self) -> bool:
        """Whether it is one of inbox_pages.py: the inbox sends noindex as a header."""
        return self.path.startswith("inbox/")

    @cached_property
    def anchors(self) -> set[str]:
        """What a fragment can point at: every id, and every name of an `<a>`."""
        return {str(tag["id"]) for tag in self.soup.find_all(id=True)} | {
            str(tag["name"]) for tag in self.soup.find_all("a", attrs={"name": True})
        }

    def meta(self, name: str) -> str:
        """The content of a `<meta>` by its name or property, empty when there is none."""
        tag = self.soup.find("meta", attrs={"name": name}) or self.soup.find("meta", attrs={"property": name})
        return str(tag.get("content") or "").strip() if isinstance(tag, Tag) else ""

    def link(self, relation: str) -> str:
        """The address of the first `<link>` of a relation, empty when there is none."""
        tag = self.soup.find("link", rel=relation)
        return str(tag.get("href") or "") if isinstance(tag, Tag) else ""


@dataclass(frozen=True)
class Site:
    """A folder with a built site, and the address it was built for."""

    root: Path
    url: str
    pages: tuple[Page, ...]

    @property
    def listed(self) -> list[Page]:
        """The pages meant for readers and search engines."""
        return [page for page in self.pages if page.is_listed]

    @cached_property
    def by_path(self) -> dict[str, Page]:
        """Every page by its path below the root."""
        return {page.path: page for page in self.pages}

    def path_of(self, address: str, source: str = "/") -> str | None:
        """The path below the root that an address (seen on the page at `source`) names; None when it leads outside."""
        parts = urlsplit(urljoin(f"{self.url or 'http://site.invalid'}{source}", address.strip()))
        if f"{parts.scheme}://{parts.netloc}" != (self.url or "http://site.invalid"):
            return None
        path = unquote(parts.path).lstrip("/")
        return f"{path}index.html" if path.endswith("/") or not path else path

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return (self.root / path).is_file()


def read_site(root: Path, url: str = "") -> Site:
    """Read every HTML document below a folder; without `url`, the origin is taken from a canonical link."""
    pages = []
    for file in sorted(root.rglob("*.html")):
        html = file.read_text("utf-8", "replace")
        if DOCTYPE.match(html):  # a search engine's proof of ownership is an .html file, but no page
            pages.append(Page(file, file.relative_to(root).as_posix(), html))
    return Site(root, url.rstrip("/") or _origin(pages), tuple(pages))


def _origin(pages: list[Page]) -> str:
    found = (ORIGIN.match(page.link("canonical")) for page in pages)
    return next((match[0] for match in found if match), "")
