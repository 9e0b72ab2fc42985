"""Commits by the server: whole, in a line, never over somebody else's work, and never over an author's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.publication import repository as repository_of
from plugins.publication import turn, working_copy
from plugins.publication.mistake import PublicationError
from plugins.publication.repository import CommitError, Files, Read, commit
from tests.copies import git

ROOT = Path(__file__).resolve().parents[2]
THREAD = "content/comments/first.yaml"
FIRST = {THREAD: b"- one\n"}
NAMES = st.characters(exclude_characters="/\0", exclude_categories=["Cs"])


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """An author's clone with one commit, and no origin."""
    folder = tmp_path / "clone"
    (folder / "content/articles").mkdir(parents=True)
    (folder / "content/articles/a.md").write_text("An article.\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The publication")
    return folder


@pytest.fixture
def bare(clone: Path, tmp_path: Path) -> Path:
    """A bare repository with the clone's commit."""
    git(tmp_path, "clone", "--quiet", "--bare", str(clone), str(tmp_path / "bare.git"))
    git(tmp_path / "bare.git", "remote", "remove", "origin")
    return tmp_path / "bare.git"


@pytest.fixture
def with_origin(bare: Path, tmp_path: Path) -> Path:
    """A clone whose origin is the bare repository."""
    git(tmp_path, "clone", "--quiet", str(bare), str(tmp_path / "second"))
    return tmp_path / "second"


def shown(folder: Path, path: str, revision: str = "main") -> str:
    return git(folder, "show", f"{revision}:{path}")


def subjects(folder: Path, revision: str = "main") -> list[str]:
    return git(folder, "log", "--format=%s", revision).splitlines()


def added(line: str) -> repository_of.Change:
    """A change that adds a line to the thread, whatever is in it."""

    def change(read: Read) -> Files:
        return {THREAD: (read(THREAD) or b"") + line.encode() + b"\n"}

    return change


# What is committed


@pytest.mark.parametrize("kind", ["clone", "bare"])
def test_a_commit_is_on_the_branch_and_named(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    made = commit(folder, FIRST, "A comment\n\nOn the first article.\n", author="The Desk <desk@example.org>")
    assert made == git(folder, "rev-parse", "main").strip()
    assert shown(folder, THREAD) == "- one\n"
    assert shown(folder, "content/articles/a.md") == "An article.\n"
    about = git(folder, "log", "-1", "--format=%an <%ae>|%cn <%ce>|%s|%b", "main").strip()
    assert about == "The Desk <desk@example.org>|The Desk <desk@example.org>|A comment|On the first article."


def test_files_are_replaced_and_removed(bare: Path) -> None:
    commit(bare, {THREAD: b"one", "content/images/ö.png": bytes(range(256))}, "Two files")
    commit(bare, {THREAD: None, "content/images/ö.png": b"\xff\r\n"}, "One less")
    listed = git(bare, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert listed == ["content/articles/a.md", "content/images/ö.png"]
    assert repository_of.read(bare, "main", "content/images/ö.png") == b"\xff\r\n"
    assert repository_of.read(bare, "main", THREAD) is None


def test_what_changes_nothing_makes_no_commit(clone: Path) -> None:
    made = commit(clone, FIRST, "A comment")
    assert commit(clone, FIRST, "The same again") == made
    assert commit(clone, {"content/not-there": None}, "Nothing to remove") == made
    assert commit(clone, {}, "No file at all") == made
    assert subjects(clone) == ["A comment", "The publication"]


def test_a_program_stays_one_and_a_link_becomes_a_file(clone: Path) -> None:
    (clone / "run").write_text("#!/bin/sh\n")
    (clone / "run").chmod(0o755)
    (clone / "link").symlink_to("/etc/passwd")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "A program")
    commit(clone, {"run": b"#!/bin/sh\ntrue\n", "link": b"text"}, "Both changed")
    modes = {line.split("\t")[1]: line.split()[0] for line in git(clone, "ls-tree", "main").splitlines()}
    assert (modes["run"], modes["link"]) == ("100755", "100644")
    assert not (clone / "link").is_symlink()
    assert git(clone, "status", "--porcelain") == ""


def test_another_branch_begins_where_main_is_and_leaves_main_alone(clone: Path) -> None:
    main = git(clone, "rev-parse", "main")
    commit(clone, FIRST, "For review", branch="comments")
    commit(clone, added("- two"), "For review too", branch="comments")
    assert git(clone, "rev-parse", "main") == main
    assert subjects(clone, "comments") == ["For review too", "For review", "The publication"]
    assert git(clone, "status", "--porcelain") == ""


def test_an_empty_repository_gets_its_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, FIRST, "The first")
    assert subjects(tmp_path) == ["The first"]
    assert (tmp_path / THREAD).read_text() == "- one\n"
    assert git(tmp_path, "status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["../outside", ".git/hooks/post-receive", "/etc/passwd", "a//b", "content/../b", ""])
def test_a_path_that_leads_elsewhere_is_refused(path: str, bare: Path) -> None:
    before = git(bare, "rev-parse", "main")
    with pytest.raises(CommitError, match=r"nothing was committed"):
        commit(bare, {path: b"x"}, "Elsewhere")
    assert git(bare, "rev-parse", "main") == before


@settings(max_examples=25)
@given(
    names=st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1), min_size=3)
)
def test_any_name_is_a_name_and_never_a_command_or_a_pattern(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("names")
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    texts = {f"content/{name}": name.encode() for name in names if name not in {".", ".."}}
    commit(folder, texts, names[0])
    assert {path: repository_of.read(folder, "main", path) for path in texts} == texts


def test_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommitError, match="not a git repository"):
        commit(tmp_path, FIRST, "Nowhere")


# Beside an author


def test_the_author_finds_the_file_in_place(clone: Path) -> None:
    commit(clone, FIRST, "A comment")
    assert (clone / THREAD).read_text() == "- one\n"
    assert git(clone, "status", "--porcelain") == ""
    commit(clone, {THREAD: None}, "Gone again")
    assert not (clone / THREAD).exists()
    assert git(clone, "status", "--porcelain") == ""


def test_what_the_author_edited_or_staged_stays(clone: Path) -> None:
    commit(clone, {THREAD: b"- one\n", "b": b"b\n", "c": b"c\n"}, "Three files")
    (clone / THREAD).write_text("- one, being edited\n")
    (clone / "b").write_text("b, staged\n")
    git(clone, "add", "b")
    (clone / "c").unlink()
    (clone / "new").write_text("the author's own, not added\n")
    before = git(clone, "status", "--porcelain")
    commit(clone, {THREAD: b"- one\n- two\n", "b": b"server\n", "c": b"server\n", "new": b"server\n"}, "All four")
    assert (clone / THREAD).read_text() == "- one, being edited\n"
    assert (clone / "b").read_text() == "b, staged\n"
    assert not (clone / "c").exists()
    assert (clone / "new").read_text() == "the author's own, not added\n"
    assert git(clone, "show", ":b") == "b, staged\n"
    assert git(clone, "status", "--porcelain") == before.replace("?? new", " M new")


def test_the_next_commit_of_the_author_takes_nothing_back(clone: Path) -> None:
    (clone / "content/articles/a.md").write_text("An article, edited.\n")
    commit(clone, FIRST, "A comment")
    git(clone, "commit", "--quiet", "--all", "--message", "The edit")
    assert shown(clone, THREAD) == "- one\n"
    assert shown(clone, "content/articles/a.md") == "An article, edited.\n"


def interrupted(clone: Path, files: dict[str, bytes]) -> None:
    """A commit whose process was killed when the branch had moved, and the clone had not followed."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(working_copy, "follow", die)
        with pytest.raises(KeyboardInterrupt):
            commit(clone, files, "A comment")


@pytest.mark.parametrize("kind", ["clone", "with_origin"])
def test_what_was_killed_before_the_clone_followed_is_finished(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    (folder / "mine.md").write_text("Mine.\n")
    interrupted(folder, FIRST)
    assert not (folder / THREAD).exists()
    tip = git(folder, "rev-parse", "main").strip()
    assert commit(folder, FIRST, "A comment") == tip, "it is there already"
    assert (folder / THREAD).read_text() == "- one\n"
    assert git(folder, "status", "--porcelain") == "?? mine.md\n"


def test_what_an_author_has_done_since_is_left_as_it_is(clone: Path) -> None:
    commit(clone, FIRST, "A comment")
    interrupted(clone, {THREAD: b"- one\n- two\n", "new.md": b"new\n"})
    (clone / THREAD).write_text("- one, corrected\n")
    commit(clone, {"other.md": b"other\n"}, "Another")
    assert (clone / THREAD).read_text() == "- one, corrected\n"
    assert (clone / "new.md").read_text() == "new\n"
    assert git(clone, "status", "--porcelain") == f" M {THREAD}\n"


def test_a_branch_that_never_moved_is_not_followed(clone: Path) -> None:
    working_copy.begin(clone, git(clone, "rev-parse", "main").strip(), "0" * 40, [THREAD])
    commit(clone, FIRST, "A comment")
    assert git(clone, "status", "--porcelain") == ""
    assert not (clone / ".git" / working_copy.NOTE).exists()


def test_git_at_work_in_the_clone_is_waited_for_and_then_told(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_copy, "PATIENCE", 0.0)
    before = git(clone, "rev-parse", "main")
    (clone / ".git/index.lock").touch()
    with pytest.raises(PublicationError, match=r"index\.lock: git is at work in .*; let it end"):
        commit(clone, FIRST, "A comment")
    (clone / ".git/index.lock").unlink()
    assert git(clone, "rev-parse", "main") == before


def test_a_second_worktree_is_brought_along(clone: Path, tmp_path: Path) -> None:
    git(clone, "switch", "--quiet", "--create", "drafting")
    git(clone, "worktree", "add", "--quiet", str(tmp_path / "beside"), "main")
    commit(clone, FIRST, "A comment")
    assert (tmp_path / "beside" / THREAD).read_text() == "- one\n"
    assert git(tmp_path / "beside", "status", "--porcelain") == git(clone, "status", "--porcelain") == ""


def test_it_works_in_a_hook_of_another_repository(clone: Path, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(clone / ".git"))
    monkeypatch.setenv("GIT_QUARANTINE_PATH", str(clone / ".git/objects/incoming"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(clone / ".git/index"))
    before = git(clone, "rev-parse", "main")
    commit(bare, FIRST, "A comment")
    assert (subjects(bare)[0], git(clone, "rev-parse", "main")) == ("A comment", before)


# Several at once

SERVER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.publication.test_repository import added
from plugins.publication.repository import commit
print("ready", flush=True)
sys.stdin.readline()
for number in range({times}):
    commit(Path({folder!r}), added(f"- {name} {{number}}"), f"{name} {{number}}")
"""


def servers(folder: Path, names: str, times: int) -> list[subprocess.Popen[str]]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SERVER.format(root=str(ROOT), times=times, folder=str(folder), name=name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for name in names
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return processes


def ended(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0


@pytest.mark.parametrize("kind", ["clone", "bare"])
def test_three_at_once_lose_nothing_and_stay_in_line(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    ended(servers(folder, "abc", 5))
    expected = {f"- {name} {number}" for name in "abc" for number in range(5)}
    lines = shown(folder, THREAD).splitlines()
    assert (set(lines), len(lines)) == (expected, 15)
    assert len(git(folder, "rev-list", "--min-parents=2", "main").split()) == 0
    assert len(subjects(folder)) == 16
    git_folder = folder / ".git" if kind == "clone" else folder
    assert list(git_folder.rglob("*.lock")) == []
    if kind == "clone":
        assert (git(folder, "status", "--porcelain"), (folder / THREAD).read_text().splitlines()) == ("", lines)


def test_it_is_made_anew_when_the_tip_moved(bare: Path) -> None:
    calls = []

    def change(read: Read) -> Files:
        calls.append(read(THREAD))
        if len(calls) == 1:  # somebody who does not know of the turn is faster
            git(bare, "update-ref", "refs/heads/main", other)
        return {THREAD: (read(THREAD) or b"") + b"- mine\n"}

    tip = git(bare, "rev-parse", "main").strip()
    other = commit(bare, {THREAD: b"- theirs\n"}, "Theirs")
    git(bare, "update-ref", "refs/heads/main", tip)
    commit(bare, change, "Mine")
    assert calls == [None, b"- theirs\n"]
    assert shown(bare, THREAD) == "- theirs\n- mine\n"
    assert subjects(bare) == ["Mine", "Theirs", "The publication"]


def test_bytes_are_never_put_over_what_somebody_else_wrote(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tip = git(bare, "rev-parse", "main").strip()
    other = commit(bare, {THREAD: b"- theirs\n"}, "Theirs")
    git(bare, "update-ref", "refs/heads/main", tip)
    make = repository_of._Maker.make

    def late(self: repository_of._Maker, tip: str) -> str:
        made = make(self, tip)
        git(bare, "update-ref", "refs/heads/main", other)
        return made

    monkeypatch.setattr(repository_of._Maker, "make", late)
    with pytest.raises(CommitError, match=f"{THREAD}: somebody else changed it at the same time"):
        commit(bare, {THREAD: b"- mine\n"}, "Mine")
    assert shown(bare, THREAD) == "- theirs\n"


def test_a_turn_that_is_not_to_be_had_delays_and_does_not_prevent(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository_of, "PATIENCE", 0.0)
    with turn.hold(bare, 0) as held:
        assert held
        with turn.hold(bare, 0) as second:
            assert not second
        commit(bare, FIRST, "A comment")
    assert subjects(bare)[0] == "A comment"


def test_the_turn_ends_with_the_process_that_held_it(bare: Path) -> None:
    script = f"import sys, os; sys.path.insert(0, {str(ROOT)!r})\nfrom pathlib import Path\n"
    script += "from plugins.publication import turn\n"
    script += f"with turn.hold(Path({str(bare)!r}), 0) as held: print(held, flush=True); os.kill(os.getpid(), 9)\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-9, b"True\n")
    with turn.hold(bare, 0) as held:
        assert held


# Where the publication is elsewhere


def test_with_an_origin_the_commit_is_pushed(with_origin: Path, bare: Path) -> None:
    made = commit(with_origin, FIRST, "A comment")
    assert git(bare, "rev-parse", "main").strip() == made
    assert git(with_origin, "rev-parse", "main", "origin/main").split() == [made, made]
    assert (with_origin / THREAD).read_text() == "- one\n"
    assert git(with_origin, "status", "--porcelain") == ""


def test_a_commit_stands_on_what_origin_has(with_origin: Path, bare: Path, clone: Path) -> None:
    commit(bare, added("- theirs"), "Theirs")
    commit(with_origin, added("- mine"), "Mine")
    assert shown(bare, THREAD) == "- theirs\n- mine\n"
    git(with_origin, "pull", "--quiet", "--ff-only")
    assert (with_origin / THREAD).read_text() == "- theirs\n- mine\n"


def test_commits_that_the_author_has_not_pushed_stay_at_home(with_origin: Path, bare: Path) -> None:
    (with_origin / "content/articles/a.md").write_text("Not ready.\n")
    git(with_origin, "commit", "--quiet", "--all", "--message", "Not ready")
    commit(with_origin, FIRST, "A comment")
    assert subjects(bare) == ["A comment", "The publication"]
    assert subjects(with_origin) == ["Not ready", "The publication"]
    git(with_origin, "pull", "--quiet", "--rebase")
    assert subjects(with_origin) == ["Not ready", "A comment", "The publication"]


def test_several_clones_of_one_origin_lose_nothing(with_origin: Path, bare: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(bare), str(tmp_path / "third.git"))
    ended([*servers(with_origin, "a", 4), *servers(tmp_path / "third.git", "b", 4)])
    assert sorted(shown(bare, THREAD).splitlines()) == sorted(f"- {name} {n}" for name in "ab" for n in range(4))
    assert len(subjects(bare)) == 9


def test_an_origin_that_refuses_is_quoted_and_nothing_is_committed(with_origin: Path, bare: Path) -> None:
    hook = bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho content/comments/first.yaml:1: not like this >&2\nexit 1\n")
    hook.chmod(0o755)
    before = git(with_origin, "rev-parse", "main")
    with pytest.raises(CommitError, match=r"not like this[\s\S]*nothing was committed to `main`"):
        commit(with_origin, FIRST, "A comment")
    assert git(with_origin, "rev-parse", "main") == git(bare, "rev-parse", "main") == before
    assert not (with_origin / THREAD).exists()


def test_a_preview_leaves_the_origin_alone(with_origin: Path, bare: Path) -> None:
    before = git(bare, "rev-parse", "main")
    commit(with_origin, FIRST, "A comment", push=False)
    assert git(bare, "rev-parse", "main") == before
    assert (with_origin / THREAD).read_text() == "- one\n"


@pytest.mark.parametrize("kind", ["clone", "with_origin"])
def test_a_branch_that_was_merged_goes_on_from_main(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    at = "origin/" if kind == "with_origin" else ""
    commit(folder, FIRST, "For review", branch="comments")
    git(folder, "merge", "--quiet", "--no-ff", "--message", "Reviewed", f"{at}comments")
    (folder / THREAD).write_text("- corrected\n")
    git(folder, "commit", "--quiet", "--all", "--message", "A correction")
    if at:
        git(folder, "push", "--quiet", "origin", "main")
    assert commit(folder, FIRST | {THREAD: b"- corrected\n"}, "Nothing new", branch="comments") == (
        git(folder, "rev-parse", "main").strip()
    )
    commit(folder, added("- two"), "For review too", branch="comments")
    commit(folder, added("- three"), "And this", branch="comments")
    assert shown(folder, THREAD, f"{at}comments") == "- corrected\n- two\n- three\n"
    assert subjects(folder, f"main..{at}comments") == ["And this", "For review too"]


def test_a_clone_of_a_merged_branch_is_brought_along_as_a_whole(clone: Path, tmp_path: Path) -> None:
    commit(clone, FIRST, "For review", branch="comments")
    git(clone, "worktree", "add", "--quiet", str(tmp_path / "beside"), "comments")
    git(clone, "merge", "--quiet", "--no-ff", "--message", "Reviewed", "comments")
    commit(clone, {"content/articles/b.md": b"Another article.\n", "content/articles/a.md": None}, "Work on main")
    commit(clone, added("- two"), "For review too", branch="comments")
    assert (tmp_path / "beside" / THREAD).read_text() == "- one\n- two\n"
    assert (tmp_path / "beside/content/articles/b.md").read_text() == "Another article.\n"
    assert git(tmp_path / "beside", "status", "--porcelain") == git(clone, "status", "--porcelain") == ""


def test_a_branch_for_review_is_made_at_origin(with_origin: Path, bare: Path) -> None:
    main = git(bare, "rev-parse", "main")
    commit(with_origin, FIRST, "For review", branch="comments")
    commit(with_origin, added("- two"), "For review too", branch="comments")
    assert subjects(bare, "comments") == ["For review too", "For review", "The publication"]
    assert git(bare, "rev-parse", "main") == main
