"""What a build may write into."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.building import output_folder


def put(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/letter.txt").write_text("a life's work")
    with pytest.raises(output_folder.ForeignFolderError, match="output: this is no site"):
        output_folder.refuse_foreign(tmp_path / "output")
    assert (tmp_path / "output/letter.txt").read_text() == "a life's work"


def test_a_repository_with_a_page_in_it_is_refused_too(tmp_path: Path) -> None:
    put(tmp_path / "output", "a page")
    (tmp_path / "output/.git").mkdir()
    with pytest.raises(output_folder.ForeignFolderError):
        output_folder.refuse_foreign(tmp_path / "output")


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("text")
    with pytest.raises(output_folder.ForeignFolderError):
        output_folder.refuse_foreign(tmp_path / "output")


def test_a_former_site_an_empty_folder_and_nothing_are_taken(tmp_path: Path) -> None:
    put(tmp_path / "site", "old")
    (tmp_path / "empty").mkdir()
    for name in ("site", "empty", "nothing"):
        output_folder.refuse_foreign(tmp_path / name)
