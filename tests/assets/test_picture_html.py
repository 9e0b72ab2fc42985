"""Pictures in HTML: each keeps its place free and is fetched when it comes near, and no link leads to a source file."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.assets.picture_html import SIZES, with_pictures
from plugins.assets.published_picture import PublishedPicture

PHOTOGRAPH = PublishedPicture(
    "/pictures/a.0a1b-1200.jpg", 1200, 800, {"image/avif": "/a.avif 480w"}, Path("a"), "image/jpeg"
)
DRAWING = PublishedPicture("/pictures/b.2c3d-30.svg", 30, 20, {}, Path("b"), "image/svg+xml")
UNSIZED = PublishedPicture("/pictures/c.4e5f-0.svg", 0, 0, {}, Path("c"), "image/svg+xml")
KNOWN = {"images/a b&c.jpg": PHOTOGRAPH, "images/b.svg": DRAWING, "images/c.svg": UNSIZED}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<img alt="A" src="{static}/images/a%20b&amp;c.jpg" />',
            f'<picture><source type="image/avif" srcset="/a.avif 480w" sizes="{SIZES}"><img alt="A"'
            ' src="/pictures/a.0a1b-1200.jpg" width="1200" height="800" loading="lazy" decoding="async"></picture>',
        ),
        (
            '<img alt="B" src="{static}/images/b.svg" title="t">',
            '<img alt="B" title="t" src="/pictures/b.2c3d-30.svg" width="30" height="20" loading="lazy"'
            ' decoding="async">',
        ),
        (
            '<img alt="C" src="{static}/images/c.svg">',
            '<img alt="C" src="/pictures/c.4e5f-0.svg" loading="lazy" decoding="async">',
        ),
        ('<a href="{static}/images/b.svg#part">it</a>', '<a href="/pictures/b.2c3d-30.svg">it</a>'),
        ('<a href="{static}/images/list.pdf">it</a>', '<a href="{static}/images/list.pdf">it</a>'),
        ("<p>{static}/images/b.svg</p>", "<p>{static}/images/b.svg</p>"),
    ],
)
def test_pictures_and_links_to_them(html: str, expected: str) -> None:
    assert with_pictures(html, KNOWN.get) == expected
