"""Gives Pelican our Jinja environment, the people, and the templates of shortcodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from pelican.contents import Content, Static
from pelican.generators import Generator

from plugins.publication.dialect import markdown
from plugins.publication.document import Document
from plugins.publication.kinds import AUTHOR
from plugins.publication.link import ToFile, resolve
from plugins.publication.shortcode import Mark, replace_marks
from plugins.publication.site import Site
from plugins.rendering.environment import environment
from plugins.rendering.frame import write_frame
from plugins.rendering.person import Person
from plugins.rendering.picture import Picture, shown_picture


def use_environment(generator: Generator) -> None:
    """Replace Pelican's environment by ours, and put the people into the context."""
    generator.env = shared_environment(generator.settings)
    site: Site = generator.settings["PUBLICATION"]
    generator.context["people"] = _people(generator.settings)
    generator.context["sections"] = site.settings.sections
    generator.context["now"] = generator.settings["NOW"]


def keep_frame(generators: list[Generator]) -> None:
    """Write what pages outside of the build need of it."""
    first = generators[0]
    write_frame(Path(first.output_path), first.settings["ASSETS"], first.context["pages"])


def shared_environment(settings: dict[str, Any]) -> Environment:
    """The environment of this build, made once and kept in its settings."""
    if "SHARED_ENVIRONMENT" not in settings:
        settings["SHARED_ENVIRONMENT"] = environment(settings)
    made: Environment = settings["SHARED_ENVIRONMENT"]
    return made


def render_shortcodes(content: Content) -> None:
    """Replace the marks that shortcodes left in a body; runs before anyone reads the body.

    `shortcodes` of the content holds the marks, `number` in the template says which one of its name this is.
    """
    if isinstance(content, Static) or not content._content:
        return
    settings = content.settings
    site: Site = settings["PUBLICATION"]
    met: list[Mark] = []

    def render(mark: Mark) -> str:
        met.append(mark)
        template = shared_environment(settings).get_template(f"shortcodes/{mark.name}.html")
        item = site.by_slug.get((mark.name, mark.argument))
        number = sum(other.name == mark.name and other.alone == mark.alone for other in met)
        facts = {"item": item, "alone": mark.alone, "now": settings["NOW"], "content": content, "number": number}
        return template.render(settings, **facts).strip()

    content._content = replace_marks(content._content, render)
    content.shortcodes = tuple(met)


def _people(settings: dict[str, Any]) -> dict[str, Person]:
    """The authors by slug, their texts as HTML."""
    if "PEOPLE" not in settings:
        site: Site = settings["PUBLICATION"]
        convert = markdown(lambda target: target).convert
        settings["PEOPLE"] = {
            document.slug: Person(
                slug=document.slug,
                name=document.title,
                full_name=document.values.get("full_name", ""),
                address=settings["SITEURL"] + str(document.address),
                about=Markup(convert(document.body)),  # noqa: S704 - ours, and checked
                links=document.values.get("links", {}),
                photo=_picture(document, settings),
            )
            for document in site.of_kind(AUTHOR)
        }
    people: dict[str, Person] = settings["PEOPLE"]
    return people


def _picture(document: Document, settings: dict[str, Any]) -> Picture | None:
    found = resolve(document.values.get("photo", ""), document, settings["PUBLICATION"])
    alt = document.values.get("photo_alt", "")
    return shown_picture(settings, found.path, alt) if isinstance(found, ToFile) else None
