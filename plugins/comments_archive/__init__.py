"""The comments archive: every old comment kept, in its thread, safely.

Templates get, on every article, `comments`: `count`, `label` (`4 Comments`), `readers` (a number), `mentions`,
`comments` (the roots on the article's own page, each with `replies`), `further` (the other pages: `number`, `address`,
`comments`, `all`), `is_open`, `feed` (the path for `feeds(…)`). A comment has `id`, `kind`, `name`, `link`, `moment`
(in the publication's zone; None where it is not known), `when` (`November 11, 2011 at 12:44 pm`), `iso`, `heading` (a
level), `body`, `drawing` (`path`, `colour`), `by_author` (a slug), `is_removed`, `level`, `answers` (None, or `name`,
`id`, `page`), `replies`, `address`.

Also `comments.structured_data(address)`: the first comments as nodes of schema.org, for the article's own.

In every template: `comment_form`, how one leaves a comment here (comment_form.py; None where none are taken), and
`latest_comments`, the newest of all readers' comments: `article`, `comment`. Addresses are without
the leading slash, as Pelican's `url` is.
"""

from __future__ import annotations


def register() -> None:
    """Connect to Pelican; called once by it."""
    from pelican import signals

    from plugins.comments_archive import pelican_comments

    signals.initialized.connect(pelican_comments.add_form)
    signals.article_generator_finalized.connect(pelican_comments.attach)
    signals.article_writer_finalized.connect(pelican_comments.write)
