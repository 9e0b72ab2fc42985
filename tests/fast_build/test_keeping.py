"""What is kept on the disk: whole or not at all, and an output that goes back to what it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.fast_build import manifest
from plugins.fast_build.manifest import Manifest
from plugins.fast_build.numbering import Numbering
from plugins.fast_build.shelf import Shelf
from plugins.fast_build.undo import COPY, LINK, MOVE, Undo
from tests.publications import files


def test_a_file_of_the_cache_comes_back_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "cache/manifest"
    manifest.save(file, Manifest(until="2026"))
    assert manifest.load(file) == Manifest(until="2026")
    good = file.read_bytes()
    for bad in (b"", good[:-1], good.replace(b"2026", b"2027"), b"fast_build 0\n" + good, good[:20] + good):
        file.write_bytes(bad)
        assert manifest.load(file) is None
    assert manifest.load(tmp_path / "nowhere") is None
    assert [path.name for path in file.parent.iterdir()] == ["manifest"]


def test_a_shelf_gives_back_what_was_put_there(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    places = [shelf.put(data) for data in (b"one", b"", b"three" * 1000)]
    assert [shelf.get(place) for place in places] == [b"one", b"", b"three" * 1000]
    assert shelf.put(b"one", places[0]) == places[0], "what lies there already is not put there again"
    assert shelf.put(b"two", places[0]) != places[0]
    length = shelf.length
    shelf.put(b"of a build that was killed")
    shelf.close()
    again = Shelf(tmp_path / "shelf", length)
    assert again.get(again.put(b"four")) == b"four"
    assert again.get(places[0]) == b"one"
    data = bytearray((tmp_path / "shelf").read_bytes())
    data[places[2][0] + 20] ^= 1
    (tmp_path / "shelf").write_bytes(data)
    assert again.get(places[2]) is None
    assert again.get((10_000_000, 12, places[0][2])) is None
    smaller = Shelf(tmp_path / "shelf.2")
    moved = again.copied_to(smaller, places[:2])
    assert [smaller.get(moved[place]) for place in places[:2]] == [b"one", b""]
    again.close()
    smaller.close()


def test_numbers_stay(tmp_path: Path) -> None:
    numbering: Numbering[str] = Numbering(["a", "b"])
    assert [numbering.number(thing) for thing in ("b", "c", "a", "c")] == [1, 2, 0, 2]
    manifest.save(tmp_path / "numbers", numbering)
    assert manifest.load(tmp_path / "numbers").number("c") == 2
    assert numbering.known("d") is None


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    for name in ("index.html", "a/index.html", "b/index.html", "c.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def change(output: Path, undo: Undo) -> None:
    """Overwrite, remove, append, add."""
    undo.keep(str(output / "index.html"), MOVE)
    (output / "index.html").write_text("new")
    undo.keep(str(output / "a/index.html"), LINK)
    (output / "a/index.html").unlink()
    (output / "a").rmdir()
    undo.keep(str(output / "c.txt"), COPY)
    with (output / "c.txt").open("a") as stream:
        stream.write("more")
    for name in ("d.txt", "deep/down/e.txt"):
        undo.keep(str(output / name), MOVE)
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_text(name)


def test_what_a_build_changed_is_taken_back(output: Path) -> None:
    before, undo = files(output), Undo(str(output), str(output) + ".undo")
    undo.begin()
    change(output, undo)
    assert files(output) != before
    Undo(str(output), str(output) + ".undo").recover()  # as the next build does, after a power cut
    assert files(output) == before
    assert not (output / "deep").exists()
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_what_was_accepted_stays(output: Path) -> None:
    undo = Undo(str(output), str(output) + ".undo")
    undo.begin()
    change(output, undo)
    after = files(output)
    undo.commit()
    undo.recover()
    assert files(output) == after
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_a_file_that_was_taken_from_another_output_is_left_alone_there(output: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    undo = Undo(str(new), str(tmp_path / "undo"))
    undo.begin()
    names = ["index.html", "c.txt", "b/index.html"]
    before = files(output)
    for name in names:
        undo.link(str(output / name), str(new / name))
    undo.keep(str(new / "index.html"), MOVE)
    (new / "index.html").write_text("new")
    undo.keep(str(new / "c.txt"), COPY)
    with (new / "c.txt").open("a") as stream:
        stream.write("more")
    undo.keep(str(new / "b/index.html"), LINK)
    (new / "b/index.html").unlink()
    assert files(new) == {"index.html": b"new", "c.txt": b"c.txtmore"}
    assert files(output) == before
    assert undo.recover()
    assert not new.exists()
    assert files(output) == before


def test_a_file_that_another_output_shares_is_never_changed_in_place(output: Path, tmp_path: Path) -> None:
    (tmp_path / "former").hardlink_to(output / "c.txt")
    undo = Undo(str(output), str(output) + ".undo")
    undo.begin()
    change(output, undo)
    undo.commit()
    assert (tmp_path / "former").read_text() == "c.txt"
    assert (output / "c.txt").read_text() == "c.txtmore"


def test_an_output_that_was_empty_is_empty_again(tmp_path: Path) -> None:
    for output in (tmp_path / "absent", tmp_path / "empty"):
        if output.name == "empty":
            output.mkdir()
        undo = Undo(str(output), f"{output}.undo")
        undo.begin()
        undo.keep(str(output / "deep/a.html"), MOVE)
        (output / "deep").mkdir(parents=True)
        (output / "deep/a.html").write_text("new")
        assert Undo(str(output), f"{output}.undo").recover()
        assert not output.exists()
    assert not list(tmp_path.iterdir())


def test_changes_of_several_processes_are_taken_back_in_their_order(output: Path) -> None:
    before, undo = files(output), Undo(str(output), str(output) + ".undo")
    undo.begin()
    undo.keep(str(output / "index.html"), MOVE)  # here: gone; in a fork: new; here again: another
    (output / "index.html").unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        inner = Undo(str(output), str(output) + ".undo")
        inner.begin()
        inner.keep(str(output / "index.html"), MOVE)
        inner.keep(str(output / "e.txt"), MOVE)
        (output / "index.html").write_text("of a fork")
        (output / "e.txt").write_text("of a fork")
        os._exit(0)
    os.waitpid(child, 0)
    undo.keep(str(output / "e.txt"), MOVE)
    (output / "e.txt").write_text("another")
    Undo(str(output), str(output) + ".undo").recover()
    assert files(output) == before
