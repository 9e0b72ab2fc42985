"""`invoke subscribers.…`: the parts of the commands that a journey does not walk through, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invoke import Context, Exit

from commands import subscribers
from tests.subscribers.exchange.exports import FOLDER

CONTEXT = Context()


@pytest.fixture(autouse=True)
def _private_state(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"STATE_DIR": str(tmp_path / "var"), "TIMEZONE": "America/Los_Angeles", "SITENAME": "Insider"}
    monkeypatch.setattr(subscribers, "settings", lambda: settings)
    monkeypatch.setenv("DATABASE_URL", database_url)


def bring(name: str = "ghost.csv") -> None:
    subscribers.import_.body(CONTEXT, str(FOLDER / name), live=True)


def test_what_would_be_erased_is_told_first(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bring()
    (tmp_path / "var" / "exports").mkdir(parents=True)
    (tmp_path / "var" / "exports" / "old.csv").touch()
    for live, told in ((False, "To be erased: one subscriber"), (True, "Erased: one subscriber")):
        subscribers.forget.body(CONTEXT, "one@example.com", live=live)
        said = capsys.readouterr().out
        assert told in said
        assert "old.csv" in said
    with pytest.raises(Exit, match="a hash says that they are not to be mailed"):
        subscribers.show.body(CONTEXT, "one@example.com")


def test_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    bring()
    capsys.readouterr()
    subscribers.show.body(CONTEXT, "one@example.com", json=True)
    assert json.loads(capsys.readouterr().out)["name"] == "Reader One"
    subscribers.report.body(CONTEXT, by="year", json=True)
    assert json.loads(capsys.readouterr().out)["statuses"]["confirmed"] == 2
    subscribers.import_.body(CONTEXT, str(FOLDER / "ghost.csv"), json=True)
    assert json.loads(capsys.readouterr().out)["unchanged"] == 3
    subscribers.export.body(CONTEXT, output="-")
    assert capsys.readouterr().out.count("@example.com") == 3


def test_an_export_without_a_name_is_private(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bring()
    capsys.readouterr()
    subscribers.export.body(CONTEXT)
    (file,) = (tmp_path / "var" / "exports").iterdir()
    assert capsys.readouterr().out == f"{file}: 3 people.\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_mistakes_are_told_in_one_line(tmp_path: Path) -> None:
    photo = tmp_path / "photo.csv"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n")
    for command, options, why in (
        (subscribers.import_, {"file": str(photo)}, "not the columns of an export that we know"),
        (subscribers.import_, {"file": str(tmp_path / "x.csv")}, "No such file"),
        (subscribers.import_, {"file": str(photo), "status": "confirmed"}, "--status: 'confirmed' is not known"),
        (subscribers.show, {"address": "nobody@example.com"}, "--address: nobody on the list"),
        (subscribers.show, {"address": "nobody"}, "--address: An e-mail address has an @"),
        (subscribers.report, {"by": "day"}, "--by: 'day' is not known; write week, month, year"),
        (subscribers.report, {"svg": str(tmp_path / "no" / "x.svg")}, "choose another name after --svg"),
        (subscribers.export, {"output": str(photo)}, "it is there already"),
    ):
        with pytest.raises(Exit, match=why) as raised:
            command.body(CONTEXT, **options)
        assert "\n" not in raised.value.message
