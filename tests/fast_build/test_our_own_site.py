"""Our own publication, changed in whatever order: byte for byte what a clean build gives, and no more is made."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from tests.fast_build.forked_pelican import build
from tests.fast_build.real_site import RealSite
from tests.fast_build.test_differential import difference, files

STEPS = 10


def shown(folder: Path) -> dict[str, bytes]:
    """Every file; of the search's index, whose bytes are others in each build, how many pages are in it."""
    found = files(folder)
    pages = sum(name.startswith("pagefind/fragment/") for name in found)
    shown = {name: data for name, data in found.items() if not name.startswith("pagefind/")}
    return shown | {"pagefind": str(pages).encode()}


def step(site: RealSite, *options: str) -> tuple[dict[str, bytes], str]:
    """What a build with the cache leaves in the output."""
    output = site.folder.with_name("output")
    code, text = build(site.folder, "-s", "fast.py", "-o", str(output), *site.options(), *options)
    assert code == 0, text
    return shown(output), text


def clean(site: RealSite) -> dict[str, bytes]:
    """What a clean build gives, without any cache of pages."""
    output = site.folder.with_name("clean")
    shutil.rmtree(output, ignore_errors=True)
    options = ("-s", "fast.py", "-o", str(output), *site.options(), "FAST_BUILD_CACHE=false")
    code, text = build(site.folder, *options)
    assert code == 0, text
    return shown(output)


def change_and_compare(folder: Path, seed: int, steps: int) -> None:
    """The site is changed at random, and compared with a clean build of itself after each change."""
    chance = random.Random(seed)
    base = chance.choice(["publishconf", "pelicanconf"])
    site, told = RealSite(folder / "site", chance, folder / "caches", base), []
    for number in range(steps):
        told.append(site.change() if number else base)
        found, text = step(site)
        assert difference(found, clean(site)) == [], f"after {told}\n{text}"


@pytest.mark.parametrize("seed", range(2))
def test_random_changes(tmp_path: Path, seed: int) -> None:
    change_and_compare(tmp_path, seed, STEPS)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 150))
def test_many_more_random_changes(tmp_path: Path, seed: int) -> None:
    change_and_compare(tmp_path, seed, steps=40)


def made(text: str) -> int:
    """How many pages and feeds a build says that it has made."""
    found = re.search(r"(\d+) of them made anew", text)
    return int(found[1]) if found else 0


def written(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The pages that are others than before."""
    return {name for name in difference(before, after) if name.endswith(".html")}


def test_as_much_is_made_as_depends_on_what_was_changed(tmp_path: Path) -> None:
    site = RealSite(tmp_path / "site", random.Random(1), tmp_path / "caches")
    plain = site.content / "articles/plain.md"
    first, text = step(site)
    everything = made(text)
    assert everything > 40
    assert made(step(site)[1]) == 0

    plain.write_text(f"{plain.read_text()}\nOne sentence more.\n")
    after, text = step(site, "--verbose")
    assert made(text) == 1, "the article's page"
    assert "gathered anew" not in text
    assert len(written(first, after)) == 1

    offer = site.content / "offers/the-open-one.md"
    offer.write_text(f"{offer.read_text()}\nOne sentence more.\n")
    assert made(step(site)[1]) == 1, "the offer's page: others show its title and its days, not its words"

    site.set(offer, "title", "Another offer")
    assert 1 < made(step(site)[1]) < 10, "also the pages that name it"

    site.set(plain, "summary", "Another summary of between fifty and one hundred and sixty characters, for the test.")
    assert 1 < made(step(site)[1]) < everything / 2

    (site.content / "comments/plain.yaml").write_text(
        '--- {"version": "1", "id": "a", "kind": "comment", "status": "approved", "author_name": "A reader",\n'
        '  "time": "2026-01-14T17:01:00Z", "body": "<p>Well said.</p>"} # a\n'
    )
    assert 1 <= made(step(site)[1]) < everything / 2

    plain.unlink()
    assert 1 <= made(step(site)[1]) < everything
    found, text = step(site)
    assert made(text) == 0
    assert difference(found, clean(site)) == []


def test_a_feed_is_written_again_when_an_entry_of_it_has_changed(tmp_path: Path) -> None:
    site = RealSite(tmp_path / "site", random.Random(2), tmp_path / "caches")
    step(site)
    output = tmp_path / "output"
    times = {path: path.stat().st_mtime_ns for path in (output / "feeds").rglob("*.xml")}
    plain = site.content / "articles/plain.md"
    plain.write_text(f"{plain.read_text()}\nOne sentence more.\n")
    step(site)
    touched = {path for path, time in times.items() if path.stat().st_mtime_ns != time}
    entries = {path for path in times if "/plain/" in path.read_text()}
    assert touched <= entries
    assert {"all.atom.xml", "desk.rss.xml"} <= {path.name for path in touched}
    assert touched < times.keys()


def test_what_an_edit_has_added_is_seen_when_it_changes_next(tmp_path: Path) -> None:
    site = RealSite(tmp_path / "site", random.Random(3), tmp_path / "caches")
    step(site)
    plain = site.content / "articles/plain.md"
    page = tmp_path / "output/2026/01/plain/index.html"

    plain.write_text(f"{plain.read_text()}\n[offer the-open-one]\n")
    _, text = step(site, "--verbose")
    assert "gathered anew" not in text

    site.set(site.content / "offers/the-open-one.md", "title", "Quite another offer")
    step(site)
    assert "Quite another offer" in page.read_text()
    block = site.folder / "theme/templates/shortcodes/offer.html"
    block.write_text(f"{block.read_text()}<p>A line more</p>")
    found, _ = step(site)
    assert "A line more" in page.read_text()
    assert difference(found, clean(site)) == []
