"""The check of sign-up forms: settings, the pages that forms lead to, and texts that change theirs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plugins.newsletter_signup import check
from plugins.publication.folder import read_site
from plugins.publication.settings import Settings
from tests.newsletter_signup.providers import settings
from tests.publications import SUMMARY, article

ZONE = ZoneInfo("America/Los_Angeles")
PAGE = "---\ntitle: A page\nslug: {slug}\nsummary: {summary}\nstatus: published\n---\n\nThe text.\n"


def _told(folder: Path, text: str = "", **changes: Any) -> list[str]:
    """What the check says of a publication with the pages that are expected, and one article."""
    content = folder / "content"
    for slug in ("subscribe", "privacy"):
        _write(content / "pages" / f"{slug}.md", PAGE.format(slug=slug, summary=SUMMARY))
    _write(content / "authors" / "desk.md", "---\nname: The Desk\n---\n\nThe desk.\n")
    _write(content / "articles" / "first.md", text or article("first"))
    wanted = Settings("The Publication", "", ZONE, {"career advice": "Advice."}, ("student",))
    reading = read_site(content, wanted, datetime(2026, 11, 23, tzinfo=ZONE))
    given = settings(changes.pop("provider", "inbox")) | changes
    return [*map(str, reading.mistakes), *map(str, check.of(given)(reading.site))]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_right_publication_has_nothing_wrong(tmp_path: Path) -> None:
    assert _told(tmp_path) == []


def test_wrong_settings_are_mistakes_of_the_settings(tmp_path: Path) -> None:
    told = _told(tmp_path, NEWSLETTER={"provider": "mailchip"}, PRIVACY_PAGE="/privat/")
    assert told[0] == "pelicanconf.py:1: NEWSLETTER[\"provider\"]: 'mailchip' is not known; did you mean `mailchimp`?"
    assert told[-1] == (
        "pelicanconf.py:1: PRIVACY_PAGE: '/privat/' is the address of no page, and every form leads there; "
        "did you mean `/privacy/`?"
    )


@pytest.mark.parametrize("written", ["off", "no", "{heading: Get the next one, tag: interviews}", "{wording: Write.}"])
def test_an_article_may_change_its_form(tmp_path: Path, written: str) -> None:
    assert _told(tmp_path, article("first", newsletter=written)) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("perhaps", "content/articles/first.md:9: newsletter: it is neither off nor a list of words; write off, or"),
        ("[off]", "content/articles/first.md:9: newsletter: it is neither off nor a list of words"),
        ("{headline: x}", "content/articles/first.md:9: newsletter: the form has no 'headline'; use heading, text,"),
        ('{button: ""}', "content/articles/first.md:9: newsletter: it is empty"),
    ],
)
def test_what_an_article_cannot_say_is_told(tmp_path: Path, written: str, told: str) -> None:
    (found,) = _told(tmp_path, article("first", newsletter=written))
    assert found.startswith(told)


def test_a_form_that_is_off_cannot_be_asked_for(tmp_path: Path) -> None:
    text = article("first", "The text.\n\n[newsletter]\n\n    [newsletter]", newsletter="off")
    assert _told(tmp_path, text) == [
        "content/articles/first.md:14: shortcode: the form is off in this text; delete [newsletter], or "
        "`newsletter: off` above"
    ]


def test_a_tag_must_be_one_that_the_provider_takes(tmp_path: Path) -> None:
    text = article("first", newsletter="{tag: interviews}")
    assert _told(tmp_path, text, provider="kit") == [
        "content/articles/first.md:9: newsletter: 'interviews' is no tag of kit; write it as 1234567"
    ]
    assert _told(tmp_path, text, provider="brevo") == [
        "content/articles/first.md:9: newsletter: brevo takes no tag from a form; leave the tag out"
    ]
