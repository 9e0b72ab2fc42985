"""The search index, by the real Pagefind; what was made before comes out of the cache."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.assets import search_index
from plugins.assets.search_index import KEPT, SearchIndexError, write_index

PAGE = '<html lang="en"><body><article data-pagefind-body><h1>One</h1><p>Words.</p></article><p>More</p></body></html>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    page = tmp_path / "output/one/index.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE)
    return tmp_path


def index(site: Path) -> dict[str, bytes]:
    """Write the index of a site; its files."""
    write_index(site / "output", site / "cache")
    folder = site / "output/pagefind"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The times that Pagefind was started."""
    found: list[Path] = []
    run = search_index._run_pagefind

    def noted(output: Path, cache: Path) -> dict[str, bytes]:
        found.append(output)
        return run(output, cache)

    monkeypatch.setattr(search_index, "_run_pagefind", noted)
    return found


def clear(site: Path) -> None:
    """Take the index away."""
    for path in sorted((site / "output/pagefind").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def test_what_says_the_same_is_indexed_once(site: Path, runs: list[Path]) -> None:
    made = index(site)
    clear(site)
    (site / "output/one/index.html").write_text(PAGE.replace("More", "More, and a comment"))
    assert index(site) == made
    assert len(runs) == 1
    assert "pagefind.js" in made
    assert not any(re.search("ui|worker|highlight", name) for name in made)


@pytest.mark.parametrize("old_new", [("Words", "Other words"), ("<h1>One", "<h1>Two"), ('"en"', '"de"')])
def test_what_is_found_is_indexed_anew(site: Path, runs: list[Path], old_new: tuple[str, str]) -> None:
    index(site)
    (site / "output/one/index.html").write_text(PAGE.replace(*old_new))
    index(site)
    assert len(runs) == 2


def test_a_page_that_has_moved_is_found_where_it_is(site: Path, runs: list[Path]) -> None:
    index(site)
    (site / "output/one").rename(site / "output/two")
    index(site)
    assert len(runs) == 2


@pytest.mark.parametrize("damage", [b"", b"no zip", None])
def test_a_damaged_cache_costs_time_and_nothing_else(site: Path, runs: list[Path], damage: bytes | None) -> None:
    made = index(site)
    (kept,) = (site / "cache").iterdir()
    kept.write_bytes(kept.read_bytes()[:-40] if damage is None else damage)
    clear(site)
    assert index(site).keys() == made.keys()
    assert len(runs) == 2


def test_flipped_bits_in_the_cache_are_noticed(site: Path, runs: list[Path]) -> None:
    index(site)
    (kept,) = (site / "cache").iterdir()
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    index(site)
    assert len(runs) == 2


def test_the_cache_keeps_few_and_no_cache_is_no_mistake(site: Path) -> None:
    for number in range(KEPT + 2):
        (site / "output/one/index.html").write_text(PAGE.replace("Words", f"Words {number}"))
        index(site)
    assert len(list((site / "cache").iterdir())) == KEPT
    write_index(site / "output", Path("/dev/null"))


def test_pagefinds_own_words_are_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "get_executable", lambda: "/bin/false")
    with pytest.raises(SearchIndexError, match="pagefind: the search index could not be written"):
        index(site)
