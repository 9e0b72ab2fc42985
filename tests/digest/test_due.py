"""Drafts written by a scheduler, into real repositories: once, on time, and never beside an author's work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from plugins.digest import draft
from plugins.digest.drafting import draft_edition
from plugins.digest.due import write_what_is_due
from plugins.digest.week import Week
from plugins.publication.mistake import ContentError, PublicationError
from tests.copies import git
from tests.digest.documents import moment
from tests.digest.test_schedule import tuesdays
from tests.publication.small_site import SETTINGS, Files, document, write
from tests.publications import article

PLAN = tuesdays()
DUE = moment("2026-11-16 07:00")
FILES = {"articles/new.md": article("new", date="2026-11-15", title="The newest")}
PATH = "content/editions/2026-W47.md"


def repository(folder: Path, files: Files = FILES) -> Path:
    """A repository with a publication of these files on `main`."""
    write(folder, files)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The publication")


def edition(**keys: str) -> str:
    return document(**({"subject": "S", "date": "2026-11-10 07:00", "articles": "[]", "status": "approved"} | keys))


def said(root: Path, at: str = "2026-11-16 07:00") -> str:
    return write_what_is_due(root, SETTINGS, PLAN, moment(at)).said


def test_a_draft_is_committed_when_it_is_due_and_once(tmp_path: Path) -> None:
    root = repository(tmp_path)
    assert said(root, "2026-11-16 06:59") == "Nothing is due before 2026-11-16 07:00."
    found = write_what_is_due(root, SETTINGS, PLAN, DUE)
    assert found.said == f"Drafted the edition 2026-W47: {PATH}"
    assert found.drafted
    assert git(root, "show", f"main:{PATH}") == found.drafted.text
    assert "subject: The newest" in found.drafted.text
    assert (root / PATH).read_text() == found.drafted.text  # the folder follows
    assert git(root, "log", "-1", "--format=%s").strip() == "Draft the edition 2026-W47"
    tip = git(root, "rev-parse", "main")
    for hour in range(0, 160, 23):
        at = DUE + timedelta(hours=hour)
        assert write_what_is_due(root, SETTINGS, PLAN, at).said in {
            "The edition 2026-W47 is there.",
            "Nothing is due before 2026-11-23 07:00.",
        }
    assert git(root, "rev-parse", "main") == tip


def test_a_bare_repository_is_enough(tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repository(tmp_path / "work")), str(tmp_path / "bare.git"))
    git(tmp_path / "bare.git", "remote", "remove", "origin")
    assert said(tmp_path / "bare.git").startswith("Drafted")
    assert "status: draft" in git(tmp_path / "bare.git", "show", f"main:{PATH}")


def test_what_counts_is_what_lies_at_origin(tmp_path: Path) -> None:
    work = repository(tmp_path / "work")
    git(tmp_path, "clone", "--quiet", "--bare", str(work), str(tmp_path / "bare.git"))
    for name in ("server", "author"):
        git(tmp_path, "clone", "--quiet", str(tmp_path / "bare.git"), str(tmp_path / name))
    write(tmp_path / "author", {"articles/later.md": article("later", date="2026-11-16 06:00")})
    commit(tmp_path / "author")
    git(tmp_path / "author", "push", "--quiet")
    found = write_what_is_due(tmp_path / "server", SETTINGS, PLAN, DUE)
    assert found.drafted
    assert [one.id for one in found.drafted.choice.articles] == ["later", "new"]
    assert git(tmp_path / "bare.git", "show", f"main:{PATH}") == found.drafted.text
    assert said(tmp_path / "author") == "The edition 2026-W47 is there."


def test_an_authors_unfinished_work_does_not_count_and_stays(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"articles/unfinished.md": article("unfinished", date="2026-11-15")})
    found = write_what_is_due(root, SETTINGS, PLAN, DUE)
    assert found.drafted
    assert [one.id for one in found.drafted.choice.articles] == ["new"]
    assert git(root, "status", "--porcelain").split() == ["??", "content/articles/unfinished.md"]


def test_nothing_new_is_said_and_nothing_is_committed(tmp_path: Path) -> None:
    root = repository(tmp_path, {"articles/old.md": article("old", date="2026-01-01")})
    tip = git(root, "rev-parse", "main")
    assert said(root).startswith("No edition 2026-W47: no article was published since 2026-11-10 07:00")
    assert git(root, "rev-parse", "main") == tip


def test_a_draft_that_waits_comes_first(tmp_path: Path) -> None:
    waiting = edition(status="draft", articles="[older]")
    files = FILES | {"articles/older.md": article("older", date="2026-11-09"), "editions/2026-W46.md": waiting}
    root = repository(tmp_path, files)
    assert said(root).startswith("The edition 2026-W46 waits for approval, so 2026-W47 was not drafted.")
    (root / "content/editions/2026-W46.md").unlink()
    commit(root)
    assert said(root).startswith("Drafted")
    text = git(root, "show", f"main:{PATH}")
    assert "- new " in text
    assert "- older " not in text  # the first edition of all looks back a week


def test_two_machines_at_once_draft_one_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    from plugins.digest import due as due_module

    def meanwhile(*arguments: object) -> object:
        """Another machine commits the same draft after this one has looked."""
        drafted = draft_edition(*arguments)
        write(root, {draft.file_name(Week(2026, 47)): drafted.text})
        commit(root)
        return drafted

    monkeypatch.setattr(due_module, "draft_edition", meanwhile)
    assert said(root) == "The edition 2026-W47 is there."
    assert git(root, "log", "-1", "--format=%s").strip() == "The publication"


def test_a_text_that_cannot_be_read_stops_the_draft(tmp_path: Path) -> None:
    root = repository(tmp_path, FILES | {"articles/broken.md": "no front matter"})
    with pytest.raises(ContentError, match=r"content/articles/broken\.md:1"):
        said(root)


def test_without_a_branch_the_remedy_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    with pytest.raises(PublicationError, match="commit the publication to `main` first"):
        said(tmp_path)
