"""Facts: what was seen of the world outside, and whether it is still so."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.fast_build import fact
from plugins.fast_build.fact import ABSENT, FILE, FOLDER, PACKAGES, UNKNOWN, VARIABLE
from plugins.fast_build.place import Places


def seen(places: Places, *facts: fact.Fact) -> dict[fact.Fact, bytes]:
    return {one: fact.look(one, places) for one in facts}


def test_a_name_holds_where_the_folders_are_elsewhere() -> None:
    here = Places({"settings": "/a", "content": "/a/content", "output": "/elsewhere"})
    assert here.name("/a/content/x.md") == "{content}/x.md"
    assert here.name("/a/pelicanconf.py") == "{settings}/pelicanconf.py"
    assert here.name("/a") == "{settings}"
    assert here.name("/other/x") == "/other/x"
    assert Places({"content": "/b"}).path("{content}/x.md") == "/b/x.md"


def test_a_file_counts_by_its_content_and_not_by_its_time(tmp_path: Path) -> None:
    places, file = Places({"settings": str(tmp_path)}), tmp_path / "a"
    file.write_text("one")
    known = seen(places, (FILE, "{settings}/a"))
    file.unlink()
    file.write_text("one")
    assert list(fact.changed(known, places)) == []
    file.write_text("two")
    assert list(fact.changed(known, places)) == [(FILE, "{settings}/a")]


def test_what_was_not_there_may_appear(tmp_path: Path) -> None:
    places = Places({"settings": str(tmp_path)})
    known = seen(places, (FILE, "{settings}/a"), (FILE, "{settings}/deep/b"), (FOLDER, "{settings}"))
    assert set(known.values()) >= {ABSENT}
    (tmp_path / "a").write_text("")
    assert set(fact.changed(known, places)) == {(FILE, "{settings}/a"), (FOLDER, "{settings}")}


def test_long_files_count_to_their_end(tmp_path: Path) -> None:
    places, file = Places({"settings": str(tmp_path)}), tmp_path / "a"
    file.write_bytes(b"x" * 200_000)
    known = seen(places, (FILE, "{settings}/a"))
    file.write_bytes(b"x" * 199_999 + b"y")
    assert list(fact.changed(known, places))


def test_variables_and_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places({})
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("WORD", "one")
    known = seen(places, (VARIABLE, "WORD"), (VARIABLE, "OTHER"), (PACKAGES, ""))
    assert list(fact.changed(known, places)) == []
    monkeypatch.setenv("WORD", "two")
    (tmp_path / "something-1.0.dist-info").mkdir()
    assert set(fact.changed(known, places)) == {(VARIABLE, "WORD"), (PACKAGES, "")}


def test_what_nobody_knows_is_never_so_again() -> None:
    assert list(fact.changed({(FILE, "/"): UNKNOWN}, Places({}))) == [(FILE, "/")]
    assert list(fact.changed({(FILE, "{nowhere}/a"): b"x"}, Places({}))) == [(FILE, "{nowhere}/a")]
