"""The rules for picture files: each is what its name says, whole, no larger than a camera's, and only shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plugins.assets.picture_file import SUFFIXES
from plugins.assets.picture_store import PictureStore
from plugins.publication.mistake import Mistake
from plugins.publication.site import Site

LARGEST = 50_000_000  # bytes; the ground refuses files far smaller than this, which nobody need read


def of(content: Path, cache: Path) -> Callable[[Site], Iterator[Mistake]]:
    """The check of the pictures below `content`; what was found whole before, `cache` knows."""
    store = PictureStore(cache)

    def mistakes(site: Site) -> Iterator[Mistake]:
        for path, file in site.files.items():
            if path.suffix.lower() not in SUFFIXES or file.is_lfs_pointer or not 0 < file.size <= LARGEST:
                continue
            fault = store.fault(content / path)
            if fault:
                yield Mistake(site.shown_path(path), fault.line, "image", fault.what, fault.remedy)

    return mistakes
