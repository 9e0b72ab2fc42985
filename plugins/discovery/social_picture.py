"""The picture that stands for an article without one where its link is shared: its title in the theme's own type."""

from __future__ import annotations

import io
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # what Open Graph's readers expect
MARGIN = 88
TITLE_SIZES = (104, 92, 80, 70, 60, 52)  # pixels; the largest with which the title fits
LABEL_SIZE = 38
MOST_LINES = 5
PAPER, INK, SIGNAL = (250, 246, 238), (28, 25, 23), (176, 42, 28)


@dataclass(frozen=True)
class Card:
    """What stands on the picture."""

    title: str
    label: str
    site_name: str


def draw(card: Card, font: Path) -> bytes:
    """The card as PNG; equal cards give equal bytes."""
    # Two ramps of grey levels in one palette: the text's and the label's. A picture of 256 colours is small, and quick.
    picture = Image.new("L", SIZE, 0)
    pen = ImageDraw.Draw(picture)
    size, lines = _fitting(card.title, font)
    height = round(size * 1.12)
    top = SIZE[1] - MARGIN - LABEL_SIZE - 48 - height * len(lines)
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * height), line, fill=127, font=_font(font, size))
    pen.rectangle(
        (MARGIN, SIZE[1] - MARGIN - LABEL_SIZE - 20, SIZE[0] - MARGIN, SIZE[1] - MARGIN - LABEL_SIZE - 18), 127
    )
    pen.text((MARGIN, SIZE[1] - MARGIN - LABEL_SIZE), card.site_name, fill=127, font=_font(font, LABEL_SIZE))
    label = Image.new("L", SIZE, 0)
    ImageDraw.Draw(label).text((MARGIN, MARGIN - 12), card.label, fill=127, font=_font(font, LABEL_SIZE))
    ImageDraw.Draw(label).rectangle((MARGIN, MARGIN - 40, MARGIN + 96, MARGIN - 32), 127)
    box = (0, 0, SIZE[0], MARGIN + LABEL_SIZE + 12)
    picture.paste(label.crop(box).point(lambda level: level + 128 if level else 0), box)
    picture = picture.copy()
    picture.putpalette(_ramp(INK) + _ramp(SIGNAL))
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_type=zlib.Z_RLE)  # it is mostly runs: as small to a seventh, much quicker
    return stream.getvalue()


def sayable(title: str, font: Path) -> str:
    """The title as it can be drawn, without emoji and invisible marks; empty where the font lacks a letter of it."""
    parts = [letter for letter in unicodedata.normalize("NFC", title) if not _is_left_out(letter, font)]
    if any(not letter.isspace() and _lacks(font, letter) for letter in parts):
        return ""
    return " ".join("".join(parts).split())


def _is_left_out(letter: str, font: Path) -> bool:
    """Whether a title says the same without it: a symbol that the font lacks, or a mark that is never seen."""
    category = unicodedata.category(letter)
    is_variation = "\ufe00" <= letter <= "\ufe0f"
    return category == "Cf" or is_variation or (category in {"So", "Sk", "Sm"} and _lacks(font, letter))


@lru_cache(maxsize=4096)
def _lacks(font: Path, letter: str) -> bool:
    """Whether the font draws for this letter what it draws for no letter at all."""
    nothing, one = (_font(font, LABEL_SIZE).getmask(text) for text in ("\U0010ffff", letter))
    return (one.size, bytes(one)) == (nothing.size, bytes(nothing))


def _ramp(colour: tuple[int, int, int]) -> list[int]:
    """128 steps from the paper to `colour`."""
    return [
        round(paper + (ink - paper) * step / 127)
        for step in range(128)
        for paper, ink in zip(PAPER, colour, strict=True)
    ]


def _fitting(title: str, font: Path) -> tuple[int, list[str]]:
    """The largest size with which the title fits, and its lines; what does not fit at all ends in an ellipsis."""
    lines: list[str] = []
    for size in TITLE_SIZES:
        lines = _lines(title, _font(font, size))
        if len(lines) * size * 1.12 <= SIZE[1] - 3.2 * MARGIN - LABEL_SIZE and len(lines) <= MOST_LINES:
            return size, lines
    return TITLE_SIZES[-1], [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip() + "…"]


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """The title broken into lines; a word wider than the picture is broken too."""
    width = SIZE[0] - 2 * MARGIN
    lines = [""]
    for word in title.split():
        wanted = f"{lines[-1]} {word}".strip()
        if font.getlength(wanted) <= width:
            lines[-1] = wanted
            continue
        while font.getlength(word) > width:
            part = next(end for end in range(len(word) - 1, 0, -1) if font.getlength(word[:end]) <= width)
            lines.append(word[:part])
            word = word[part:]
        lines.append(word)
    return [line for line in lines if line] or [""]


@lru_cache(maxsize=16)
def _font(font: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font), size)
