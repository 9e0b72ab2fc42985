"""Whatever is changed, in whatever order: the output is byte for byte that of a clean build."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.fast_build.forked_pelican import build
from tests.fast_build.plain_site import PlainSite

ROOT = Path(__file__).resolve().parent.parent.parent


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


REFUSED = "Failed to overwrite"  # two pages of one name, which Pelican refuses


def clean(site: PlainSite, settings: str = "fast.py") -> dict[str, bytes] | None:
    """What a clean build gives, without any cache; None where Pelican refuses the site."""
    output = site.folder.with_name("clean")
    shutil.rmtree(output, ignore_errors=True)
    code, text = build(site.folder, "-s", settings, "-o", str(output), "-e", "FAST_BUILD_CACHE=false")
    if code and REFUSED in " ".join(text.split()):
        return None
    assert code == 0, text
    return files(output)


def step(site: PlainSite, *options: str) -> tuple[dict[str, bytes] | None, str]:
    """What a build with the cache leaves in the output; None where it is refused, which leaves it as it was."""
    output = site.folder.with_name("output")
    before = files(output)
    code, text = build(site.folder, "-s", "fast.py", "-o", str(output), *options)
    if code and REFUSED in " ".join(text.split()):
        assert files(output) == before, text
        return None, text
    assert code == 0, text
    return files(output), text


def difference(one: dict[str, bytes] | None, other: dict[str, bytes] | None) -> list[str]:
    """The files in which two outputs differ; a refused one differs from every other."""
    if one is None or other is None:
        return [] if one is other else [REFUSED]
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.mark.parametrize("seed", range(2))
def test_random_changes(tmp_path: Path, seed: int) -> None:
    change_and_compare(tmp_path, seed, steps=32)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 350))  # 20,000 steps
def test_many_more_random_changes(tmp_path: Path, seed: int) -> None:
    change_and_compare(tmp_path, seed, steps=80)


def change_and_compare(folder: Path, seed: int, steps: int) -> None:
    """A site that is changed at random, and compared with a clean build of itself after each change."""
    site = PlainSite(folder / "site", ROOT, random.Random(seed))
    told = []
    for number in range(steps):
        told.append(site.change() if number else "begin")
        found, text = step(site)
        assert difference(found, clean(site)) == [], f"after {told}\n{text}"


def test_a_clean_build_is_that_of_pelican_alone(tmp_path: Path) -> None:
    site = PlainSite(tmp_path / "site", ROOT, random.Random(7))
    for number in range(6):
        if number:
            site.change()
        assert difference(clean(site), clean(site, "stock.py")) == []
