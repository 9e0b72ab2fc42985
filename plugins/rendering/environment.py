"""Builds the Jinja environment from the settings; nothing here knows Pelican's classes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from plugins.publication.values import slugify
from plugins.rendering import date_words


def environment(settings: Mapping[str, Any]) -> Environment:
    """The environment for the theme that `settings["THEME"]` names.

    `.html` and `.xml` templates escape, `.txt` ones do not. An undefined name is an error, never an empty place.
    Filters: `body` (the HTML of a document), `long_date`, `weekday`, `month`, `clock`, `iso`, `slugify`, `url`.
    """
    folders = [
        *settings.get("THEME_TEMPLATES_OVERRIDES", ()),
        str(Path(settings["THEME"]) / "templates"),
    ]
    jinja = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(["html", "xml"], default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(
        body=body,
        long_date=date_words.long_date,
        weekday=date_words.weekday,
        month=date_words.month,
        clock=date_words.clock,
        iso=date_words.iso,
        slugify=slugify,
    )
    jinja.globals["site_url"] = settings["SITEURL"]
    return jinja


def body(item: Any) -> Markup:
    """The HTML of a document: written by us from Markdown that the check has passed. The one place that trusts it."""
    return Markup(item.content)  # noqa: S704 - see above
