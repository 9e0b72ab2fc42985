"""The builder that stands by: imports once, builds in forks, and gives way to the plain command when it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from plugins.preview.builder import Builder, newest

STAND_BY = """
import os, sys
from plugins.preview import builder

def make(folder):
    if folder.name == "broken":
        sys.exit("content/a.md:1: title: there is none")
    folder.mkdir()
    print(os.getppid(), os.environ.get("MADE", ""))
    os.environ["MADE"] = "before"

def look():
    if "LOOKED" in os.environ:
        with open(os.environ["LOOKED"], "w") as pipe:
            os.environ["MADE"] = "looked"
        raise RuntimeError("what it finds is told by the next build")

builder.stand_by(make, ["json", "no_such_module_at_all"], look)
"""
GOOD = [sys.executable, "-c", STAND_BY]


def _never(folder: Path) -> Sequence[str]:
    raise AssertionError("the builder that stands by was to build this")


def test_the_next_site_takes_what_is_still_good_from_the_newest(tmp_path: Path) -> None:
    assert newest(tmp_path / "none") is None
    for name in ("9", "10", "10.undo.preview"):
        (tmp_path / name).mkdir()
    assert newest(tmp_path) == tmp_path / "10"


def test_every_build_is_a_fork_of_the_same_process_with_a_clean_state(tmp_path: Path) -> None:
    builder = Builder(GOOD, _never)
    first, second = builder.build(tmp_path / "1"), builder.build(tmp_path / "2")
    builder.renew()
    assert first[0] == second[0] == 0
    assert first == second, "one parent, and no state from the build before"
    assert (tmp_path / "1").is_dir()
    assert (tmp_path / "2").is_dir()


def test_what_it_has_seen_while_nobody_asked_is_known_to_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setenv("LOOKED", str(pipe))
    builder = Builder(GOOD, _never)
    before = builder.build(tmp_path / "1")
    pipe.read_text()  # waits until it looks
    code, text = builder.build(tmp_path / "2")
    builder.renew()
    assert before[0] == code == 0
    assert text == f"{before[1].rstrip()} looked\n"


def test_a_failure_is_its_status_and_words_and_the_next_build_goes_on(tmp_path: Path) -> None:
    builder = Builder(GOOD, _never)
    assert builder.build(tmp_path / "broken") == (1, "content/a.md:1: title: there is none\n")
    assert builder.build(tmp_path / "1")[0] == 0
    builder.renew()


def test_renewed_it_is_another_process(tmp_path: Path) -> None:
    builder = Builder(GOOD, _never)
    before = builder.build(tmp_path / "1")
    builder.renew()
    after = builder.build(tmp_path / "2")
    builder.renew()
    assert before[0] == after[0] == 0
    assert before != after


def test_when_it_cannot_start_the_plain_command_builds_and_says_why(tmp_path: Path) -> None:
    def plain(folder: Path) -> Sequence[str]:
        return [sys.executable, "-c", f"import sys; print({folder.name!r}); sys.exit('SyntaxError: line 3')"]

    builder = Builder([sys.executable, "-c", "raise SyntaxError"], plain)
    code, text = builder.build(tmp_path / "1")
    assert code == 1
    assert sorted(text.splitlines()) == ["1", "SyntaxError: line 3"]


def test_a_builder_that_was_killed_is_replaced(tmp_path: Path) -> None:
    dies = "import sys; sys.stdin.readline()"
    ran = tmp_path / "ran"
    builder = Builder([sys.executable, "-c", dies], lambda folder: [sys.executable, "-c", f"open({str(ran)!r}, 'w')"])
    assert builder.build(tmp_path / "1") == (0, "")
    assert ran.exists()
    builder.renew()
