"""The checks that only read the built files: in pure Python, so `make test` runs them too."""

from __future__ import annotations

from collections.abc import Container, Iterator

from tests.audit import head, markup, references, sitemap, structured_data
from tests.audit.figure import Figure
from tests.audit.page import Site


def figures(site: Site, vocabulary: Container[str] | None = None) -> Iterator[Figure]:
    """Every static figure of a site; `vocabulary` holds schema.org's names where they are at hand."""
    yield from head.figures(site)
    yield from markup.figures(site)
    yield from references.figures(site)
    yield from sitemap.figures(site)
    yield from structured_data.figures(site, vocabulary)
