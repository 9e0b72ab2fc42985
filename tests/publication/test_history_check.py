"""A published address that changes: its id stays, and the old address leads on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from plugins.publication import folder, history
from plugins.publication.history_check import against, moved, published, why_not_applied
from plugins.publication.mistake import Mistake, PublicationError
from tests.copies import AUTHOR, git
from tests.publication.small_site import NOW, SETTINGS, Files, make_site, offer, page, webinar, write
from tests.publications import article


def told(tmp_path: Path, before: dict[str, str], after: Files) -> list[Mistake]:
    site = make_site(tmp_path, after)
    return list(moved(published({PurePosixPath(path): text for path, text in before.items()}, site), site))


def lines(mistake: Mistake) -> list[str]:
    """The lines that are ready to paste."""
    assert mistake.remedy.startswith("so that links, feeds and comments find it, write:\n")
    return [line.strip() for line in mistake.remedy.splitlines()[1:]]


def test_a_changed_slug_needs_both_lines(tmp_path: Path) -> None:
    (mistake,) = told(tmp_path, {"articles/a.md": article("old")}, {"articles/a.md": article("new")})
    assert (mistake.path, mistake.line, mistake.field) == ("content/articles/a.md", 3, "slug")
    assert mistake.what == "the published address /2026/01/old/ became /2026/01/new/"
    assert lines(mistake) == ["id: old", "aliases: [/2026/01/old/]"]


def test_the_lines_when_pasted_are_what_was_wanted(tmp_path: Path) -> None:
    before = {"articles/a.md": article("old")}
    (mistake,) = told(tmp_path, before, {"articles/a.md": article("new")})
    pasted = article("new").replace("status:", "\n".join([*lines(mistake), "status:"]))
    assert told(tmp_path, before, {"articles/a.md": pasted}) == []


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"id": "old"}, ["aliases: [/2026/01/old/]"]),
        ({"aliases": "[/2026/01/old/]"}, ["id: old"]),
        ({"aliases": "[/older/]", "id": "old"}, ["aliases: [/older/, /2026/01/old/]"]),
    ],
)
def test_only_what_is_missing_is_wanted(tmp_path: Path, keys: dict[str, str], wanted: list[str]) -> None:
    (mistake,) = told(tmp_path, {"articles/a.md": article("old")}, {"articles/a.md": article("new", **keys)})
    assert lines(mistake) == wanted


def test_an_id_that_was_written_stays(tmp_path: Path) -> None:
    before = {"articles/a.md": article("second", id="first", aliases="[/2026/01/first/]")}
    after = {"articles/a.md": article("third", aliases="[/2026/01/first/]")}
    (mistake,) = told(tmp_path, before, after)
    assert lines(mistake) == ["id: first", "aliases: [/2026/01/first/, /2026/01/second/]"]


def test_another_month_needs_the_old_address_alone(tmp_path: Path) -> None:
    (mistake,) = told(
        tmp_path, {"articles/a.md": article("a")}, {"articles/a.md": article("a", date="2026-02-05 09:00")}
    )
    assert (mistake.line, mistake.field, lines(mistake)) == (4, "date", ["aliases: [/2026/01/a/]"])


def test_an_offset_that_moves_the_month_is_another_month(tmp_path: Path) -> None:
    before = {"articles/a.md": article("a", date="2026-02-01 02:00")}
    (mistake,) = told(tmp_path, before, {"articles/a.md": article("a", date="2026-02-01 02:00 +01:00")})
    assert mistake.what == "the published address /2026/02/a/ became /2026/01/a/"


@pytest.mark.parametrize(
    ("path", "before", "after", "address"),
    [
        ("pages/a.md", page("old"), page("new"), "/old/"),
        ("webinars/a.md", webinar("old"), webinar("new"), "/webinars/old/"),
        ("offers/a.md", offer("old"), offer("new"), "/offers/old/"),
    ],
)
def test_every_kind_with_an_address_keeps_it(tmp_path: Path, path: str, before: str, after: str, address: str) -> None:
    (mistake,) = told(tmp_path, {path: before}, {path: after})
    assert lines(mistake) == ["id: old", f"aliases: [{address}]"]


@pytest.mark.parametrize(
    "after",
    [
        article("new", "The same words."),
        article("new", "Other words.", title="The article old"),
        article("new", "Other words.", title="Another title", id="old"),
    ],
    ids=["by its text", "by its title", "by its id"],
)
def test_a_renamed_file_is_found(tmp_path: Path, after: str) -> None:
    before = {"articles/old.md": article("old", "The same words.")}
    (mistake,) = told(tmp_path, before, {"articles/new.md": after})
    assert mistake.path == "content/articles/new.md"
    assert lines(mistake)[-1] == "aliases: [/2026/01/old/]"


def test_a_renamed_file_alone_changes_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, {"articles/a.md": article("a")}, {"articles/2026/b.md": article("a")}) == []


def test_what_was_deleted_became_none_of_the_others(tmp_path: Path) -> None:
    empty = {f"offers/{slug}.md": offer(slug).replace("The text.", "") for slug in ("one", "two")}
    assert told(tmp_path / "empty", empty, {"offers/two.md": empty["offers/two.md"]}) == []
    same = {f"articles/{slug}.md": article(slug, "The same.", title="The same") for slug in ("one", "two")}
    assert told(tmp_path / "same", same, {"articles/two.md": same["articles/two.md"]}) == []


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("articles/a.md", article("old", status="draft"), article("new")),
        ("articles/a.md", article("old", date="2027-01-05 09:00"), article("new", date="2027-02-05 09:00")),
        ("offers/a.md", offer("old", sample="yes"), offer("new", sample="yes")),
        ("articles/a.md", "---\nslug: old\n", article("new")),
        ("articles/a.md", "no front matter", article("new")),
        ("articles/a.md", article("old").replace("date:", "dote:"), article("new")),
        ("images/a.md", article("old"), article("new")),
    ],
    ids=["draft", "future", "sample", "unreadable", "no document", "undated", "elsewhere"],
)
def test_what_was_never_public_may_change(tmp_path: Path, path: str, before: str, after: str) -> None:
    assert told(tmp_path, {path: before}, {path: after} if path != "images/a.md" else {"articles/a.md": after}) == []


def test_authors_have_no_slug_to_change(tmp_path: Path) -> None:
    assert told(tmp_path, {"authors/ann.md": "---\nname: Ann\n---\n"}, {"articles/a.md": article("a")}) == []


# In a repository


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One article on `main`."""
    write(tmp_path, {"articles/a.md": article("old")})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    return tmp_path


def commit(repository: Path) -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "More")


def compared(repository: Path, base: str = "") -> list[str]:
    site = folder.read_site(repository / "content", SETTINGS, NOW).site
    return [mistake.what.removeprefix("the published address ") for mistake in against(repository, base)(site)]


def test_what_is_edited_is_compared_with_the_main_branch(repository: Path) -> None:
    assert compared(repository) == []
    write(repository, {"articles/a.md": article("new")})
    assert compared(repository) == ["/2026/01/old/ became /2026/01/new/"]
    assert why_not_applied(repository) == ""


def test_a_branch_is_compared_with_where_it_left_main(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "work")
    write(repository, {"articles/a.md": article("new"), "articles/b.md": article("b")})
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    write(repository, {"articles/c.md": article("c")})
    commit(repository)
    git(repository, "switch", "--quiet", "work")
    write(repository, {"articles/b.md": article("b-again")})  # was never on main
    assert compared(repository) == ["/2026/01/old/ became /2026/01/new/"]


def test_the_published_branch_of_origin_comes_before_ones_own(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clone") / "clone"
    git(repository, "clone", "--quiet", str(repository), str(clone))
    write(clone, {"articles/a.md": article("new")})
    commit(clone)
    assert compared(clone) == ["/2026/01/old/ became /2026/01/new/"]


def test_another_base_can_be_named(repository: Path) -> None:
    write(repository, {"articles/a.md": article("new")})
    commit(repository)
    assert compared(repository) == []
    assert compared(repository, "HEAD~1") == ["/2026/01/old/ became /2026/01/new/"]
    with pytest.raises(PublicationError, match="--base: git knows no revision 'nonsense'"):
        compared(repository, "nonsense")
    with pytest.raises(PublicationError, match="git knows no revision"):
        compared(repository, "--output=x")


def test_names_in_any_script_are_read(repository: Path) -> None:
    write(repository, {"articles/é ü.md": article("old-name"), "articles/two words/x.md": article("deep")})
    commit(repository)
    write(repository, {"articles/é ü.md": article("new-name"), "articles/two words/x.md": article("deeper")})
    assert len(compared(repository)) == 2


def test_it_works_inside_a_hook_of_another_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nonsense")
    write(repository, {"articles/a.md": article("new")})
    assert compared(repository) == ["/2026/01/old/ became /2026/01/new/"]


def without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def without_a_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / ".git").rename(repository / "no-git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.parent))


def without_main(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repository, "branch", "--move", "main", "other")


@pytest.mark.parametrize("without", [without_git, without_a_repository, without_main])
def test_without_something_to_compare_with_the_rule_is_not_applied_and_this_is_said(
    repository: Path, monkeypatch: pytest.MonkeyPatch, without: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    write(repository, {"articles/a.md": article("new")})
    without(repository, monkeypatch)
    assert compared(repository) == []
    assert why_not_applied(repository).startswith("Changed addresses were not looked for: git has no branch `main`")


def test_before_the_first_commit_the_rule_is_not_applied(tmp_path: Path) -> None:
    write(tmp_path, {"articles/a.md": article("a")})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    assert compared(tmp_path) == []
    assert why_not_applied(tmp_path)


def test_git_is_asked_as_often_for_many_documents_as_for_one(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, {f"articles/{number}.md": article(f"a{number}") for number in range(50)})
    commit(repository)
    asked: list[object] = []
    run = history.git.run

    def counted(root: Path, *arguments: str, **options: bytes) -> bytes:
        asked.append(arguments)
        return run(root, *arguments, **options)

    monkeypatch.setattr(history.git, "run", counted)
    assert compared(repository) == []
    assert len(asked) <= 4


def test_nothing_is_written_into_the_repository(repository: Path) -> None:
    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (repository / ".git").rglob("*") if path.is_file()}

    before = everything()
    compared(repository)
    assert everything() == before
    assert AUTHOR["GIT_AUTHOR_NAME"] == "A Test"
