"""The ground: what a publication is made of, how it is read, and how its mistakes are told.

As a Pelican plugin it replaces Pelican's Markdown reader by ours, so that front matter, dates, addresses and links
mean the same in the check and on the page, and leaves out what is not public yet. See `docs/architecture.md`.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.publication import pelican_reader

    signals.initialized.connect(pelican_reader.read_publication)
    signals.readers_init.connect(pelican_reader.use_reader)
