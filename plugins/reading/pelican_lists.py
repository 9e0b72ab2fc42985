"""Writes the lists in Pelican's place: front page, sections, tags, authors, series; also those that are empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pelican.generators import ArticlesGenerator, Generator
from pelican.urlwrappers import Author, Category

from plugins.publication.kinds import AUTHOR
from plugins.publication.site import Site
from plugins.publication.values import slugify
from plugins.reading.pagination import ListPage, paginate


@dataclass(frozen=True)
class Listing:
    """A list to be written: its template, its pages, and what its template is given beside them."""

    template: str
    pages: Sequence[ListPage]
    variables: dict[str, Any]


def generators(pelican: Any) -> type[Generator]:
    """The generator, for Pelican's signal."""
    return ListsGenerator


def prepare(generator: ArticlesGenerator) -> None:
    """Put all lists into the context as `listings`, which the sitemap reads too, and keep Pelican from writing them."""
    generator.context["listings"] = list(_listings(generator))
    generator.generate_categories = generator.generate_tags = generator.generate_authors = _leave


def _leave(write: Any) -> None:
    """Pelican would number the pages of these lists from the newest."""


def _listings(generator: ArticlesGenerator) -> Iterator[Listing]:
    settings, context = generator.settings, generator.context
    size, prefix = settings["DEFAULT_PAGINATION"], f"{settings['SITEURL']}/"
    yield Listing("index", paginate(generator.articles, "", size, prefix), {"page_name": "index"})
    by_section = dict(generator.categories)
    for hub in context["section_hubs"]:
        category = Category(hub.name, settings)
        category.slug = slugify(hub.name)
        pages = paginate(by_section.get(category, []), category.url, size, prefix)
        yield Listing("category", pages, {"category": category, "hub": hub})
    for tag, articles in sorted(generator.tags.items()):
        yield Listing("tag", paginate(articles, tag.url, size, prefix), {"tag": tag})
    site: Site = settings["PUBLICATION"]
    by_author = dict(generator.authors)
    for document in site.of_kind(AUTHOR):
        author = Author(document.title, settings)
        author.slug = document.slug
        pages = paginate(by_author.get(author, []), author.url, size, prefix)
        yield Listing("author", pages, {"author": author})
    for series in context["all_series"]:
        pages = paginate(series.articles, series.address, max(1, len(series.articles)), prefix)
        yield Listing("series", pages, {"series": series})


class ListsGenerator(Generator):
    """Writes every page of every list."""

    def generate_output(self, writer: Any) -> None:
        """Render them, each page with `articles_page` and `pager`."""
        for listing in self.context["listings"]:
            template = self.get_template(listing.template)
            articles = [article for page in listing.pages for article in page.object_list]
            for page in listing.pages:
                writer.write_file(
                    page.save_as,
                    template,
                    self.context,
                    relative_urls=self.settings["RELATIVE_URLS"],
                    url=page.address,
                    articles=articles,
                    articles_page=page,
                    pager=page.pager,
                    **listing.variables,
                )
