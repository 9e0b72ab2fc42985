"""The one Jinja environment that pages, inbox and mails share: escaping on, our filters, the theme's templates."""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.rendering import pelican_rendering

    signals.generator_init.connect(pelican_rendering.use_environment)
    signals.all_generators_finalized.connect(pelican_rendering.keep_frame)
    signals.content_object_init.connect(pelican_rendering.render_shortcodes)
