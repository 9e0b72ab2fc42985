"""Gives the templates their forms, the policy what the provider needs, and writes the forms' registry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from pelican import Pelican
from pelican.contents import Content, Static
from pelican.generators import Generator

from plugins.newsletter_signup import registry
from plugins.newsletter_signup.form import Form, Host
from plugins.newsletter_signup.middle import halves
from plugins.newsletter_signup.settings import Newsletter, from_settings
from plugins.rendering import content_sources


def add_globals(pelican: Pelican) -> None:
    """Read the settings once; raises SettingsError."""
    newsletter = from_settings(pelican.settings)
    pelican.settings["NEWSLETTER_SIGNUP"] = newsletter
    content_sources.allow(pelican.settings, newsletter.sources())
    pelican.settings["JINJA_GLOBALS"] = pelican.settings["JINJA_GLOBALS"] | {"sign_up": sign_up, "halves": halves}


@pass_context
def sign_up(context: Context, place: str, kind: str, item: Any = None, number: int = 1) -> Form | None:
    """The form at a place of the page that is being written; None where none stands."""
    newsletter: Newsletter = context["NEWSLETTER_SIGNUP"]
    if isinstance(item, Content):
        return newsletter.form(place, _host(kind, item), number)
    file: str = context["output_file"]
    return newsletter.form(place, Host(kind, f"/{file.removesuffix('index.html')}"), number)


def _host(kind: str, content: Content) -> Host:
    """An article or a page as a form sees it."""
    return Host(
        kind=kind,
        address=f"/{content.url}",
        id=getattr(content, "id", ""),
        override=getattr(content, "newsletter", None),
        has_shortcode=any(mark.name == "newsletter" and mark.alone for mark in getattr(content, "shortcodes", ())),
    )


def generators(pelican: Any) -> type[Generator]:
    """The generator, for Pelican's signal."""
    return RegistryGenerator


class RegistryGenerator(Generator):
    """Writes the registry, where the list is our own."""

    def generate_output(self, writer: Any) -> None:
        """Write it into the output."""
        newsletter: Newsletter = self.settings["NEWSLETTER_SIGNUP"]
        if newsletter.provider.name == "inbox":
            path = Path(self.output_path) / registry.FILE
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(registry.write(registry.registered(newsletter.words, self._hosts())), encoding="utf-8")

    def _hosts(self) -> Iterator[Host]:
        for content in self.context["generated_content"].values():
            if isinstance(content, Content) and not isinstance(content, Static):
                yield _host("", content)
