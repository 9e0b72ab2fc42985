"""What an edit costs does not grow with the site: pages made and files written are counted."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fast_build.plain_site import BEGIN, PlainSite
from tests.fast_build.test_differential import ROOT, step

OTHERS = 4  # the index and a label that a plugin writes, a picture, a style sheet


class Cost(NamedTuple):
    """The work of one build."""

    made: int
    written: int


def grown(folder: Path, articles: int) -> PlainSite:
    """A site of so many articles, alike but for their number: what is near the top is so at any size."""
    site = PlainSite(folder / "site", ROOT, random.Random(1))
    for path in site.posts:
        path.unlink()
    for number in range(articles):
        date = BEGIN + timedelta(days=number)
        place = articles - number
        site.write(
            f"content/posts/post-{place}.md",
            f"Title: Number {place}\nDate: {date:%Y-%m-%d %H:%M}\nSlug: post-{place}\nCategory: Interviews\n"
            f"Tags: {'rooms' if place % 2 else 'pay'}\nAuthor: Ada Marsh\nSummary: Words.\n\n{site.body()}",
        )
    return site


def cost(site: PlainSite) -> Cost:
    """What a build does."""
    output = site.folder.with_name("output")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    _, text = step(site)
    after = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    made = re.search(r"(\d+) of\s+them\s+made\s+anew", text)
    assert made, text
    return Cost(int(made[1]), sum(before.get(path) != time for path, time in after.items()))


def edit(site: PlainSite, old: str, new: str) -> None:
    """Other words in the seventh article from the top."""
    path = site.folder / "content/posts/post-7.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


EDITS: dict[str, tuple[Callable[[PlainSite], None], int]] = {  # each with the most pages that it may cost
    "a body": (lambda site: edit(site, "\n\n", "\n\nOne sentence more. "), 1),
    "a comment": (lambda site: site.write("notes/post-7.json", '["A word on this."]'), 1),
    "a title": (lambda site: edit(site, "Title: Number", "Title: Another number"), 10),
    "a summary": (lambda site: edit(site, "Summary: Words.", "Summary: More words."), 10),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_costs_the_same_on_a_site_four_times_the_size(tmp_path: Path, name: str) -> None:
    change, most = EDITS[name]
    costs = []
    for articles in (24, 96):
        site = grown(tmp_path / str(articles), articles)
        step(site)
        change(site)
        costs.append(cost(site))
    assert costs[0] == costs[1]
    assert 1 <= costs[0].made <= most
    assert costs[0].written <= costs[0].made + OTHERS
