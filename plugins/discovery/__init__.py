"""What machines are told of the pages: structured data, social cards, canonical addresses, sitemap, headers.

Template globals; `kind` is the name of the page's template (`index`, `article`, `page`, `category`, `tag`, `author`,
`archives`, `topics`, `series`, `webinars`, `webinar`, `offers`, `offer`, `weekly`, `edition`, `404`), `item` what that
template shows (None for a list without one):

- `structured_data(kind, item)`: the one `<script type="application/ld+json">` of the page.
- `breadcrumbs(kind, item)`: the way to the page, a list of `title`, `address` (None for the page itself); empty for the
  front page and 404.
- `canonical(address)`: the absolute address; `canonical(output_file)` is that of any page Pelican writes.
- `social(kind, item)`: Open Graph and Twitter properties, each with its value; `twitter:` ones go into `name=`.
- `share_links(title, address)`: a list of `name`, `address`, plain links without trackers.
- `content_security_policy()`: for `<meta http-equiv>`.

`structured_data` and `social` take `title=` and `description=` where a page wants other words than its item's.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.discovery import pelican_cards, pelican_discovery, pelican_redirects

    signals.initialized.connect(pelican_discovery.add_globals)
    signals.get_generators.connect(pelican_discovery.generators)
    signals.get_generators.connect(pelican_redirects.generators)
    signals.get_generators.connect(pelican_cards.generators)
