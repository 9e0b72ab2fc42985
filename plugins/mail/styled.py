"""HTML for mail programs, most of which read styles in the elements alone."""

from __future__ import annotations

import css_inline

_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def styled(html: str) -> str:
    """`html` with the rules of its style sheets written into the elements; `@media` stays in the head."""
    return _INLINER.inline(html)
