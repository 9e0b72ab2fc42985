"""The settings of the weekly mail, each wrong one named with its remedy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugins.digest.settings import from_pelican
from plugins.publication.settings import SettingsError
from tests.digest.test_schedule import LOS_ANGELES, tuesdays

GIVEN = {
    "DIGEST_DAY": "Tuesday",
    "DIGEST_TIME": "07:00",
    "DIGEST_DRAFT_HOURS": 24,
    "DIGEST_ARTICLES": "summary",
    "DIGEST_EDITOR": "",
    "MAIL_FROM": "Us <weekly@site.example>",
    "MAIL_REPLY_TO": "",
}


def test_settings_make_a_schedule() -> None:
    found = from_pelican(GIVEN, LOS_ANGELES)
    assert found.schedule == tuesdays(lead=timedelta(days=1))
    assert found.form == "summary"


@pytest.mark.parametrize(
    ("changed", "address"),
    [
        ({}, "weekly@site.example"),
        ({"MAIL_REPLY_TO": "desk@site.example"}, "desk@site.example"),
        ({"MAIL_REPLY_TO": "desk@site.example", "DIGEST_EDITOR": "Ed <ed@site.example>"}, "ed@site.example"),
    ],
)
def test_the_editor_is_who_answers_go_to_unless_another_is_named(changed: dict[str, str], address: str) -> None:
    editor = from_pelican(GIVEN | changed, LOS_ANGELES).editor
    assert editor
    assert editor.address == address


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DIGEST_DAY", "tuesday", "did you mean `Tuesday`?"),
        ("DIGEST_TIME", "7 am", "write it as '07:00'"),
        ("DIGEST_TIME", "24:00", "write it as '07:00'"),
        ("DIGEST_DRAFT_HOURS", "24", "write 24"),
        ("DIGEST_DRAFT_HOURS", 145, "write 24"),
        ("DIGEST_DRAFT_HOURS", -1, "write 24"),
        ("DIGEST_ARTICLES", "full", "use one of: whole, summary, link"),
        ("DIGEST_EDITOR", "the editor", "write 'Your Name <you@example.org>'"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(name: str, value: object, remedy: str) -> None:
    with pytest.raises(SettingsError) as told:
        from_pelican(GIVEN | {name: value}, LOS_ANGELES)
    assert str(told.value).startswith(f"pelicanconf.py: {name}: ")
    assert str(told.value).endswith(remedy)


def test_all_wrong_settings_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as told:
        from_pelican(GIVEN | {"DIGEST_DAY": "", "DIGEST_TIME": ""}, LOS_ANGELES)
    assert str(told.value).count("\n") == 1
