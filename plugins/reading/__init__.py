"""What makes a text pleasant to read and its neighbours easy to find: anchors, contents, series, hubs, lists.

Templates get, on every article: `minutes`, `words`, `contents` (a tuple of entries with `level`, `text`, `anchor`,
`children`; empty below four headings), `must_dos` (a tuple of `anchor`, `lead`), `newer`, `older`, `series_box` (None,
or `name`, `address`, `position`, `total`, `entries` of `article`, `current`), `related` (up to three of `article`,
`why`), `lead_image` (None, or `address`, `alt`, `width`, `height`). Pages, webinars and offers have all but the
neighbours, series and related.
`item|body` is the body with anchors, must-do lists, table wrappers and picture sizes; `item.content` stays without.

In every template: `section_hubs` (`name`, `title`, `description`, `address`, `articles`), `archive_years` (`year`,
`months` of `name`, `articles`), `topics` (`letter`, `topics` of `name`, `kind`, `address`, `articles`), `audiences`
(`name`, `slug`, `articles`), `all_series` (`name`, `slug`, `address`, `articles`).

In lists (index, category, tag, author): `articles_page.object_list`, and `pager` (`number`, `total`, `newer_url`,
`older_url`, `urls`; these are ready to be used, or None). In `series.html`: `series`. Every `address` is without the
leading slash, as Pelican's `url` is: write `{{ site_url }}/{{ hub.address }}`.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.reading import pelican_lists, pelican_reading

    pelican_reading.give_bodies()
    signals.initialized.connect(pelican_reading.derive_facts)
    signals.article_generator_pretaxonomy.connect(pelican_reading.order)
    signals.article_generator_finalized.connect(pelican_reading.connect_articles)
    signals.all_generators_finalized.connect(pelican_reading.show_lead_images)
    signals.get_generators.connect(pelican_lists.generators)
