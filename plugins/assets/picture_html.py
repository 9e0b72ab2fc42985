"""Pictures in HTML: each `<img>` of a photograph becomes a `<picture>` with its sizes and formats.

A link to a photograph leads to what was made of it, too: the file of the camera says where it was taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from plugins.assets.published_picture import PublishedPicture

# A picture in the text is as wide as the column, or as the screen where that is narrower.
SIZES = "(min-width: 48rem) 44rem, 100vw"
_IMAGE = re.compile(
    r"""<img\b(?P<before>[^>]*?)\ssrc=(?P<quote>["'])\{static\}/(?P<path>[^"']+)(?P=quote)(?P<after>[^>]*)>"""
)
_LINK = re.compile(
    r"""(?P<before><a\b[^>]*?\shref=)(?P<quote>["'])\{static\}/(?P<path>[^"'#]+)(?:#[^"']*)?(?P=quote)"""
)


def with_pictures(html: str, find: Callable[[str], PublishedPicture | None]) -> str:
    """`html` with every `<img src="{static}/PATH">` and link to one replaced, where `find(PATH)` knows the picture."""

    def one(match: re.Match[str]) -> str:
        picture = find(unquote(unescape(match["path"])))
        if picture is None:
            return match[0]
        rest = f"{match['before']}{match['after']}".rstrip(" /")
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
        image = f'<img{rest} src="{escape(picture.address)}"{size} loading="lazy" decoding="async">'
        sources = "".join(
            f'<source type="{media_type}" srcset="{escape(addresses)}" sizes="{SIZES}">'
            for media_type, addresses in picture.sources.items()
        )
        return f"<picture>{sources}{image}</picture>" if sources else image

    def link(match: re.Match[str]) -> str:
        picture = find(unquote(unescape(match["path"])))
        return f'{match["before"]}"{escape(picture.address)}"' if picture else match[0]

    return _LINK.sub(link, _IMAGE.sub(one, html))
