"""The sign-up form: one component for every place of the site, and for every common provider of newsletters.

`NEWSLETTER` in the settings says who keeps the list. Template globals:

- `sign_up(place, kind, item)`: the form at a place of the page (`front`, `inside`, `end`, `footer`, `subscribe`,
  `shortcode`), None where none stands. The theme draws it with `partials/subscribe.html`.
- `halves(body)`: a body in two, before the heading that is nearest to its middle, for the place `inside`.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.newsletter_signup import pelican_signup

    signals.initialized.connect(pelican_signup.add_globals)
    signals.get_generators.connect(pelican_signup.generators)
