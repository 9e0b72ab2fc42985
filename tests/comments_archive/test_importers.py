"""Every format: what stands in tests/exports/ becomes what stands in tests/exports/expected/, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file
from plugins.comments_archive.importing import import_exports
from tests.comments_archive.exports import EXPORTS, NAMES, expected, export, import_one, wish

PRIVATE = ["@readers.example", "@old.example", "192.0.2.", "198.51.100.", "akismet", "profile/42</"]


@pytest.mark.parametrize("name", NAMES)
def test_an_export_becomes_what_is_expected(name: str, tmp_path: Path) -> None:
    wanted = {
        str(path.relative_to(expected(name))): path.read_text(encoding="utf-8")
        for path in expected(name).rglob("*")
        if path.is_file()
    }
    assert import_one(name, tmp_path) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_was_read_is_kept_or_held(name: str, tmp_path: Path) -> None:
    for unmatched in ("hold", "keep"):
        report = import_exports([export(name, tmp_path)], wish(tmp_path / unmatched, unmatched=unmatched))
        assert report.read == sum(report.kept.values()) + len(report.held) > 0
        assert all(one["reason"] for one in report.held)
        told = json.loads(report.as_json())
        assert told["read"] == sum(told["kept"].values()) + len(told["held"])
        assert set(told["kept"]) == {"comment", "pingback", "trackback", "webmention"}
        assert report.as_text().startswith(f"{report.read} read")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_private_reaches_the_archive(name: str, tmp_path: Path) -> None:
    archive = "".join(text for path, text in import_one(name, tmp_path).items() if path.endswith(".yaml"))
    assert [word for word in PRIVATE if word in archive] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_can_be_read(name: str) -> None:
    for path in expected(name).rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        reading = archive_file.read(text)
        assert reading.misread == ()
        assert archive_file.write(reading.records) == text


def test_held_records_are_not_in_the_archive(tmp_path: Path) -> None:
    archive = "".join(text for path, text in import_one("wordpress.xml", tmp_path).items() if path != "report.json")
    for words in ("Buy.", "Not approved", "private note", "Between us", "Not public", "must not come back", "tracker"):
        assert words not in archive


def test_a_second_format_joins_the_same_thread(tmp_path: Path) -> None:
    paths = [EXPORTS / "wordpress-https.xml", EXPORTS / "disqus.xml", EXPORTS / "blogger-takeout.atom"]
    report = import_exports(paths, wish(tmp_path))
    assert report.kept["comment"] == 6
    first = archive_file.read((tmp_path / "first.yaml").read_text())
    assert {record.source.system for record in first.records if record.source} == {"disqus", "blogger"}
