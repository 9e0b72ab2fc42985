"""Gives Pelican our Jinja environment, the people, and the templates of shortcodes."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from pelican.contents import Content, Static
from pelican.generators import Generator

from plugins.publication.dialect import markdown
from plugins.publication.kinds import AUTHOR
from plugins.publication.shortcode import Mark, replace_marks
from plugins.publication.site import Site
from plugins.rendering.environment import environment
from plugins.rendering.person import Person


def use_environment(generator: Generator) -> None:
    """Replace Pelican's environment by ours, and put the people into the context."""
    generator.env = shared_environment(generator.settings)
    generator.context["people"] = _people(generator.settings)
    site: Site = generator.settings["PUBLICATION"]
    generator.context["sections"] = site.settings.sections
    generator.context["now"] = generator.settings["NOW"]


def shared_environment(settings: dict[str, Any]) -> Environment:
    """The environment of this build, made once and kept in its settings."""
    if "SHARED_ENVIRONMENT" not in settings:
        settings["SHARED_ENVIRONMENT"] = environment(settings)
    made: Environment = settings["SHARED_ENVIRONMENT"]
    return made


def render_shortcodes(content: Content) -> None:
    """Replace the marks that shortcodes left in a body; runs before anyone reads the body."""
    if isinstance(content, Static) or not content._content:
        return
    settings = content.settings
    site: Site = settings["PUBLICATION"]

    def render(mark: Mark) -> str:
        template = shared_environment(settings).get_template(f"shortcodes/{mark.name}.html")
        item = site.by_slug.get((mark.name, mark.argument))
        return template.render(settings, item=item, alone=mark.alone, now=settings["NOW"]).strip()

    content._content = replace_marks(content._content, render)


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
            )
            for document in site.of_kind(AUTHOR)
        }
    people: dict[str, Person] = settings["PEOPLE"]
    return people
