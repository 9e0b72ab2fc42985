"""A release as a value: what a file keeps of it, what two differ in, and when time changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.publishing.release import Changes, Page, Release, changes, from_json, name_for, to_json
from plugins.publishing.time_change import next_change
from tests.publication.small_site import NOW, Files, make_site, offer, webinar
from tests.publications import article

RELEASE = Release(
    name="20261123T170000000000Z-1a2b3c4",
    commit="1a2b3c4" + "0" * 33,
    code="abc",
    address="https://site.example",
    hub="",
    built_at=datetime(2026, 11, 23, 17, tzinfo=UTC),
    due_at=None,
    pages={"/a/": Page("A", "1"), "/b/": Page("“B”", "2")},
    dropped={"theme/css/site.12345678.css": datetime(2026, 11, 23, 9, tzinfo=UTC)},
)
DAY = timedelta(days=1)


@pytest.mark.parametrize("release", [RELEASE, replace(RELEASE, due_at=RELEASE.built_at + DAY, dropped={})])
def test_a_file_keeps_all_of_it(release: Release) -> None:
    assert from_json(to_json(release)) == release


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": 1}', "null"])
def test_half_a_file_is_no_release(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_json(text)


def test_names_sort_by_time_in_every_zone() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    first = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)  # half past one in the night when the clocks go back
    names = [name_for((first + timedelta(minutes=20 * step)).astimezone(zone), "1a2b3c4d") for step in range(9)]
    assert names == sorted(names)
    assert names[0] == "20261101T083000000000Z-1a2b3c4"


def test_two_releases_differ_by_their_texts() -> None:
    after = replace(RELEASE, pages={"/b/": Page("B", "3"), "/c/": Page("C", "4")})
    assert changes(RELEASE, after) == Changes(new={"/c/": "C"}, changed={"/b/": "B"}, gone={"/a/": "A"})
    assert not changes(RELEASE, RELEASE)
    assert changes(None, RELEASE).new == {"/a/": "A", "/b/": "“B”"}


# Time


def next_of(tmp_path: Path, files: Files, close_after: int = 0) -> datetime | None:
    return next_change(make_site(tmp_path, files), close_after)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo)


def test_nothing_is_due_on_a_site_without_a_future(tmp_path: Path) -> None:
    assert next_of(tmp_path, {"articles/a.md": article("a")}) is None


def test_the_next_article_is_what_comes_first(tmp_path: Path) -> None:
    files: Files = {
        "articles/a.md": article("a", date="2150-03-01 09:00"),
        "articles/b.md": article("b", date="2150-02-01 18:30"),
        "articles/draft.md": article("draft", date="2150-01-01 09:00", status="draft"),
    }
    assert next_of(tmp_path, files) == moment("2150-02-01 18:30")


def test_a_webinar_passes_when_it_ends(tmp_path: Path) -> None:
    assert next_of(tmp_path, {"webinars/w.md": webinar("w", start="2150-01-01 18:00", length="90")}) == moment(
        "2150-01-01 19:30"
    )


def test_an_offer_begins_and_ends_at_midnight(tmp_path: Path) -> None:
    coming = offer("o", from_="2150-01-05", until="2150-01-07")
    assert next_of(tmp_path / "coming", {"offers/o.md": coming}) == moment("2150-01-05 00:00")
    live = offer("o", from_="2020-01-05", until="2150-01-07")
    assert next_of(tmp_path / "live", {"offers/o.md": live}) == moment("2150-01-08 00:00")


def test_a_thread_closes_after_its_days(tmp_path: Path) -> None:
    new = {"articles/a.md": article("a", date=f"{NOW - DAY:%Y-%m-%d %H:%M}")}
    assert next_of(tmp_path / "never", new) is None
    closes = next_of(tmp_path / "ten", new, close_after=10)
    assert closes == NOW.replace(second=0, microsecond=0) + 9 * DAY
    own = {"articles/a.md": article("a", date=f"{NOW - DAY:%Y-%m-%d %H:%M}", comments="open")}
    assert next_of(tmp_path / "open", own, close_after=10) is None
