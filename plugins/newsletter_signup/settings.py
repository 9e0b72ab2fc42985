"""The sign-up's settings, taken out of Pelican's: every wrong one is named, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.newsletter_signup import (
    brevo,
    buttondown,
    custom,
    ghost,
    inbox,
    keila,
    kit,
    listmonk,
    mailchimp,
    mailerlite,
    substack,
)
from plugins.newsletter_signup.embed import Embed
from plugins.newsletter_signup.form import CHOSEN_PLACES, Form, Host, Words, form_for, stands
from plugins.newsletter_signup.provider import HTTPS, Provider
from plugins.publication.settings import SettingsError
from plugins.publication.suggestion import remedy

_MODULES = (inbox, mailchimp, buttondown, kit, mailerlite, brevo, listmonk, keila, ghost, substack, custom)
PROVIDERS: Mapping[str, Provider] = {module.PROVIDER.name: module.PROVIDER for module in _MODULES}
TEXTS = ("heading", "text", "wording", "button")
COMMON = ("provider", "places", *TEXTS, "tag", "ask_name", "leads_to")


@dataclass(frozen=True)
class Newsletter:
    """How one subscribes to this publication. `leads_to` are origins that the provider sends the browser on to."""

    provider: Provider
    embed: Embed
    places: frozenset[str]
    words: Words
    subscribe_page: str
    ask_name: bool = False
    leads_to: tuple[str, ...] = ()

    def form(self, place: str, host: Host, number: int = 1) -> Form | None:
        """The form at a place of a page, or None where none stands."""
        if not stands(place, host, self.places, self.subscribe_page):
            return None
        return form_for(place, host, self.words, self.embed, self.ask_name, number)

    def sources(self) -> dict[str, tuple[str, ...]]:
        """What the Content-Security-Policy must allow beside this site: directive → origins."""
        found = dict(self.embed.sources())
        if self.leads_to:
            found["form-action"] = tuple(dict.fromkeys((*found.get("form-action", ()), *self.leads_to)))
        return found


def from_settings(settings: Mapping[str, Any]) -> Newsletter:
    """The sign-up of Pelican's settings; raises SettingsError naming every wrong one."""
    found = list(wrong(settings))
    if found:
        raise SettingsError("\n".join(f"pelicanconf.py: {name}: {what}; {remedy}" for name, what, remedy in found))
    written: Mapping[str, Any] = settings["NEWSLETTER"]
    provider = PROVIDERS[written["provider"]]
    values = {**written, "site_url": settings["SITEURL"], "inbox_url": settings.get("INBOX_URL", "")}
    return Newsletter(
        provider=provider,
        embed=provider.make(values),
        places=frozenset(written.get("places", ())),
        words=Words(tag=written.get("tag", ""), **{name: written[name] for name in TEXTS}),
        subscribe_page=settings["SUBSCRIBE_PAGE"],
        ask_name=bool(written.get("ask_name", False)),
        leads_to=tuple(written.get("leads_to", ())),
    )


def wrong(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Setting, what is wrong with it, and the remedy, for each that is wrong."""
    written = settings.get("NEWSLETTER")
    if not isinstance(written, Mapping):
        yield (
            "NEWSLETTER",
            "it is no dictionary",
            'write NEWSLETTER = {"provider": "inbox", …}, as docs/settings.md shows',
        )
        return
    inbox_url = settings.get("INBOX_URL", "")
    if inbox_url and not re.fullmatch(HTTPS, str(inbox_url)):
        yield "INBOX_URL", f"'{inbox_url}' is no origin", "write https://inbox.example.org, or leave it empty"
    yield from ((f'NEWSLETTER["{key}"]', what, remedy) for key, what, remedy in _wrong_common(written))
    provider = PROVIDERS.get(str(written.get("provider")))
    if provider is None:
        return
    known = {*COMMON, *(option.name for option in provider.options)} - {"inbox_url"}
    for key in written:
        if key not in known:
            yield f'NEWSLETTER["{key}"]', f"{provider.name} has no such option", remedy(str(key), sorted(known))
    for key, what, advice in provider.wrong({**written, "inbox_url": ""}):
        yield f'NEWSLETTER["{key}"]', what, advice
    if tag := provider.wrong_tag(str(written.get("tag", ""))):
        yield 'NEWSLETTER["tag"]', *tag


def _wrong_common(written: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    if str(written.get("provider")) not in PROVIDERS:
        yield "provider", f"'{written.get('provider')}' is not known", remedy(str(written.get("provider")), PROVIDERS)
    for key in TEXTS:
        if not isinstance(written.get(key), str) or not written[key].strip():
            yield key, "there is no such text", "write one, as docs/settings.md shows"
    places = written.get("places", ())
    for place in places if isinstance(places, list | tuple) else [places]:
        if place not in CHOSEN_PLACES:
            yield "places", f"'{place}' is no place", remedy(str(place), CHOSEN_PLACES)
    leads_to = written.get("leads_to", ())
    for origin in leads_to if isinstance(leads_to, list | tuple) else [leads_to]:
        if not re.fullmatch(HTTPS, str(origin)):
            yield "leads_to", f"'{origin}' is no origin", 'write ["https://thanks.example.org"]'
