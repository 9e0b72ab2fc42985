"""Draws the social picture of every article that has none of its own; what was drawn before is taken from the cache."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from pelican.contents import Article
from pelican.generators import Generator

from plugins.discovery.social_picture import Card, draw, sayable

FOLDER = "cards"
VERSION = "2"  # of social_picture: raise it when its result changes


def generators(pelican: Any) -> type[Generator]:
    """The generator, for Pelican's signal."""
    return CardGenerator


def card_address(article: Article, settings: Any) -> str | None:
    """Where the card of an article lies, without the leading slash; None where no font has what it would say."""
    card = _card(article, settings)
    if card is None:
        return None
    font = Path(settings["CARD_FONT"])
    described = "\0".join([VERSION, font.name, str(font.stat().st_size), card.title, card.label, card.site_name])
    return f"{FOLDER}/{article.slug}.{hashlib.sha256(described.encode()).hexdigest()[:10]}.png"


def _card(article: Article, settings: Any) -> Card | None:
    """The card of an article; without one, the picture of the whole publication stands for it."""
    label = article.category.name
    title = sayable(article.title, Path(settings["CARD_FONT"])) if settings["CARD_FONT"] else ""
    return Card(title, label[:1].upper() + label[1:], settings["SITENAME"]) if title else None


class CardGenerator(Generator):
    """Writes the cards."""

    def generate_output(self, writer: Any) -> None:
        """Draw, or copy what was drawn before; each card counts by itself for plugins.fast_build.

        It draws many at once. Without it, threads do: most of the time goes into PNG, where Python is not held up.
        """
        Path(self.output_path, FOLDER).mkdir(parents=True, exist_ok=True)
        Path(self.settings["PICTURE_CACHE"], FOLDER).mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            part = self.settings.get("RECORDED_PART", lambda name, work, *given: pool.submit(work))
            begun = [
                part(f"card {slug}", partial(self._write, card, address), card, address)
                for slug, card, address in self._cards()
            ]
        for card in filter(None, begun):
            card.result()

    def _cards(self) -> Iterator[tuple[str, Card, str]]:
        """The slug, the card and the address of each article that has one."""
        for article in [*self.context["articles"], *self.context.get("hidden_articles", [])]:
            card = None if article.lead_image else _card(article, self.settings)
            address = card_address(article, self.settings)
            if card and address:
                yield article.slug, card, address

    def _drawn(self, card: Card, address: str) -> Path:
        """The file of a card in the cache, drawn where it is not there yet."""
        drawn = Path(self.settings["PICTURE_CACHE"], address)
        if not drawn.is_file():
            new = drawn.with_suffix(".new")
            new.write_bytes(draw(card, Path(self.settings["CARD_FONT"])))
            new.replace(drawn)
        return drawn

    def _write(self, card: Card, address: str) -> None:
        Path(self.output_path, address).write_bytes(self._drawn(card, address).read_bytes())
