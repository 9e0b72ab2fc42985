"""Puts on Pelican's articles and into its context what the nouns of this package find out."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

from pelican import Pelican
from pelican.contents import Article, Content, Static
from pelican.generators import ArticlesGenerator, Generator

from plugins.publication.settings import Settings
from plugins.publication.values import slugify
from plugins.reading import hubs, pelican_lists
from plugins.reading.entry import Entry, neighbours
from plugins.reading.page_body import TextFacts, page_body, text_facts
from plugins.reading.related import related_articles
from plugins.reading.series import all_series, series_box
from plugins.rendering.date_words import month
from plugins.rendering.picture import shown_picture


def order(generator: ArticlesGenerator) -> None:
    """Sort the articles before Pelican groups them, and give tags and sections the slugs that the check knows."""
    generator.articles.sort(key=lambda article: (article.date, article.slug), reverse=True)
    for article in generator.articles + generator.hidden_articles:
        for wrapper in [article.category, *article.tags]:
            wrapper.slug = slugify(wrapper.name)


def connect_articles(generator: ArticlesGenerator) -> None:
    """Give each article its neighbours, series box and related articles; put the hubs into the context."""
    entries = [_entry(article) for article in generator.articles]
    series = all_series(entries)
    near, related = neighbours(entries), related_articles(entries, series)
    boxes = {entry.slug: series_box(one, entry) for one in series for entry in one.entries}
    for article in generator.hidden_articles:
        article.newer = article.older = article.series_box = None
        article.related = ()
    for article in generator.articles:
        article.newer, article.older = near[article.slug].newer, near[article.slug].older
        article.series_box, article.related = boxes.get(article.slug), related[article.slug]
    _add_hubs(generator, entries)
    generator.context["all_series"] = series
    pelican_lists.prepare(generator)


def _entry(article: Article) -> Entry:
    return Entry(
        slug=article.slug,
        date=article.date,
        section=article.category.name,
        tags=tuple(tag.name for tag in article.tags),
        series=article.series or "",
        audience=article.audience or (),
        article=article,
    )


def _add_hubs(generator: ArticlesGenerator, entries: list[Entry]) -> None:
    context = generator.context
    settings: Settings = generator.settings["PUBLICATION"].settings

    def section_address(name: str) -> str:
        return settings.section_address(name).lstrip("/")

    def tag_address(name: str) -> str:
        return settings.tag_address(name).lstrip("/")

    context["section_hubs"] = hubs.section_hubs(entries, settings.sections, section_address)
    context["archive_years"] = hubs.archive_years(entries, month)
    context["audiences"] = hubs.audiences(entries, settings.audiences)
    tags = hubs.tag_topics(entries, tag_address)
    context["topics"] = hubs.topic_index(tags, context["section_hubs"], all_series(entries))


def derive_facts(pelican: Pelican) -> None:
    """Have what a text says of itself found out when it is read: once, and not for each list that it stands in."""
    pelican.settings["DERIVED_METADATA"] = {"text_facts": text_facts}


def give_bodies() -> None:
    """Give every text the body for its page, its words, minutes, contents and must-dos."""
    worked_out: dict[str, Callable[[Content], Any]] = {"page_body": lambda content: page_body(content.content).html}
    for name in ("words", "minutes", "contents", "must_dos"):
        worked_out[name] = _of_facts(attrgetter(name))
    for name, work in worked_out.items():
        setattr(Content, name, property(work))


def _of_facts(part: Callable[[TextFacts], Any]) -> Callable[[Content], Any]:
    return lambda content: part(_facts(content))


def _facts(content: Content) -> TextFacts:
    """What its reader has found; what a shortcode has put into it since then counts too."""
    facts: TextFacts | None = getattr(content, "text_facts", None)
    return page_body(content.content) if facts is None or content.shortcodes else facts


def show_lead_images(generators: list[Generator]) -> None:
    """Give every text its lead picture."""
    context, settings = generators[0].context, generators[0].settings
    for content in context["generated_content"].values():
        if isinstance(content, Content) and not isinstance(content, Static):
            _set_lead_image(content, settings)


def _set_lead_image(content: Content, settings: dict[str, Any]) -> None:
    """The picture that the front matter names, with its size."""
    path, alt = getattr(content, "image", None), getattr(content, "image_alt", None) or ""
    content.lead_image = None
    if path:
        content.lead_image = shown_picture(settings, PurePosixPath(path), alt)
