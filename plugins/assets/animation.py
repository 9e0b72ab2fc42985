"""Animations, published frame by frame as they are, without what a camera or a program noted in them.

Taking the notes out leaves the frames' own bytes alone: no quality is lost, and nothing is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

# GIF89a: what an extension is for. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_TIMING, _TEXT, _APPLICATION = 0xF9, 0x01, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # of the applications' own, the ones that browsers follow
# PNG, section 11.3: texts, times and EXIF.
_PNG_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"}
# https://developers.google.com/speed/webp/docs/riff_container
_WEBP_NOTES = {b"EXIF", b"XMP "}
_WEBP_NOTES_FLAGS = 0x08 | 0x04


def without_notes(data: bytes, kind: str) -> bytes:
    """The animation without its notes. `kind` is gif, png or webp; raises ValueError where its parts do not add up."""
    try:
        return b"".join({"gif": _gif, "png": _png, "webp": _webp}[kind](data))
    except (struct.error, IndexError):
        raise ValueError("the animation ends too early") from None


def _gif(data: bytes) -> Iterator[bytes]:
    position = 13 + _colours(data[10])
    yield data[:position]
    while data[position] != _END:
        start, what = position, data[position]
        if what == _IMAGE:
            position = _after_blocks(data, position + 11 + _colours(data[position + 9]))
        elif what == _EXTENSION:
            position = _after_blocks(data, position + 2)
        else:
            raise ValueError("the animation holds something unknown")
        label = data[start + 1]
        is_loop = label == _APPLICATION and data[start + 3 : start + 14] in _LOOPS
        if what == _IMAGE or label in {_TIMING, _TEXT} or is_loop:
            yield data[start:position]
    yield bytes([_END])


def _colours(flags: int) -> int:
    """The size of a table of colours, out of the flags before it."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    """Where a sequence of blocks ends; each begins with its size, the last has none."""
    while size := data[position]:
        position += size + 1
    return position + 1


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    position, name = 8, b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", data, position)
        if name not in _PNG_NOTES:
            yield data[position : position + size + 12]
        position += size + 12


def _webp(data: bytes) -> Iterator[bytes]:
    kept = []
    position, end = 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while position < end:
        name, size = struct.unpack_from("<4sI", data, position)
        chunk = bytearray(data[position : position + 8 + size + size % 2])
        if name == b"VP8X":
            chunk[8] &= ~_WEBP_NOTES_FLAGS
        if name not in _WEBP_NOTES:
            kept.append(bytes(chunk))
        position += 8 + size + size % 2
    yield struct.pack("<4sI4s", b"RIFF", 4 + sum(map(len, kept)), b"WEBP")
    yield from kept
