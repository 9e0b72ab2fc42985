"""A release is built beside the live one and takes from it what is still good; the live one is never written to."""

from __future__ import annotations

from pathlib import Path

from plugins.publishing import release_folder
from plugins.publishing.place import Place
from tests.publishing.conftest import Writer, told

Seen = dict[str, tuple[int, int, bytes]]


def live_site(place: Place) -> Path:
    live = release_folder.live(place)
    assert live
    return release_folder.site(place, live.name)


def seen(site: Path) -> Seen:
    """Of every file its inode, its time and its bytes."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return {
        path.relative_to(site).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
        for path in files
    }


def others(before: Seen, after: Seen) -> set[str]:
    """The names of files with other bytes."""
    return {name for name in before.keys() | after.keys() if before.get(name, "")[-1:] != after.get(name, "")[-1:]}


def test_the_live_release_is_as_it_was_when_the_next_is_live(place: Place, author: Writer) -> None:
    author.article("second", "The words of the second.")
    assert author.push().returncode == 0
    site = live_site(place)
    before = seen(site)

    author.article("second", "Other words.")
    pushed = author.push()
    assert pushed.returncode == 0, pushed.stderr
    assert seen(site) == before

    after = seen(live_site(place))
    assert b"Other words." in after["2026/01/second/index.html"][2]
    changed = others(before, after)
    pages = {name for name in changed if name.endswith(".html")}
    assert pages == {"2026/01/second/index.html"}
    shared = {name for name in before.keys() & after.keys() if before[name][0] == after[name][0]}
    assert shared == before.keys() & after.keys() - changed
    log = (place.log / f"{live_site(place).parent.name}.txt").read_text()
    assert "Traceback" not in log, told(pushed)


def test_the_live_release_is_as_it_was_when_the_next_one_fails(place: Place, author: Writer) -> None:
    author.article("second", "The words of the second.")
    assert author.push().returncode == 0
    site = live_site(place)
    before = seen(site)

    page = author.folder / "theme/templates/article.html"
    good = page.read_text()
    author.write("theme/templates/article.html", good + "{{ nothing.at_all }}")
    author.commit("A template that cannot be filled")
    assert author.push().returncode == 1
    assert live_site(place) == site
    assert seen(site) == before
    assert [path.name for path in place.releases.iterdir() if path.name == site.parent.name]

    author.write("theme/templates/article.html", good)
    author.article("second", "Mended words.")
    pushed = author.push()
    assert pushed.returncode == 0, pushed.stderr
    assert seen(site) == before
    assert b"Mended words." in seen(live_site(place))["2026/01/second/index.html"][2]
