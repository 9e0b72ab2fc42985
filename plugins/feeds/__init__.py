"""RSS, Atom and JSON Feed of any list of entries, through feedgen."""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.feeds import pelican_feeds

    signals.generator_init.connect(pelican_feeds.announce)
    signals.article_writer_finalized.connect(pelican_feeds.write)
