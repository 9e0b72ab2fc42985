"""A picture as the pages show one: its address, what it shows, and its size, so that the text below it never jumps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from plugins.rendering.picture_size import picture_size

HEADER = 1 << 20  # bytes; the size stands in the first few, behind a camera's notes at most


@dataclass(frozen=True)
class Picture:
    """A picture of the content folder. `width` and `height` are pixels, None where the file does not tell.

    `sources` has the `srcset` of each modern format, by media type; it is empty for a drawing.
    """

    address: str
    alt: str
    width: int | None = None
    height: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def read_picture(content: Path, path: PurePosixPath, alt: str, site_url: str) -> Picture:
    """The picture at `path` below the content folder, with its size read from the file."""
    size = read_size(content / path)
    return Picture(f"{site_url}/{quote(str(path))}", alt, *(size or (None, None)))


def shown_picture(settings: Mapping[str, Any], path: PurePosixPath, alt: str) -> Picture:
    """The picture at `path` as it is published: in the sizes that were made of it, or as it is."""
    made = settings["PICTURES"].get(str(path))
    if made:
        return Picture(made.address, alt, made.width, made.height, made.sources)
    return read_picture(Path(settings["PATH"]), path, alt, settings["SITEURL"])


def read_size(file: Path) -> tuple[int, int] | None:
    """Width and height of a picture file; None when it is missing, or of a kind that we cannot measure."""
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return picture_size(stream.read(HEADER))
