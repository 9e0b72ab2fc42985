"""The rules for sign-up forms: the settings, the pages that forms lead to, and what texts change in theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plugins.newsletter_signup.provider import Provider
from plugins.newsletter_signup.settings import PROVIDERS, wrong
from plugins.publication.document import Document
from plugins.publication.mistake import Mistake
from plugins.publication.outline import scan
from plugins.publication.site import Site
from plugins.publication.suggestion import remedy

PAGES = ("SUBSCRIBE_PAGE", "PRIVACY_PAGE")


def of(settings: Mapping[str, Any]) -> Callable[[Site], Iterator[Mistake]]:
    """The check of the forms that Pelican's `settings` make."""

    def mistakes(site: Site) -> Iterator[Mistake]:
        for name, what, advice in wrong(settings):
            yield Mistake("pelicanconf.py", 1, name, what, advice)
        for name in PAGES:
            if settings.get(name) not in site.by_address:
                what = f"'{settings.get(name)}' is the address of no page, and every form leads there"
                yield Mistake("pelicanconf.py", 1, name, what, remedy(str(settings.get(name)), site.by_address))
        written = settings.get("NEWSLETTER")
        provider = PROVIDERS.get(str(written.get("provider"))) if isinstance(written, Mapping) else None
        for document in site.documents:
            if "newsletter" in document.values:
                yield from _of_document(document, site, provider)

    return mistakes


def _of_document(document: Document, site: Site, provider: Provider | None) -> Iterator[Mistake]:
    """What a text says of its form, compared with its body and with what the provider takes."""
    words = document.values["newsletter"]
    path, line = site.shown_path(document.path), document.line("newsletter")
    if words is False:
        for shortcode in scan(document.body, document.body_line).shortcodes:
            if shortcode.name == "newsletter":
                what, advice = "the form is off in this text", "delete [newsletter], or `newsletter: off` above"
                yield Mistake(path, shortcode.line, "shortcode", what, advice)
    elif provider and (found := provider.wrong_tag(words.get("tag", ""))):
        yield Mistake(path, line, "newsletter", *found)
