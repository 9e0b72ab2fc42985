"""Width and height of a picture, read from the first bytes of its file: PNG, JPEG, GIF, WebP and SVG.

A JPEG that the camera noted as lying on its side is measured as the browser shows it, upright.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil
from struct import error as TooShort  # noqa: N812 - what it means here
from struct import unpack_from

Size = tuple[int, int]
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})  # of Exif's orientation tag
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG's start-of-frame markers
_SVG = re.compile(rb"<svg\b[^>]*>", re.I)


def picture_size(data: bytes) -> Size | None:
    """Width and height in pixels; None when `data` is not the beginning of a picture that we can measure."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            size = unpack_from(">II", data, 16)
        elif data.startswith((b"GIF87a", b"GIF89a")):
            size = unpack_from("<HH", data, 6)
        elif data.startswith(b"\xff\xd8"):
            size = _jpeg(data)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            size = _webp(data)
        else:
            size = _svg(data)
    except TooShort:
        return None
    return (size[0], size[1]) if all(size) else None


def _jpeg(data: bytes) -> Size:
    on_its_side = False
    for marker, start in _segments(data):
        if marker == 0xE1 and data[start : start + 6] == b"Exif\0\0":
            on_its_side = _orientation(data[start + 6 :]) in _ON_ITS_SIDE
        elif marker in _FRAMES:
            height, width = unpack_from(">HH", data, start + 1)
            return (height, width) if on_its_side else (width, height)
    return 0, 0


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Marker and start of each segment of a JPEG, up to the picture itself."""
    position = 2
    while position < len(data):
        fill, marker, length = unpack_from(">BBH", data, position)
        if fill != 0xFF or marker == 0xDA:
            return
        if marker == 0xFF:
            position += 1
            continue
        yield marker, position + 4
        position += 2 + max(length, 2)


def _orientation(exif: bytes) -> int:
    """The orientation tag of an Exif block, 1 (upright) where there is none."""
    order = "<" if exif.startswith(b"II") else ">"
    (directory,) = unpack_from(f"{order}I", exif, 4)
    (count,) = unpack_from(f"{order}H", exif, directory)
    for entry in range(count):
        tag, _, _, value = unpack_from(f"{order}HHIH", exif, directory + 2 + 12 * entry)
        if tag == 0x0112:
            return int(value)
    return 1


def _webp(data: bytes) -> Size:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        low_width, high_width, low_height, high_height = unpack_from("<HBHB", data, 24)
        return (low_width | high_width << 16) + 1, (low_height | high_height << 16) + 1
    return 0, 0


def _svg(data: bytes) -> Size:
    """The size that the drawing states, or that of its view box."""
    found = _SVG.search(data)
    if not found:
        return 0, 0
    tag = found[0].decode("utf-8", "replace")
    stated = [re.search(rf"""\s{side}\s*=\s*["']\s*([\d.]+)(?:px)?\s*["']""", tag) for side in ("width", "height")]
    if stated[0] and stated[1]:
        return _whole(stated[0][1]), _whole(stated[1][1])
    box = re.search(r"""\sviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""", tag)
    return (_whole(box[1]), _whole(box[2])) if box else (0, 0)


def _whole(written: str) -> int:
    try:
        return ceil(float(written))
    except ValueError:
        return 0
