"""The tools' installation: one folder a set of locks, used only when it was completed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.audit import tools


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """An empty cache folder, and the list of installs into it; an install leaves a `tool` behind."""
    done: list[Path] = []

    def install(wanted: tools.Tools) -> None:
        wanted.home.mkdir(parents=True, exist_ok=True)
        (wanted.home / "tool").touch()
        done.append(wanted.home)

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(tools, "_install", install)
    monkeypatch.setattr(tools, "_ensure_programs", lambda: None)
    return done


def test_tools_are_installed_once(installs: list[Path]) -> None:
    assert tools.ensure() == tools.ensure()
    assert len(installs) == 1


def test_an_install_that_was_killed_half_way_is_begun_again(installs: list[Path]) -> None:
    home = tools.located().home
    home.mkdir(parents=True)
    (home / "half").touch()
    tools.ensure()
    assert installs == [home]


def test_a_failed_install_is_not_stamped(installs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(wanted: tools.Tools) -> None:
        raise tools.ToolsError("no network")

    with monkeypatch.context() as broken:
        broken.setattr(tools, "_install", fail)
        with pytest.raises(tools.ToolsError):
            tools.ensure()
    tools.ensure()
    assert len(installs) == 1


def test_other_locks_are_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tools.located()
    for name in tools.LOCKS:
        (tmp_path / name).write_text("other")
    monkeypatch.setattr(tools, "HERE", tmp_path)
    assert tools.located() != before


def test_absent_programs_are_told_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools.shutil, "which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("CHROME_PATH", raising=False)
    with pytest.raises(tools.ToolsError, match=r"chromium and java and npm missing.*default-jre-headless"):
        tools.ensure()


def test_the_locks_pin_by_hash_and_name_no_index() -> None:
    npm = (tools.HERE / "package-lock.json").read_text()
    assert '"resolved"' not in npm
    assert npm.count('"integrity"') > 100
    python = (tools.HERE / "requirements.lock").read_text()
    # Nothing but packages of one version, each with its hashes: so no option, and no address, can be among them.
    assert re.fullmatch(r"([\w.-]+==\S+( ; [^\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n)+", python)
