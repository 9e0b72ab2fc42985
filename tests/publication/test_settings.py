"""The publication's settings, and what is said of wrong ones."""

from __future__ import annotations

from typing import Any

import pytest

import pelicanconf
from plugins.publication.settings import Settings, SettingsError, from_pelican

GOOD: dict[str, Any] = {
    "SITENAME": "A publication",
    "SITEURL": "https://site.example",
    "TIMEZONE": "America/Los_Angeles",
    "SECTIONS": {"career advice": "Advice.", "R&B": "Music."},
    "AUDIENCES": ["student"],
    "CATEGORY_URL": "category/{slug}/",
    "TAG_URL": "tag/{slug}/",
    "DIRECT_TEMPLATES": ["index", "archives", "404"],
    "INDEX_SAVE_AS": "index.html",
    "ARCHIVES_SAVE_AS": "archive/index.html",
}


def test_good_settings_are_taken_over() -> None:
    settings = from_pelican(GOOD)
    assert settings.zone.key == "America/Los_Angeles"
    assert list(settings.sections) == ["career advice", "R&B"]
    assert settings.section_address("career advice") == "/category/career-advice/"
    assert settings.tag_address("R&B") == "/tag/r-b/"
    assert {"/", "/archive/", "/404.html"} <= settings.fixed_addresses


def test_those_of_this_publication_are_good() -> None:
    assert isinstance(from_pelican(vars(pelicanconf)), Settings)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"SITENAME": ""}, "SITENAME: the publication has no name"),
        ({"SITEURL": "site.example"}, "SITEURL: 'site.example' is not a web address"),
        ({"SITEURL": "https://site.example/"}, "with no slash at its end"),
        ({"SITEURL": "https://["}, "is not a web address"),
        ({"SITEURL": None}, "SITEURL: 'None' is not a web address"),
        ({"TIMEZONE": "Hollywood"}, "TIMEZONE: 'Hollywood' is not a time zone"),
        ({"TIMEZONE": "../../etc/passwd"}, "is not a time zone"),
        ({"TIMEZONE": "America"}, "is not a time zone"),
        ({"TIMEZONE": ""}, "is not a time zone"),
        ({"TIMEZONE": None}, "is not a time zone"),
        ({"SECTIONS": {}}, "SECTIONS: there are none"),
        ({"SECTIONS": ["career advice"]}, "SECTIONS: there are none"),
        ({"SECTIONS": {"career advice": ""}}, "'career advice' has no description"),
        ({"SECTIONS": {"Career advice": "a", "career-advice": "b"}}, "would have the address of 'Career advice'"),
        ({"AUDIENCES": []}, "AUDIENCES: there are none"),
        ({"AUDIENCES": "student"}, "AUDIENCES: there are none"),
        ({"CATEGORY_URL": "category/{name}/"}, "CATEGORY_URL"),
        ({"TAG_URL": "tag/{/"}, "TAG_URL"),
    ],
)
def test_a_wrong_one_is_named_with_the_remedy(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError) as told:
        from_pelican(GOOD | wrong)
    assert str(told.value).startswith("pelicanconf.py: ")
    assert words in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_all_wrong_ones_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as told:
        from_pelican({"SITEURL": "x"})
    assert [line.split(":")[1].strip() for line in str(told.value).splitlines()] == [
        "SITENAME",
        "SITEURL",
        "TIMEZONE",
        "SECTIONS",
        "AUDIENCES",
    ]
