"""The inbox's settings, taken from Pelican's and checked: a wrong one is named, with the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.publication import settings as publication
from plugins.publication.settings import SettingsError
from plugins.subscribers.token import LONGEST, LONGEST_ADDRESS

UNSUBSCRIBE = "/u/"
LONGEST_URL = LONGEST_ADDRESS - LONGEST - len(UNSUBSCRIBE)
_NUMBERS = ("INBOX_TRUSTED_HOPS", "INBOX_NETWORK_LIMIT", "INBOX_LIMIT", "INBOX_MAIL_PER_MINUTE", "CONSENT_IP_DAYS")


@dataclass(frozen=True)
class InboxSettings:
    """`url` is where the inbox is reached, without a slash at its end; limits are in sign-ups an hour; dates on pages
    are in `zone`."""

    url: str
    zone: ZoneInfo
    trusted_hops: int = 0
    network_limit: int = 100
    limit: int = 2000
    mail_per_minute: int = 300
    consent_ip_days: int = 0

    def link(self, path: str) -> str:
        """The whole address of a path such as `/u/TOKEN`."""
        return self.url + path


Wrong = tuple[str, str, str]  # a setting, what is wrong with it, and the remedy


def from_settings(settings: Mapping[str, Any], url: str = "") -> InboxSettings:
    """Take the inbox's settings out of Pelican's; raises SettingsError naming every wrong one.

    `url` goes before those of the settings: a preview knows where it can be reached.
    """
    found = list(wrong(settings, "SITEURL", url))
    if found:
        raise SettingsError("\n".join(f"pelicanconf.py: {name}: {what}; {remedy}" for name, what, remedy in found))
    return InboxSettings(
        url=url or settings["INBOX_URL"] or settings["SITEURL"],
        zone=publication.from_pelican(settings).zone,
        trusted_hops=settings["INBOX_TRUSTED_HOPS"],
        network_limit=settings["INBOX_NETWORK_LIMIT"],
        limit=settings["INBOX_LIMIT"],
        mail_per_minute=settings["INBOX_MAIL_PER_MINUTE"],
        consent_ip_days=settings["CONSENT_IP_DAYS"],
    )


def wrong(settings: Mapping[str, Any], site: str, url: str = "") -> Iterator[Wrong]:
    """Every wrong setting; `site` names the one that holds the address of the site."""
    name = "INBOX_URL" if settings.get("INBOX_URL") else site
    yield from _wrong_url(name, url or str(settings.get(name)))
    for name in _NUMBERS:
        value = settings.get(name)
        lowest = 0 if name in {"INBOX_TRUSTED_HOPS", "CONSENT_IP_DAYS"} else 1
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            yield name, f"{value!r} is not a number from {lowest} on", f"write {name} = {max(lowest, 1)}"


def _wrong_url(name: str, url: str) -> Iterator[Wrong]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        yield name, f"'{url}' is not where an inbox can be", "write https://example.org, with nothing after it"
    elif len(url) > LONGEST_URL:
        what = f"'{url}' has {len(url)} characters, and the links to unsubscribe have room for {LONGEST_URL}"
        yield name, what, "set INBOX_URL to a shorter address of yours, which leads to the inbox"
