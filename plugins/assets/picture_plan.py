"""Which files a photograph becomes: widths for every screen, in modern formats, and one that every reader can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTHS = (480, 800, 1200, 1600, 2000)  # pixels: a phone, a column, a column on a dense screen, a lead picture
FALLBACK_WIDTH = 1200  # of the one file for readers that know no modern format
MOST_PIXELS = 50_000_000  # a camera's largest; more is a mistake, or a bomb (0.15 GB in memory)
LONGEST_SIDE = 16_383  # pixels that a WebP can have
MODERN = ("avif", "webp")  # in the order in which a browser is offered them


@dataclass(frozen=True)
class Variant:
    """One file made of a picture. `kind` is the suffix: avif, webp, jpg, png, gif or svg."""

    width: int
    height: int
    kind: str

    @property
    def media_type(self) -> str:
        """Such as `image/jpeg`."""
        return f"image/{ {'jpg': 'jpeg', 'svg': 'svg+xml'}.get(self.kind, self.kind) }"


def plan(width: int, height: int, transparent: bool) -> tuple[Variant, ...]:
    """The variants of a picture of `width` by `height` pixels, smallest first in each format; none is enlarged."""
    widths = [wanted for wanted in WIDTHS if wanted < width]
    widths.append(min(width, WIDTHS[-1]))
    kinds = [(kind, wanted) for kind in MODERN for wanted in dict.fromkeys(widths)]
    kinds.append(("png" if transparent else "jpg", min(width, FALLBACK_WIDTH)))
    return tuple(Variant(wanted, max(1, round(height * wanted / width)), kind) for kind, wanted in kinds)


def source_sets(variants: Sequence[Variant], addresses: Sequence[str]) -> dict[str, str]:
    """The `srcset` of each modern format, by its media type; the last variant is the one for every reader."""
    sets: dict[str, list[str]] = {}
    for variant, address in list(zip(variants, addresses, strict=True))[:-1]:
        sets.setdefault(variant.media_type, []).append(f"{address} {variant.width}w")
    return {media_type: ", ".join(parts) for media_type, parts in sets.items()}
