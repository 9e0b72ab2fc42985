"""A publication of any size for the benchmarks: articles of about 600 words with headings, lists, links and tags.

The same number gives the same bytes. Categories and settings are the publication's own.
"""

from __future__ import annotations

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from tests.publications import article

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY = """
    after again always another because before book call career change company could day desk director down early
    even every feel find first friend give good great hand hard help hire home hope hour idea interview job just
    keep kind know learn letter life like little long look love make many meet month more morning need never next
    offer office often only other part people person place question really resume right room script second show
    since someone start still story take team thank thing think time together true try two under until want way
    week well while why word work year
"""
WORDS = VOCABULARY.split()
SECTIONS = ("how the industry works", "breaking in", "career advice", "changing lanes", "moving up")
TAGS = tuple(
    f"{first} {second}"
    for first in ("first", "late", "live", "film", "music", "radio")
    for second in ("jobs", "pay", "letters", "habits", "stories", "tools", "teams", "goals", "rooms", "days")
)
AUTHORS = ("ada", "ben", "cleo")
BEGIN, DAYS = datetime(2008, 1, 7, 9, 0), 365 * 18
SETTINGS = """
import sys
sys.path.insert(0, {root!r})
from publishconf import *
PATH = {content!r}
PICTURE_CACHE = {cache!r}
"""


def write(folder: Path, articles: int, seed: int = 2026) -> Path:
    """Write `articles` articles and their authors below `folder/content`, and settings; returns the settings file."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark, not a secret
    content = folder / "content"
    for name in ("articles", "authors"):
        (content / name).mkdir(parents=True)
    for author in AUTHORS:
        (content / f"authors/{author}.md").write_text(f"---\nname: {author.title()}\n---\n\nA writer.\n")
    for number in range(articles):
        date = BEGIN + timedelta(days=number * DAYS // articles)
        text = article(
            f"post-{number}",
            body(chance, number),
            title=f"{phrase(chance, 4, 7)} {number}",
            date=f"{date:%Y-%m-%d %H:%M}",
            author=chance.choice(AUTHORS),
            category=chance.choice(SECTIONS),
            tags=f"[{', '.join(sorted(chance.sample(TAGS, chance.randint(1, 4))))}]",
        )
        (content / f"articles/post-{number}.md").write_text(text)
    settings = folder / "settings.py"
    settings.write_text(SETTINGS.format(root=str(ROOT), content=str(content), cache=str(folder / "cache")))
    return settings


def replace_content(clone: Path, folder: Path, articles: int) -> None:
    """Write a corpus into `folder`, and put it into a copy of this repository in place of what is published there."""
    for name in ("content/articles", "content/authors", "content/comments", "content/webinars", "content/offers"):
        shutil.rmtree(clone / name, ignore_errors=True)
    write(folder, articles)
    shutil.copytree(folder / "content", clone / "content", dirs_exist_ok=True)
    for page in (clone / "content/pages").glob("*.md"):
        head, _, _ = page.read_text().partition("\n---\n\n")
        page.write_text(f"{head}\n---\n\nThe page.\n")  # without links to what is gone


def body(chance: random.Random, number: int) -> str:
    """About 600 words: an introduction, four headed sections, a list, and links."""
    parts = [paragraph(chance)]
    listed = chance.randrange(4)
    for index in range(4):
        parts += [f"## {phrase(chance, 3, 6)}", paragraph(chance)]
        if index == listed:
            parts.append("\n".join(f"- **{chance.choice(WORDS)}**: {sentence(chance)}" for _ in range(5)))
        words = phrase(chance, 2, 3)
        link = f"post-{chance.randrange(number)}.md" if number and index % 2 else "https://example.com/there?a=1&b=2"
        parts.append(f"{paragraph(chance)} See [{words}]({link}) for *more*.")
    return "\n\n".join(parts)


def paragraph(chance: random.Random) -> str:
    """Three to seven sentences."""
    return " ".join(sentence(chance) for _ in range(chance.randint(3, 7)))


def sentence(chance: random.Random) -> str:
    """Six to twenty words."""
    return phrase(chance, 6, 20) + "."


def phrase(chance: random.Random, least: int, most: int) -> str:
    """So many words, the first with a capital."""
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize()
