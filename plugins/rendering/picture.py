"""A picture as the pages show one: its address, what it shows, and its size, so that the text below it never jumps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from plugins.rendering.picture_size import picture_size

HEADER = 1 << 20  # bytes; the size stands in the first few, behind a camera's notes at most


@dataclass(frozen=True)
class Picture:
    """A picture of the content folder. `width` and `height` are pixels, None where the file does not tell."""

    address: str
    alt: str
    width: int | None = None
    height: int | None = None


def read_picture(content: Path, path: PurePosixPath, alt: str, site_url: str) -> Picture:
    """The picture at `path` below the content folder, with its size read from the file."""
    size = read_size(content / path)
    return Picture(f"{site_url}/{quote(str(path))}", alt, *(size or (None, None)))


def read_size(file: Path) -> tuple[int, int] | None:
    """Width and height of a picture file; None when it is missing, or of a kind that we cannot measure."""
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return picture_size(stream.read(HEADER))
