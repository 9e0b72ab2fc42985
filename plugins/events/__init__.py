"""Webinars and offers: what comes, what is past, what is live, and their pages."""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.events import pelican_events

    signals.get_generators.connect(pelican_events.generators)
