"""The variants that were made before: a folder on this machine, by the content of the source.

A variant depends on the source's bytes, on this code's version and on Pillow's; all three are in its name, so that
nothing is ever made twice, and nothing old is ever taken for new. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import astuple, dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp

import PIL

from plugins.assets import picture_file, picture_plan
from plugins.assets.picture_fault import PictureError
from plugins.assets.picture_plan import Variant

VERSION = "4"  # of picture_plan and picture_file: raise it when their result changes
WORKERS = 2  # a 50-megapixel picture takes 0.2 GB while it is made


@dataclass(frozen=True)
class Made:
    """A picture and its variants, the last of them for every reader."""

    key: str
    width: int
    height: int
    variants: tuple[Variant, ...]
    folder: Path


class PictureStore:
    """The folder of variants. Safe for several processes at once: an entry appears whole, by one rename."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, source: Path) -> str:
        """The name of a source's entry."""
        digest = hashlib.sha256(f"{VERSION} {PIL.__version__} {source.suffix.lower()}\n".encode())
        with source.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()[:24]

    def find(self, key: str) -> Made | None:
        """The entry, when it was made before."""
        try:
            known = json.loads((self.folder / key / "made.json").read_text())
            variants = tuple(Variant(*variant) for variant in known["variants"])
            return Made(key, known["width"], known["height"], variants, self.folder / key)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def fault(self, source: Path) -> PictureError | None:
        """What is wrong with a picture; one that was found whole before is not opened again."""
        key = self.key(source)
        proof = self.folder / "whole" / key
        if proof.is_file() or (self.folder / key / "made.json").is_file():
            return None
        try:
            picture_file.inspect(source.read_bytes(), source.suffix.lower())
        except PictureError as error:
            return error
        with suppress(OSError):  # a cache that cannot be written costs time, nothing else
            proof.parent.mkdir(parents=True, exist_ok=True)
            proof.touch()
        return None

    def make_all(self, sources: Iterable[Path]) -> tuple[dict[Path, Made], dict[Path, PictureError]]:
        """What each source has become, and why not; only what is not in the folder yet is made, on two processes."""
        keys = {source: self.key(source) for source in dict.fromkeys(sources)}
        made = {source: found for source, key in keys.items() if (found := self.find(key))}
        missing = [source for source in keys if source not in made]
        failed: dict[Path, PictureError] = {}
        for source, error in self._make(missing, keys):
            if error:
                failed[source] = PictureError(*error)
            elif found := self.find(keys[source]):
                made[source] = found
        return made, failed

    def _make(self, missing: list[Path], keys: dict[Path, str]) -> list[tuple[Path, tuple[str, str] | None]]:
        jobs = [(source, self.folder, keys[source]) for source in missing]
        if len(jobs) < 2:
            return [(source, make_one(source, folder, key)) for source, folder, key in jobs]
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
            return list(zip(missing, pool.map(make_one, *zip(*jobs, strict=True)), strict=True))


def make_one(source: Path, store: Path, key: str) -> tuple[str, str] | None:
    """Make one entry; returns what is wrong and the remedy where the source is no picture."""
    data, suffix = source.read_bytes(), source.suffix.lower()
    store.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(store / key, ignore_errors=True)  # what is there could not be read
    folder = Path(mkdtemp(prefix=".new.", dir=store))
    try:
        known = picture_file.inspect(data, suffix)
        if known.is_final:
            variants: tuple[Variant, ...] = (Variant(known.width, known.height, suffix.removeprefix(".")),)
            (folder / f"{known.width}{suffix}").write_bytes(picture_file.without_notes(data, suffix))
        else:
            variants = picture_plan.plan(known.width, known.height, known.is_transparent)
            picture_file.make(data, suffix, variants, folder)
        described = vars(known) | {"variants": [astuple(variant) for variant in variants]}
        (folder / "made.json").write_text(json.dumps(described))
        try:
            os.rename(folder, store / key)  # noqa: PTH104 - fails where another process was first, as it should
        except OSError:
            if not (store / key / "made.json").is_file():
                raise
    except PictureError as error:
        return error.what, error.remedy
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None
