"""The size of a picture, read off its first bytes."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.rendering.picture import read_picture, read_size
from plugins.rendering.picture_size import picture_size

PNG = b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + b"IHDR" + pack(">II", 1200, 630) + b"\x08\x02\0\0\0"
GIF = b"GIF89a" + pack("<HH", 320, 200) + b"\0"


def jpeg(*segments: tuple[int, bytes], width: int = 640, height: int = 480) -> bytes:
    """A JPEG's beginning: the segments, then the frame."""
    frame = (0xC2, b"\x08" + pack(">HH", height, width) + b"\x03")
    blocks = (pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in (*segments, frame))
    return b"\xff\xd8" + b"".join(blocks) + b"\xff\xda"


def exif(order: str, orientation: int) -> bytes:
    """An Exif block of two tags, the second of which is the orientation."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    first, second = pack(f"{order}HHIHH", 0x010F, 2, 1, 65, 0), pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + mark + pack(f"{order}IH", 8, 2) + first + second


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF" + pack("<I", len(data) + 12) + b"WEBP" + kind + pack("<I", len(data)) + data


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (1200, 630)),
        (GIF, (320, 200)),
        (jpeg(), (640, 480)),
        (jpeg((0xE0, b"JFIF\0" + b"x" * 200), (0xC4, b"tables")), (640, 480)),
        (jpeg((0xE1, exif("<", 1))), (640, 480)),
        (jpeg((0xE1, exif("<", 6))), (480, 640)),
        (jpeg((0xE1, exif(">", 8))), (480, 640)),
        (jpeg((0xE1, exif("<", 6).replace(b"\x12\x01", b"\x13\x01"))), (640, 480)),
        (jpeg().replace(b"\xff\xc2", b"\xff\xff\xff\xc2"), (640, 480)),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + pack("<HH", 800, 600 | 1 << 14)), (800, 600)),
        (webp(b"VP8L", b"\x2f" + pack("<I", (800 - 1) | (600 - 1) << 14)), (800, 600)),
        (webp(b"VP8X", b"\0\0\0\0" + pack("<I", 70_000 - 1)[:3] + pack("<I", 600 - 1)[:3]), (70_000, 600)),
        (b'<?xml version="1.0"?><svg xmlns="x" width="120px" height=\'80.5\'>', (120, 81)),
        (b'<svg viewBox="0 0 24,32">', (24, 32)),
        (b'<svg width="100%" height="100%" viewBox="-5 -5 30 40">', (30, 40)),
    ],
)
def test_each_kind_is_measured(data: bytes, size: tuple[int, int]) -> None:
    assert picture_size(data) == size


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        PNG[:18],
        GIF[:7],
        jpeg()[:9],
        b"\xff\xd8\xff",
        b"\xff\xd8no segments",
        b'<svg width="1.2.3" height="4">',
        b"<svg>",
        webp(b"VP9 ", b"\0" * 30),
        b"RIFF\0\0\0\0WEBPVP8X",
        b"<?xml?><html></html>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        jpeg((0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff")),
    ],
)
def test_what_cannot_be_measured_is_left_alone(data: bytes) -> None:
    assert picture_size(data) is None


@given(
    st.sampled_from([b"", PNG[:8], GIF[:6], b"\xff\xd8", jpeg()[:4], b"RIFF0000WEBPVP8X", b"<svg "]),
    st.binary(max_size=80),
)
def test_no_bytes_are_too_odd(beginning: bytes, rest: bytes) -> None:
    size = picture_size(beginning + rest)
    assert size is None or (size[0] > 0 and size[1] > 0)


def test_a_picture_has_an_address_that_a_browser_understands(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a b&é.png").write_bytes(PNG)
    picture = read_picture(tmp_path, PurePosixPath("images/a b&é.png"), "A cake", "https://example.org")
    assert picture.address == "https://example.org/images/a%20b%26%C3%A9.png"
    assert (picture.alt, picture.width, picture.height) == ("A cake", 1200, 630)


def test_a_missing_file_has_no_size(tmp_path: Path) -> None:
    assert read_size(tmp_path / "none.png") is None
    assert read_picture(tmp_path, PurePosixPath("none.png"), "", "").width is None
