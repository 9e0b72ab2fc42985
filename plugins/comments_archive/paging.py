"""Static pages of a long thread, cut where the next comment would be one too many.

The first page is the article's own. Its list of further pages has a link for every comment of theirs, with that
comment's id: an old address with `#comment-123` lands on the link that leads to the comment, without a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from plugins.comments_archive.thread import Placed


def pages(comments: Sequence[Placed], size: int) -> list[list[Placed]]:
    """The comments of each page, at least one page. A thread of replies is cut only when it is longer than a page."""
    result: list[list[Placed]] = [[]]
    for group in _groups(comments):
        if result[-1] and len(result[-1]) + len(group) > size:
            result.append([])
        for start in range(0, len(group), size):
            if start:
                result.append([])
            result[-1] += _relevelled(group[start : start + size]) if start else group[:size]
    return result


def _groups(comments: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Each comment of the first level with the replies below it."""
    group: list[Placed] = []
    for placed in comments:
        if placed.level == 1 and group:
            yield group
            group = []
        group.append(placed)
    if group:
        yield group


def _relevelled(part: Sequence[Placed]) -> list[Placed]:
    """The rest of a cut group: what stood below a comment of the page before becomes a root and says so."""
    result: list[Placed] = []
    levels: dict[str, int] = {}
    for placed in part:
        level = levels.get(placed.above, 0) + 1
        if placed.above not in levels:
            placed = replace(placed, above="", told=bool(placed.comment.in_reply_to))
        levels[placed.comment.id] = level
        result.append(replace(placed, level=level))
    return result
