"""The rules for FORMER_ADDRESSES, the former addresses that belong to no document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.discovery.redirect import is_query
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site

# What the files for hosts cannot hold, or what would be written outside of the site.
_UNUSABLE = re.compile(r"""^(?!/)|^//|\.\.|[\s#\\"'<>${}]""")


def mistakes(site: Site) -> Iterator[Mistake]:
    """Redirects over a living page, in a circle, over another redirect, and to nothing."""
    for source, target in site.settings.former_addresses.items():
        for what, remedy in _faults(source, target, site):
            yield Mistake("pelicanconf.py", 1, "FORMER_ADDRESSES", what, remedy)


def _faults(source: str, target: str, site: Site) -> Iterator[tuple[str, str]]:
    """What is wrong with one of them, and the remedy."""
    former = site.settings.former_addresses
    page, moved = site.by_address.get(target.partition("#")[0]), site.by_alias.get(target)
    if _UNUSABLE.search(source) or ("?" in source and not is_query(source)):
        yield f"'{source}' is not an address of this site", "write it as '/old/', or '/?p=123'"
    elif source in site.by_address or source in site.list_addresses:
        yield f"{source} is a living page", "delete it"
    elif source in site.by_alias:
        yield f"{source} is a former address of {site.by_alias[source].path} too", "delete it here"
    elif target == source:
        yield f"{source} leads to itself", "delete it"
    elif onward := former.get(target) or (moved and moved.address):
        yield f"{source} leads to {target}, which has moved", f"lead it to {onward}"
    elif page and not page.is_public(site.now):
        yield f"{source} leads to {target}, which is not public", "publish it first, or correct the target"
    elif not page and target.partition("#")[0] not in site.list_addresses:
        yield f"{source} leads to {target}, where nothing is", "correct the target"
