"""The examples for schedulers, read as their own programs read them."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "schedules"
PROGRAMS = Path(sys.executable).parent
FIELDS = [range(60), range(24), range(1, 32), range(1, 13), range(8)]


def read(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAMS / command[0], *command[1:]], capture_output=True, encoding="utf-8", check=False, cwd=ROOT
    )


@pytest.mark.parametrize(
    "command",
    [
        ("actionlint", FOLDER / "github.yml"),
        ("zizmor", "--offline", "--quiet", FOLDER / "github.yml"),
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", FOLDER / "github.yml"),
        ("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", FOLDER / "gitlab.yml"),
    ],
    ids=lambda command: f"{command[0]} {command[-1].stem}",
)
def test_the_hosts_own_checks_find_nothing(command: tuple[str | Path, ...]) -> None:
    done = read(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_checks_would_find_something(tmp_path: Path) -> None:
    broken = tmp_path / "github.yml"
    broken.write_text((FOLDER / "github.yml").read_text().replace('"23 * * * *"', '"* * 9"'))
    assert read("actionlint", broken).returncode != 0


def _runs_every_hour(fields: str) -> bool:
    minute, *others = fields.split()
    return int(minute) in FIELDS[0] and others == ["*"] * 4


def test_every_schedule_asks_every_hour_at_an_odd_minute() -> None:
    workflow = yaml.safe_load((FOLDER / "github.yml").read_text())
    (schedule,) = workflow[True]["schedule"]  # YAML 1.1 reads `on` as a truth
    assert _runs_every_hour(schedule["cron"])
    lines = [line for line in (FOLDER / "crontab").read_text().splitlines() if line[:1].isdigit()]
    (line,) = lines
    assert _runs_every_hour(" ".join(line.split()[:5]))
    found = re.search(r"`(.*?)`", (FOLDER / "gitlab.yml").read_text())
    assert found
    assert _runs_every_hour(found[1])
    assert _unit("digest-due.timer")["Timer"]["OnCalendar"] == "*-*-* *:23:00"


def _unit(name: str) -> ConfigParser:
    unit = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str
    unit.read_string((FOLDER / name).read_text())
    return unit


def test_the_unit_runs_once_as_a_user_of_its_own() -> None:
    unit = _unit("digest-due.service")
    assert set(unit.sections()) == {"Unit", "Service"}
    assert unit["Service"]["Type"] == "oneshot"
    assert unit["Service"]["User"] == "publication"
    assert set(_unit("digest-due.timer").sections()) == {"Unit", "Timer", "Install"}


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".timer"))
def test_every_example_runs_the_one_command(name: str) -> None:
    text = (FOLDER / name).read_text()
    assert re.search(r"\.venv/bin/invoke digest\.due\b", text)
