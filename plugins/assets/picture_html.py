"""Pictures in HTML: each `<img>` of a published photograph becomes a `<picture>` with its sizes and formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

# A picture in the text is as wide as the column, or as the screen where that is narrower.
SIZES = "(min-width: 48rem) 44rem, 100vw"
_IMAGE = re.compile(
    r"""<img\b(?P<before>[^>]*?)\ssrc=(?P<quote>["'])\{static\}/(?P<path>[^"']+)(?P=quote)(?P<after>[^>]*)>"""
)


@dataclass(frozen=True)
class PublishedPicture:
    """A photograph as it is published: the file for every reader, its size, and the `srcset` of each modern format.

    `file` is where the first lies until it is copied into the output, `media_type` what it is.
    """

    address: str
    width: int
    height: int
    sources: Mapping[str, str]
    file: Path
    media_type: str


def with_pictures(html: str, find: Callable[[str], PublishedPicture | None]) -> str:
    """`html` with every `<img src="{static}/PATH">` replaced, where `find(PATH)` knows the picture."""

    def one(match: re.Match[str]) -> str:
        picture = find(unquote(unescape(match["path"])))
        if picture is None:
            return match[0]
        rest = f"{match['before']}{match['after']}".rstrip(" /")
        image = (
            f'<img{rest} src="{escape(picture.address)}" width="{picture.width}" height="{picture.height}"'
            ' loading="lazy" decoding="async">'
        )
        sources = "".join(
            f'<source type="{media_type}" srcset="{escape(addresses)}" sizes="{SIZES}">'
            for media_type, addresses in picture.sources.items()
        )
        return f"<picture>{sources}{image}</picture>"

    return _IMAGE.sub(one, html)
