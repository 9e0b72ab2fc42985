"""What is pushed, as values: names of branches, who may what, and files by kind, name and size."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.publishing import build_run
from plugins.publishing.build_run import MOST_LETTERS, MOST_LINES, bounded
from plugins.publishing.pushed_ref import MOST_REFS, PushedRef, Pusher, Role, not_content, parse, printable, refusal
from plugins.publishing.pushed_tree import LARGEST_FILE, TreeEntry, faults
from plugins.publishing.pushed_tree import parse as parse_tree

NONE, A, B = "0" * 40, "a" * 40, "b" * 40
AUTHOR, OWNER = Pusher("jennyym", Role.AUTHOR), Pusher("the owner", Role.OWNER)


def test_the_lines_of_git_are_refs() -> None:
    lines = [f"{A} {B} refs/heads/main\n", f"{NONE} {B} refs/heads/an idea/of mine\n", f"{A} {NONE} refs/heads/x\n"]
    pushed = parse(lines)
    assert [ref.branch for ref in pushed] == ["main", "an idea/of mine", "x"]
    assert [(ref.is_main, ref.is_created, ref.is_deleted) for ref in pushed] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


@pytest.mark.parametrize("ref", ["refs/heads/main", "refs/heads/idea"])
def test_branches_may_be_pushed(ref: str) -> None:
    for who in (AUTHOR, OWNER):
        assert refusal([PushedRef(A, B, ref)], who) == ""


def test_what_is_no_branch_is_refused() -> None:
    tag = [PushedRef(NONE, B, "refs/tags/v1")]
    assert refusal(tag, AUTHOR) == "refs/tags/v1: only branches can be pushed here; git push origin main"
    assert refusal(tag, OWNER) == ""
    assert "only branches" in refusal([PushedRef(NONE, B, "refs/notes/x")], OWNER)


def test_main_stays_and_many_at_once_do_not() -> None:
    assert "cannot be deleted" in refusal([PushedRef(A, NONE, "refs/heads/main")], OWNER)
    many = [PushedRef(A, B, f"refs/heads/{number}") for number in range(MOST_REFS + 1)]
    assert "11 branches at once are too many" in refusal(many, OWNER)


def test_content_is_what_lies_in_its_folder() -> None:
    paths = ["content/articles/a.md", "content.md", "contents/a.md", "theme/content/a.md", "content"]
    assert not_content(paths) == paths[1:]


def test_a_tree_is_read_as_git_prints_it() -> None:
    listed = b"100644 blob abc      12\tcontent/a b.md\x00160000 commit abc       -\tcontent/sub\x00"
    assert list(parse_tree(listed)) == [
        TreeEntry("100644", 12, "content/a b.md"),
        TreeEntry("160000", 0, "content/sub"),
    ]
    assert list(parse_tree(b"")) == []


GOOD = ["three-must-dos.md", "IMG_0001 (1).JPG", "résumé.md", "日本.png", "a,b+c&d@2x.png", "o'neill.md", ".gitkeep"]
BAD = ["$(x).md", "a;b", "a|b", "a`b`", 'a"b', "a\\b", "a?b", "a#b", "a%20b", "-rf", "~", "a ", "a.", "a\nb"]
BAD += ["a\u202eb", os.fsdecode(b"caf\xe9.png"), ".htaccess", ".git"]


@pytest.mark.parametrize("name", GOOD)
def test_names_that_authors_use_are_good(name: str) -> None:
    assert list(faults([TreeEntry("100644", 1, f"content/images/{name}")])) == []


@pytest.mark.parametrize("name", BAD)
def test_names_that_mean_something_to_a_program_are_refused(name: str) -> None:
    (fault,) = faults([TreeEntry("100644", 1, f"content/images/{name}")])
    assert fault.field == "file"
    assert str(fault).isprintable()
    folder = list(faults([TreeEntry("100644", 1, f"content/{name}/a.md")]))
    assert len(folder) == 1


def test_code_may_have_any_name_but_no_links_and_no_submodules() -> None:
    assert list(faults([TreeEntry("100644", 1, ".gitattributes"), TreeEntry("100755", 1, "a $b")])) == []
    links = list(faults([TreeEntry("120000", 9, "theme/up"), TreeEntry("160000", 0, "vendored")]))
    assert [fault.path for fault in links] == ["theme/up", "vendored"]


def test_sizes_are_bounded_alone_and_together() -> None:
    assert list(faults([TreeEntry("100644", LARGEST_FILE, "content/images/a.png")])) == []
    (one,) = faults([TreeEntry("100644", LARGEST_FILE + 1, "content/images/a.png")])
    assert one.what == "the file has 25 MB"
    together = list(faults(TreeEntry("100644", LARGEST_FILE, f"content/images/{number}.png") for number in range(81)))
    assert [fault.what for fault in together] == ["all files together have 2,025 MB in 81 files"]


@given(st.binary(max_size=200))
def test_whatever_a_name_is_the_answer_can_be_printed(name: bytes) -> None:
    path = os.fsdecode(b"content/" + name.replace(b"\0", b""))
    for fault in faults([TreeEntry("100644", 1, path)]):
        assert str(fault).isprintable()


@given(st.text())
def test_what_is_printable_is_printed_as_it_is(text: str) -> None:
    assert printable(text).isprintable()
    assert len(printable(text)) == len(text)


def test_a_build_that_does_not_end_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho begun\nexec sleep 600\n")
    python.chmod(0o755)
    monkeypatch.setattr(build_run, "LIMIT", 0.2)
    log = tmp_path / "log.txt"
    with pytest.raises(build_run.BuildRefused, match=r"ended after 0\.2 seconds\. Its words are in log\.txt"):
        build_run.run(tmp_path, "build", tmp_path / "site", log, datetime.now(UTC), {})
    assert log.read_text() == "begun\n"


@given(st.lists(st.text(min_size=1, max_size=3000), max_size=150))
def test_a_report_is_bounded_and_keeps_its_last_line(lines: list[str]) -> None:
    shown = bounded("\n".join(lines)).split("\n")
    assert len(shown) <= MOST_LINES + 2
    assert len("\n".join(shown)) <= 2 * MOST_LETTERS + 200
    said = [line for line in "\n".join(lines).splitlines() if line.strip()]
    if said:
        assert shown[-1] == printable(said[-1])[:MOST_LETTERS]
