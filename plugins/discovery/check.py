"""The rules for FORMER_ADDRESSES, the former addresses that belong to no document."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.discovery.redirect import is_query
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site


def mistakes(site: Site) -> Iterator[Mistake]:
    """Redirects over a living page, in a circle, over another redirect, and to nothing."""
    former = site.settings.former_addresses
    living = {document.address for document in site.documents} | site.list_addresses
    aliases = {alias: document for document in site.documents for alias in document.values.get("aliases", ())}

    def mistake(what: str, remedy: str) -> Mistake:
        return Mistake("pelicanconf.py", 1, "FORMER_ADDRESSES", what, remedy)

    for source, target in former.items():
        if not source.startswith("/") or ("?" in source and not is_query(source)):
            yield mistake(f"'{source}' is not an address of this site", "write it as '/old/', or '/?p=123'")
        if source in living:
            yield mistake(f"{source} is a living page", "delete it")
        elif source in aliases:
            yield mistake(f"{source} is a former address of {aliases[source].path} too", "delete it here")
        if target == source:
            yield mistake(f"{source} leads to itself", "delete it")
        elif target in former or target in aliases:
            onward = former.get(target) or aliases[target].address
            yield mistake(f"{source} leads to {target}, which has moved", f"lead it to {onward}")
        elif target.partition("#")[0] not in living:
            yield mistake(f"{source} leads to {target}, where nothing is", "correct the target")
