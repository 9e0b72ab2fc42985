"""Gives the templates their globals, and writes sitemap.xml, robots.txt and the headers file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import Pelican
from pelican.contents import Static
from pelican.generators import Generator

from plugins.assets import published_picture
from plugins.discovery import card, headers, pelican_cards, pelican_view, sitemap, structured
from plugins.discovery.page_view import Crumb
from plugins.discovery.sitemap import SitemapEntry

HOSTS = "_hosts"  # nginx and Caddy include these files; they hold nothing that the pages do not say
NOT_FOR_READERS = frozenset({"404", "styleguide"})


def add_globals(pelican: Pelican) -> None:
    """Add our globals to those that the one environment takes from the settings."""
    pelican.settings["JINJA_GLOBALS"] = pelican.settings["JINJA_GLOBALS"] | {
        "structured_data": structured_data,
        "breadcrumbs": breadcrumbs,
        "canonical": canonical,
        "social": social,
        "share_links": share_links,
        "content_security_policy": content_security_policy,
    }


@pass_context
def structured_data(context: Context, kind: str, item: Any = None, title: str = "", description: str = "") -> Markup:
    """The page's structured data, as its one script element."""
    view = pelican_view.page_view(kind, item, context.get_all(), title, description)
    return structured.as_script(structured.graph(pelican_view.web_site(context.get_all()), view))


@pass_context
def social(
    context: Context, kind: str, item: Any = None, title: str = "", description: str = ""
) -> list[tuple[str, str]]:
    """The page's card: property → content."""
    view = pelican_view.page_view(kind, item, context.get_all(), title, description)
    return card.card(pelican_view.web_site(context.get_all()), view)


@pass_context
def breadcrumbs(context: Context, kind: str, item: Any = None) -> list[Crumb]:
    """The way to the page; empty for the front page."""
    return list(pelican_view.breadcrumbs(kind, item, context.get_all()))


@pass_context
def canonical(context: Context, address: str) -> str:
    """The absolute address of a page, from its address or the file that Pelican writes."""
    return pelican_view.web_site(context.get_all()).absolute(_address(address))


@pass_context
def content_security_policy(context: Context) -> str:
    """The policy of the page, with the sources that other plugins have put into the settings."""
    return headers.content_security_policy(sources=context.get("CONTENT_SOURCES", {}))


@pass_context
def share_links(context: Context, title: str, address: str) -> list[card.ShareLink]:
    """Plain links for sharing a page."""
    return card.share_links(title, canonical(context, address))


def generators(pelican: Any) -> type[Generator]:
    """The generator, for Pelican's signal."""
    return DiscoveryGenerator


class DiscoveryGenerator(Generator):
    """Writes the files that machines ask for by name."""

    def generate_output(self, writer: Any) -> None:
        """Write them into the output."""
        site = pelican_view.web_site(self.context)
        entries = (SitemapEntry(site.absolute(address), moment) for address, moment in self._pages())
        output = Path(self.output_path)
        output.mkdir(parents=True, exist_ok=True)
        sitemap_address = site.absolute("sitemap.xml")
        preview = bool(self.settings["PREVIEW"])
        (output / "sitemap.xml").write_text(sitemap.sitemap(entries), encoding="utf-8")
        (output / "robots.txt").write_text(sitemap.robots(sitemap_address, preview), encoding="utf-8")
        sources = self.settings.get("CONTENT_SOURCES", {})
        fingerprinted = (self.settings["THEME_STATIC_DIR"], published_picture.FOLDER, pelican_cards.FOLDER)
        headers_file = headers.headers_file(fingerprinted, sources)
        (output / "_headers").write_text(headers_file, encoding="utf-8")
        (output / HOSTS).mkdir(exist_ok=True)
        found = headers.security_headers(sources)
        (output / HOSTS / "headers.nginx.conf").write_text(headers.nginx_headers(found), encoding="utf-8")
        (output / HOSTS / "headers.caddy").write_text(headers.caddy_headers(found), encoding="utf-8")

    def _pages(self) -> Iterator[tuple[str, Any]]:
        """Address and time of change of every page that readers may find."""
        for content in self.context["generated_content"].values():
            if content and not isinstance(content, Static) and content.status == "published":
                yield content.url, pelican_view.changed(content)
                for page in getattr(getattr(content, "comments", None), "further", ()):
                    yield page.address, max((one.moment for one in page.all if one.moment), default=None)
        for listing in self.context["listings"]:
            for page in listing.pages:
                yield page.address, pelican_view.newest(page.object_list)
        for template in self.settings["DIRECT_TEMPLATES"]:
            saved = self.settings.get(f"{template.upper()}_SAVE_AS", f"{template}.html")
            if saved and template not in NOT_FOR_READERS:
                shown = self.context["articles"] if template in {"archives", "topics"} else ()
                yield _address(saved), pelican_view.newest(shown)


def _address(file: str) -> str:
    """The address at which a file of the output is found."""
    return file.removesuffix("index.html") if file == "index.html" or file.endswith("/index.html") else file
