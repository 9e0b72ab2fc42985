"""Builds the Jinja environment from the settings; nothing here knows Pelican's classes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.ext import Extension
from markupsafe import Markup

from plugins.publication.mistake import PublicationError
from plugins.publication.suggestion import remedy
from plugins.publication.values import slugify
from plugins.rendering import date_words


def environment(settings: Mapping[str, Any]) -> Environment:
    """The environment for the theme that `settings["THEME"]` names.

    `.html` and `.xml` templates escape, `.txt` ones do not. An undefined name is an error, never an empty place.
    Filters: `body` (the HTML of a document), `long_date`, `weekday`, `month`, `clock`, `iso`, `slugify`.
    Globals: `site_url`, `asset` (the address of a file of the theme, out of `settings["ASSETS"]`), and those that
    plugins have put into `settings["JINJA_GLOBALS"]`.
    """
    folders = [
        *settings.get("THEME_TEMPLATES_OVERRIDES", ()),
        str(Path(settings["THEME"]) / "templates"),
    ]
    jinja = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(["html", "xml"], default_for_string=True),
        undefined=StrictUndefined,
        extensions=[WithoutIndents],
        bytecode_cache=_compiled(settings.get("TEMPLATE_CACHE", "")),
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
    jinja.globals.update(settings.get("JINJA_GLOBALS", {}))
    jinja.globals.update(site_url=settings["SITEURL"], asset=partial(asset, settings.get("ASSETS", {})))
    return jinja


class WithoutIndents(Extension):
    """Leaves out the blanks that lines of a template begin with; what templates are filled with keeps its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template's text as it is compiled; that of mails is shown as it stands."""
        return source if name is None or name.endswith(".txt") else re.sub(r"^[ \t]+", "", source, flags=re.M)


def asset(addresses: Mapping[str, str], name: str) -> str:
    """The address of the theme's file `name`, such as `css/site.css`; raises PublicationError when there is none."""
    if name not in addresses:
        raise PublicationError(f"asset({name!r}): the theme has no such file; {remedy(name, addresses)}")
    return addresses[name]


def _compiled(folder: str) -> BytecodeCache | None:
    """Templates compiled before, by the checksum of their text; compiling takes a fifth of a small build.

    What this module makes of that text counts too: with another version of it, all are compiled anew.
    """
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    return FileSystemBytecodeCache(folder, f"{version}-%s.cache")


def body(item: Any) -> Markup:
    """The HTML of a document: written by us from Markdown that the check has passed. The one place that trusts it.

    `page_body`, where a plugin has set it, is the same text with what only a page needs: anchors, sizes, wrappers.
    """
    return Markup(getattr(item, "page_body", None) or item.content)  # noqa: S704 - see above
