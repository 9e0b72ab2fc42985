"""The theme's files under names that change with their content, so that a browser may keep them for ever.

`theme/static/` holds them. `css/*.css` are joined along their `@import`s, `js/*.js` along their first line
`// join: a.js b.js`; a file that another takes in is a part, and not published by itself. Everything else (fonts,
pictures) is published as it is. `static/root/` is copied to the site's root under its own names: favicons, manifest.
Templates ask for an address by name: `asset("css/site.css")` gives `/theme/css/site.3f2a1b9c.css`.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.assets import pelican_assets, pelican_pictures

    signals.initialized.connect(pelican_assets.prepare)
    signals.get_generators.connect(pelican_pictures.make_pictures)
    signals.content_object_init.connect(pelican_pictures.show_pictures)
    signals.finalized.connect(pelican_assets.write)
    signals.finalized.connect(pelican_pictures.write_pictures)
    signals.finalized.connect(pelican_assets.index)
