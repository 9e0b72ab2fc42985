"""Two people add to one thread on two branches: git's union merge keeps both records whole."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind
from tests.comments_archive.conftest import comment, imported
from tests.copies import ROOT, git


def merged(folder: Path, base: list[Comment], ours: list[Comment], theirs: list[Comment]) -> archive_file.Reading:
    """What the file holds after two branches with different additions were merged."""
    file = folder / "content/comments/thread.yaml"
    file.parent.mkdir(parents=True)
    (folder / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    git(folder, "init", "--quiet", "--initial-branch=main")

    def commit(records: list[Comment], branch: str) -> None:
        file.write_text(archive_file.write(records), encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "--message", branch)

    commit(base, "base")
    git(folder, "branch", "theirs")
    commit(base + ours, "ours")
    git(folder, "checkout", "--quiet", "theirs")
    commit(base + theirs, "theirs")
    git(folder, "merge", "--quiet", "--no-edit", "main")
    return archive_file.read(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize("base", [0, 1, 3])
def test_both_additions_are_whole(tmp_path: Path, base: int, alike: bool) -> None:
    same: dict[str, object] = (
        {"author_name": "Bob", "body": "<p>Thanks!</p>", "time": comment(50).time} if alike else {}
    )
    old = [imported(comment(number)) for number in range(1, base + 1)]
    ours, theirs = imported(comment(50, **same)), imported(comment(51, **same))
    reading = merged(tmp_path, old, [ours], [theirs])
    assert reading.misread == ()
    assert sorted(record.id for record in reading.records) == sorted(record.id for record in [*old, ours, theirs])
    assert {ours, theirs} <= set(reading.records)


def test_records_without_a_source_are_whole_too(tmp_path: Path) -> None:
    mentions = [Comment(f"c-{name}", Kind.TRACKBACK) for name in "ab"]
    reading = merged(tmp_path, [], [mentions[0]], [mentions[1]])
    assert reading.misread == ()
    assert set(reading.records) == set(mentions)


def test_many_additions_at_many_places(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 - chance, not a secret
    old = [imported(comment(number)) for number in range(0, 90, 10)]
    for turn in range(6):
        numbers = chance.sample([number for number in range(1, 90) if number % 10], 12)
        new = [imported(replace(comment(number), body="<p>Thanks!</p>", author_name="Bob")) for number in numbers]
        reading = merged(tmp_path / str(turn), old, new[:6], new[6:])
        assert reading.misread == ()
        assert set(reading.records) == {*old, *new}
