"""The private environment: made once, keyed on the locks, and never half."""

from __future__ import annotations

from pathlib import Path

import pytest

import environment


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "requirements-test.lock").write_text("one==1\ntwo==2\n")
    installs: list[list[str]] = []

    def install(folder: Path, locks: list[Path]) -> None:
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        installs.append([lock.name for lock in locks])

    monkeypatch.setattr(environment, "install", install)
    monkeypatch.setattr(environment, "installs", installs, raising=False)
    return tmp_path


def installs() -> list[list[str]]:
    found: list[list[str]] = environment.installs
    return found


def test_the_second_call_installs_nothing(root: Path) -> None:
    assert environment.ensure(root, "publish")
    assert not environment.ensure(root, "publish")
    assert installs() == [["requirements.lock"]]
    assert (root / ".venv/bin").is_dir()


def test_an_environment_for_tests_serves_for_publishing_too(root: Path) -> None:
    environment.ensure(root, "test")
    assert not environment.ensure(root, "publish")


def test_tests_add_to_what_publishing_has(root: Path) -> None:
    environment.ensure(root, "publish")
    assert environment.ensure(root, "test")
    assert installs()[-1] == ["requirements.lock", "requirements-test.lock"]


def test_a_changed_lock_makes_a_new_environment_and_removes_the_old(root: Path) -> None:
    environment.ensure(root, "publish")
    (root / "requirements.lock").write_text("one==2\n")
    assert environment.ensure(root, "publish")
    assert [path.name for path in (root / ".venvs").iterdir() if path.is_dir()] == [(root / ".venv").resolve().name]


def test_an_install_that_was_killed_is_never_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, locks: list[Path]) -> None:
        (folder / "bin").mkdir(parents=True)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", killed)
        with pytest.raises(KeyboardInterrupt):
            environment.ensure(root, "publish")
    assert not (root / ".venv").exists()
    assert environment.ensure(root, "publish")


def test_a_folder_that_someone_made_by_hand_is_replaced(root: Path) -> None:
    (root / ".venv/bin").mkdir(parents=True)
    assert environment.ensure(root, "publish")
    assert (root / ".venv").is_symlink()
