"""Where a form stands inside a text: before the heading that is nearest to the middle."""

from __future__ import annotations

import re

from markupsafe import Markup

_HEADING = re.compile(r'(?:<div class="heading heading-2">)?<h2\b')
ENOUGH = 3  # headings; a shorter text is not interrupted


def halves(body: Markup) -> tuple[Markup, Markup]:
    """The text in two parts; the second is empty where it has too few headings."""
    starts = [match.start() for match in _HEADING.finditer(body)]
    if len(starts) < ENOUGH:
        return body, Markup()
    middle = min(starts[1:], key=lambda start: abs(start - len(body) / 2))
    return body[:middle], body[middle:]
