"""The picture of an article that has none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from plugins.discovery.social_picture import SIZE, Card, draw, sayable

FONT = next((Path(__file__).resolve().parents[2] / "theme/static/fonts").glob("*.woff2"))
TITLES = ["Three Must-dos When You Don’t Get the Job", "x" * 300, "", "word " * 60, "<script>&amp;", "עברית 🎬"]


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_every_title_gives_a_picture_of_the_right_size(title: str) -> None:
    data = draw(Card(title, "Career advice", "Your Industry Insider"), FONT)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert (picture.size, picture.format) == (SIZE, "PNG")
    assert len(data) < 60_000


def test_equal_cards_give_equal_bytes() -> None:
    card = Card("A title", "A section", "A name")
    assert draw(card, FONT) == draw(card, FONT)


def test_nothing_is_drawn_over_the_margin() -> None:
    with Image.open(io.BytesIO(draw(Card("W" * 300, "A section", "A name"), FONT))) as picture:
        paper = picture.convert("RGB").getpixel((0, 0))
        right = picture.convert("RGB").crop((SIZE[0] - 60, 0, *SIZE))
        assert right.getcolors() == [(60 * SIZE[1], paper)]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Three Must-dos When You Don’t Get the Job", "Three Must-dos When You Don’t Get the Job"),
        ("Résumés: “now” — $5 & more…", "Résumés: “now” — $5 & more…"),
        ("Re\u0301sume\u0301s", "Résumés"),
        ("🎬 Lights 👩🏽‍🎤\ufe0f, camera", "Lights , camera"),
        ("\u200fBack\u202c", "Back"),
        ("Žižek’s day", ""),
        ("עברית and English", ""),
        ("🎬", ""),
    ],
)
def test_a_title_is_said_whole_or_not_at_all_but_for_its_symbols(title: str, said: str) -> None:
    assert sayable(title, FONT) == said
