"""Pillow at work: what a picture file really is, and the files made of it, without the camera's notes.

What is not a picture, is not what its name says, is truncated or too large raises PictureError with the remedy.
Nothing of the source but its pixels and its colours (converted to sRGB) reaches a variant: no place, camera or comment.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from plugins.assets import animation, drawing
from plugins.assets.picture_fault import PictureError
from plugins.assets.picture_plan import LONGEST_SIDE, MOST_PIXELS, WIDTHS, Variant

KINDS = {
    ".jpg": {"JPEG", "MPO"},
    ".jpeg": {"JPEG", "MPO"},
    ".png": {"PNG"},
    ".webp": {"WEBP"},
    ".avif": {"AVIF"},
    ".gif": {"GIF"},
}
SUFFIXES = frozenset({*KINDS, ".svg"})
QUALITY = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 76, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True},
    "png": {"format": "PNG", "optimize": True},
}
ORIENTATION = 0x0112  # the number of that note in EXIF; from 5 on, the camera lay on its side


@dataclass(frozen=True)
class Inspected:
    """What a picture is. A final one, a drawing or an animation, is published as it is but for its notes."""

    width: int
    height: int
    is_transparent: bool = False
    is_final: bool = False


def inspect(data: bytes, suffix: str) -> Inspected:
    """Look at a picture. Reads all of it, since a truncated file shows only at its end."""
    if suffix == ".svg":
        return Inspected(*drawing.inspect(data), is_final=True)
    with _opened(data, suffix) as picture, _damage_is_told():
        if getattr(picture, "is_animated", False) and picture.format in {"GIF", "WEBP", "PNG"}:
            picture.load()
            without_notes(data, suffix)
            return Inspected(*picture.size, is_final=True)
        width, height = picture.size if _is_upright(picture) else picture.size[::-1]
        picture.draft("RGB", (width // 8, height // 8))  # a JPEG is read to its end all the same, in half the time
        picture.load()
        return Inspected(width, height, _is_transparent(picture))


def without_notes(data: bytes, suffix: str) -> bytes:
    """A final picture as it is published."""
    if suffix == ".svg":
        return drawing.without_notes(data)
    with _damage_is_told():
        return animation.without_notes(data, suffix.removeprefix("."))


def _opened(data: bytes, suffix: str) -> Image.Image:
    """The picture, its head read and its pixels not yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the size is judged below, the rest when the picture is read
        try:
            picture = Image.open(io.BytesIO(data))
        except Image.DecompressionBombError:
            raise _too_many_pixels() from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise PictureError("the file is not a picture that we can read", "save it anew as JPEG or PNG") from None
    if picture.format not in KINDS.get(suffix, set()):
        what = f"the file is a {picture.format}, not what its name says"
        raise PictureError(what, "give it the right ending, or save it anew")
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
        raise _too_many_pixels(picture.size)
    return picture


def _too_many_pixels(size: tuple[int, int] | None = None) -> PictureError:
    shown = f"{size[0]:,} × {size[1]:,}" if size else "far too many"
    return PictureError(f"the picture has {shown} pixels", "make it smaller: 2,000 pixels on the long side are plenty")


@contextmanager
def _damage_is_told() -> Iterator[None]:
    """Around what reads the file: whatever Pillow stumbles over there is damage."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # notes that nobody will get are no matter
            yield
    except PictureError:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error):
        remedy = "copy it from the camera or its source again"
        raise PictureError("the picture is damaged or cut off", remedy) from None


def _is_upright(picture: Image.Image) -> bool:
    try:
        return bool(picture.getexif().get(ORIENTATION, 1) < 5)
    except (OSError, SyntaxError, ValueError, TypeError, struct.error):
        raise PictureError("the camera's notes in the picture are damaged", "save it anew as JPEG or PNG") from None


def _is_transparent(picture: Image.Image) -> bool:
    return "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}


def make(data: bytes, suffix: str, variants: Iterable[Variant], folder: Path) -> None:
    """Write each variant of the picture into `folder`, named `WIDTH.KIND`."""
    with _opened(data, suffix) as opened, _damage_is_told():
        opened.draft("RGB", _enough(opened))  # a JPEG is decoded at half its size where that is enough
        opened.load()
        picture = _srgb(ImageOps.exif_transpose(opened))
    for variant in sorted(variants, key=lambda variant: -variant.width):
        # Each size is made of the one above it, which is as good to the eye and far less work.
        if picture.width > variant.width:
            picture = picture.resize((variant.width, variant.height), Image.Resampling.LANCZOS)
        clean = Image.new(picture.mode, picture.size)
        clean.paste(picture)
        clean.save(folder / f"{variant.width}.{variant.kind}", **QUALITY[variant.kind])  # type: ignore[arg-type]  # options by format


def _enough(picture: Image.Image) -> tuple[int, int]:
    """The least size that the widest variant can be made of, as the camera lay."""
    shown_width = picture.width if _is_upright(picture) else picture.height
    part = min(1, WIDTHS[-1] / shown_width)
    return max(1, int(picture.width * part)), max(1, int(picture.height * part))


def _srgb(picture: Image.Image) -> Image.Image:
    """The picture in the colours that every screen knows, with its transparency where it has any."""
    mode = "RGBA" if _is_transparent(picture) else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile: the numbers as they stand
        if converted is not None:
            if mode == "RGBA":
                converted.putalpha(picture.convert("RGBA").getchannel("A"))
            return converted
    return picture.convert(mode)
