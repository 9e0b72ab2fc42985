"""What a search finds of a page: the part that a template has marked for Pagefind, without what it shall ignore.

Pages of which this is the same give the same index, whatever else stands on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BODY, _IGNORED, _MARK = b" data-pagefind-body", b" data-pagefind-ignore", b" data-pagefind-"
_NAME = re.compile(rb"<[a-zA-Z][\w-]*")
_HEAD = re.compile(rb"<html\b[^>]*>|<title\b[^>]*>[^<]*", re.I)


def searched(html: bytes) -> bytes:
    """What is found of a page; empty where nothing is."""
    place = html.find(_BODY)
    if place < 0:
        return b""
    start, end = _element(html, place)
    return b"\n".join(
        [*_shown(html[start:end]), *_HEAD.findall(html[:start]), *_marked(html[:start]), *_marked(html[end:])]
    )


def _element(html: bytes, place: int) -> tuple[int, int]:
    """Where the element begins and ends that has an attribute at `place`; one that is never closed ends with all."""
    start = html.rfind(b"<", 0, place)
    name = _NAME.match(html, max(0, start))
    if not name:
        return 0, len(html)
    depth = 0
    for tag in re.compile(rb"<(/?)%s\b" % name[0][1:], re.I).finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return start, tag.end()
    return start, len(html)


def _shown(body: bytes) -> Iterator[bytes]:
    """A body in pieces, without what is ignored; but with that where marks inside count, or its end is not found."""
    done, place = 0, body.find(_IGNORED)
    while place >= 0:
        start, end = _element(body, place)
        yield body[done:start]
        inside = body[start:end]
        if end == len(body) or inside.count(_MARK) > inside.count(_IGNORED):
            yield inside
        done = max(end, place + 1)
        place = body.find(_IGNORED, done)
    yield body[done:]


def _marked(html: bytes) -> Iterator[bytes]:
    """The tags with marks."""
    place = html.find(_MARK)
    while place >= 0:
        end = html.find(b">", place) + 1 or len(html)
        yield html[max(0, html.rfind(b"<", 0, place)) : end]
        place = html.find(_MARK, end)
