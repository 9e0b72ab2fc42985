"""Bad rows in a file of their own: private, mendable, and only once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from plugins.subscribers.exchange import private_file
from plugins.subscribers.exchange.private_file import PrivateFileError
from plugins.subscribers.exchange.quarantine import COLUMNS, Quarantine

HEADER = ("email", "status")


def table(file: Path | None) -> list[list[str]]:
    assert file
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def keep(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER, name: str = "x.csv") -> Path | None:
    with Quarantine(folder, name, header) as quarantine:
        for line, row in enumerate(rows, start=2):
            quarantine.add(line, row, "no")
    return quarantine.file


def test_rows_keep_their_columns_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    file = keep(tmp_path / "imports", ("a", "=b()"), ("too", "many", "cells"))
    assert table(file) == [[*COLUMNS, *HEADER], ["2", "no", "a", "'=b()"], ["3", "no", "too", "many", "cells"]]
    assert file
    assert (file.name, file.stat().st_mode & 0o777) == ("x-quarantine.csv", 0o600)
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_without_bad_rows_there_is_no_file(tmp_path: Path) -> None:
    assert keep(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_mended_is_never_written_over(tmp_path: Path) -> None:
    first = keep(tmp_path, ("a", "b"))
    assert keep(tmp_path, ("a", "b")) == first, "the same rows again are in the same file"
    assert first
    first.write_text("mended")
    assert keep(tmp_path, ("a", "b")) == tmp_path / "x-quarantine-2.csv"
    assert first.read_text() == "mended"


def test_what_is_bad_again_does_not_grow_columns(tmp_path: Path) -> None:
    file = keep(tmp_path, ("7", "no", "a", "b"), header=(*COLUMNS, *HEADER), name="x-quarantine.csv")
    assert table(file) == [[*COLUMNS, *HEADER], ["2", "no", "a", "b"]]


def test_a_hostile_name_stays_in_the_folder(tmp_path: Path) -> None:
    file = keep(tmp_path, ("a", "b"), name="../../..\\\x1b[31m*?.csv")
    assert file
    assert file.parent == tmp_path
    assert file.name.isprintable()


def test_where_no_file_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PrivateFileError, match="choose another name"):
        private_file.create(tmp_path / "file" / "x.csv")
    with pytest.raises(PrivateFileError, match="it is there already"):
        private_file.create(tmp_path / "file")


def test_a_whole_file_or_none(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), private_file.whole(tmp_path / "x.csv") as stream:
        stream.write("half" * (1 // 0))
    assert list(tmp_path.iterdir()) == []
    with private_file.whole(tmp_path / "x.csv") as stream:
        stream.write("all")
        assert not (tmp_path / "x.csv").exists()
    assert (tmp_path / "x.csv").read_text() == "all"
    with pytest.raises(PrivateFileError, match="it is there already"), private_file.whole(tmp_path / "x.csv"):
        pass
