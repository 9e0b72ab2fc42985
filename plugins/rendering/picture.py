"""A picture as the pages show one: its address, what it shows, and its size, so that the text below it never jumps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True)
class Picture:
    """A picture of the content folder. `width` and `height` are pixels, None where a drawing does not say.

    `sources` has the `srcset` of each modern format, by media type; it is empty for a drawing or an animation.
    """

    address: str
    alt: str
    width: int | None = None
    height: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def shown_picture(settings: Mapping[str, Any], path: PurePosixPath, alt: str) -> Picture:
    """The picture at `path` below the content folder, as it is published."""
    made = settings["PICTURES"][str(path)]
    return Picture(made.address, alt, made.width or None, made.height or None, made.sources)
