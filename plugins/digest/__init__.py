"""The weekly digest: editions, their pages and feed, and the mail made of one.

An edition is a file that an editor reads, changes and approves. Templates get: in every one, `all_editions`, those that
readers may see, newest first; in `edition.html`, `item`: `subject`, `preheader`, `date`, `week`, `pending`,
`shown_articles`, `shown_webinars`, `shown_offers` (Pelican's objects), `shown_comment` (None, or `article`, `comment`),
`newer` and `older` editions. Addresses are without the leading slash, as Pelican's `url` is.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.digest import pelican_editions

    signals.get_generators.connect(pelican_editions.generators)
    signals.all_generators_finalized.connect(pelican_editions.take_in)
