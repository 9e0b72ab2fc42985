"""The publication's own settings, taken from Pelican's and checked: a wrong one is named, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.publication.mistake import PublicationError
from plugins.publication.values import slugify


class SettingsError(PublicationError):
    """One or more settings cannot be used; each line names the setting and the remedy."""


@dataclass(frozen=True)
class Settings:
    """What the content check and the build need to know about the publication.

    `sections` maps the name of each section to its description, in the order of the menu; `fixed_addresses`
    are the addresses that the theme makes by itself, such as `/archive/`.
    """

    site_name: str
    site_url: str
    zone: ZoneInfo
    sections: Mapping[str, str]
    audiences: tuple[str, ...]
    category_url: str = "category/{slug}/"
    tag_url: str = "tag/{slug}/"
    former_addresses: Mapping[str, str] = field(default_factory=dict)
    fixed_addresses: frozenset[str] = field(default_factory=lambda: frozenset({"/"}))

    def section_address(self, name: str) -> str:
        """The address of a section, such as `/category/career-advice/`."""
        return "/" + self.category_url.format(slug=slugify(name))

    def tag_address(self, name: str) -> str:
        """The address of a tag, such as `/tag/interviews/`."""
        return "/" + self.tag_url.format(slug=slugify(name))


def from_pelican(settings: Mapping[str, Any]) -> Settings:
    """Take the publication's settings out of Pelican's; raises SettingsError naming every wrong one."""
    wrong = list(_wrong(settings))
    if wrong:
        raise SettingsError("\n".join(f"pelicanconf.py: {line}" for line in wrong))
    return Settings(
        site_name=settings["SITENAME"],
        site_url=settings["SITEURL"].rstrip("/"),
        zone=ZoneInfo(settings["TIMEZONE"]),
        sections=dict(settings["SECTIONS"]),
        audiences=tuple(settings["AUDIENCES"]),
        category_url=settings["CATEGORY_URL"],
        tag_url=settings["TAG_URL"],
        former_addresses=dict(settings.get("FORMER_ADDRESSES", {})),
        fixed_addresses=frozenset(_fixed_addresses(settings)),
    )


def _wrong(settings: Mapping[str, Any]) -> Iterator[str]:
    if not settings.get("SITENAME"):
        yield "SITENAME: the publication has no name; write SITENAME = 'Your Industry Insider'"
    if not _is_site_url(settings.get("SITEURL", "")):
        url = settings["SITEURL"]
        yield f"SITEURL: '{url}' is not a web address; write https://example.org, with no slash at its end"
    try:
        ZoneInfo(settings.get("TIMEZONE", ""))
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        yield f"TIMEZONE: '{settings.get('TIMEZONE')}' is not a time zone; write 'America/Los_Angeles'"
    yield from _wrong_sections(settings.get("SECTIONS"))
    audiences = settings.get("AUDIENCES")
    if not audiences or not isinstance(audiences, list | tuple):
        yield "AUDIENCES: there are none; write AUDIENCES = ['student', 'recent graduate']"
    for name in ("CATEGORY_URL", "TAG_URL"):
        if not set(re.findall(r"\{.*?\}|[{}]", str(settings.get(name, "")))) <= {"{slug}"}:
            yield f"{name}: '{settings.get(name)}' can hold {{slug}} and nothing else in brackets"


def _is_site_url(url: Any) -> bool:
    if url == "":
        return True
    try:
        parts = urlsplit(str(url))
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not str(url).endswith("/")


def _wrong_sections(sections: Any) -> Iterator[str]:
    if not isinstance(sections, Mapping) or not sections:
        yield "SECTIONS: there are none; write SECTIONS = {'career advice': 'What the section is about.'}"
        return
    slugs: dict[str, str] = {}
    for name, description in sections.items():
        if not description:
            yield f"SECTIONS: '{name}' has no description; say in a sentence what it is about"
        first = slugs.setdefault(slugify(name), name)
        if first != name:
            yield f"SECTIONS: '{name}' would have the address of '{first}'; give one of them another name"


def _fixed_addresses(settings: Mapping[str, Any]) -> Iterator[str]:
    yield "/"
    for template in settings.get("DIRECT_TEMPLATES", []):
        saved = settings.get(f"{template.upper()}_SAVE_AS", f"{template}.html")
        if saved:
            yield "/" + re.sub(r"(^|/)index\.html$", r"\1", saved)
    for suffix in ("rss.xml", "atom.xml", "json"):
        yield from (f"/feeds/{name}.{suffix}" for name in ("all", "weekly"))
    yield "/feeds/weekly.xml"
