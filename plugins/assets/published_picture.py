"""A picture as it is published: under which addresses, wherever somebody writes about it: a page, a feed, a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.assets.picture_plan import Variant, source_sets
from plugins.assets.picture_store import Made

FOLDER = "pictures"


@dataclass(frozen=True)
class PublishedPicture:
    """A picture as it is published: the file for every reader, its size, and the `srcset` of each modern format.

    A drawing that does not say how large it is has 0 for its size. `file` is where the first lies until it is copied
    into the output, `media_type` what it is.
    """

    address: str
    width: int
    height: int
    sources: Mapping[str, str]
    file: Path
    media_type: str


def published(path: PurePosixPath, made: Made, site_url: str) -> PublishedPicture:
    """What the site at `site_url` publishes of the picture at `path` below the content folder."""
    addresses = [f"{site_url}/{file_name(path, made, variant)}" for variant in made.variants]
    fallback = made.variants[-1]
    return PublishedPicture(
        addresses[-1],
        fallback.width,
        fallback.height,
        source_sets(made.variants, addresses),
        made.folder / f"{fallback.width}.{fallback.kind}",
        fallback.media_type,
    )


def file_name(path: PurePosixPath, made: Made, variant: Variant) -> str:
    """A file's name on the site: its own, then its content, so that it may be cached for ever."""
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in path.stem)
    return f"{FOLDER}/{stem}.{made.key[:10]}-{variant.width}.{variant.kind}"
