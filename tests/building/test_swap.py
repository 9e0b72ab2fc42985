"""Replacing a folder, and mending what a killed build left."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.building import swap


def put(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)


def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path) -> None:
    output = tmp_path / "output"
    put(output, "old")
    with swap.fresh_folder(output) as fresh:
        (fresh / "index.html").write_text("new")
        swap.replace(output, fresh)
    assert (output / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path: Path) -> None:
    output = tmp_path / "output"
    put(output, "old")
    with pytest.raises(ZeroDivisionError), swap.fresh_folder(output):
        _ = 1 / 0
    assert (output / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_build_killed_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    output = tmp_path / "output"
    put(tmp_path / "output.old", "old")
    swap.recover(output)
    assert (output / "index.html").read_text() == "old"


def test_the_old_folder_of_a_finished_build_does_not_come_back(tmp_path: Path) -> None:
    output = tmp_path / "output"
    put(output, "new")
    put(tmp_path / "output.old", "old")
    swap.recover(output)
    assert (output / "index.html").read_text() == "new"


def test_folders_of_killed_builds_are_cleared(tmp_path: Path) -> None:
    output = tmp_path / "output"
    put(tmp_path / "output.new.4194304999.abc", "of a process that is gone")
    swap.recover(output)
    assert list(tmp_path.iterdir()) == []


def test_a_web_server_may_read_the_new_folder(tmp_path: Path) -> None:
    with swap.fresh_folder(tmp_path / "output") as fresh:
        assert fresh.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", ["output", "output.old"])
def test_a_folder_of_something_else_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "letter.txt").write_text("a life's work")
    with pytest.raises(swap.ForeignFolderError, match=f"{name}: this is no site"):
        swap.refuse_foreign(tmp_path / "output")
    assert (tmp_path / name / "letter.txt").read_text() == "a life's work"


def test_a_repository_with_a_page_in_it_is_not_replaced_either(tmp_path: Path) -> None:
    put(tmp_path / "output", "a page")
    (tmp_path / "output/.git").mkdir()
    with pytest.raises(swap.ForeignFolderError):
        swap.refuse_foreign(tmp_path / "output")


def test_a_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("text")
    with pytest.raises(swap.ForeignFolderError):
        swap.refuse_foreign(tmp_path / "output")


def test_a_former_site_an_empty_folder_and_nothing_are_replaced(tmp_path: Path) -> None:
    put(tmp_path / "site", "old")
    put(tmp_path / "site.old", "older")
    (tmp_path / "empty").mkdir()
    for name in ("site", "empty", "nothing"):
        swap.refuse_foreign(tmp_path / name)
