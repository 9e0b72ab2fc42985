"""The letters that tell the editor of a draft, and of an edition that has gone out or waits."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from plugins.digest import draft
from plugins.digest.choosing import choose
from plugins.digest.drafting import Drafted
from plugins.digest.editors_letter import editors_letter, sending_letter
from plugins.mail.letter import Letter, Mailbox
from plugins.mail.message import compose
from tests.digest.documents import article, site, webinar
from tests.digest.editions_of import NOW, SENDER, SETTINGS, SITE, TEMPLATES, WEEK

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def letter() -> Letter:
    choice = choose(site(article("one", "2026-11-16", title=HOSTILE), webinar("soon", "2026-12-09 17:00")), WEEK, NOW)
    drafted = Drafted(WEEK, NOW, choice, draft.text(WEEK, NOW, choice))
    return editors_letter(drafted, Mailbox("ed@site.example", "Ed"), SENDER, TEMPLATES, SETTINGS, NOW)


def test_it_says_what_is_in_the_draft_and_what_to_do(letter: Letter) -> None:
    assert letter.subject == "The draft of the weekly email 2026-W47 is ready"
    for text in (letter.text, BeautifulSoup(letter.html, "lxml").get_text(" ", strip=True)):
        for part in (
            "It goes out on Tuesday, November 17, 2026, at 7:00 am",
            HOSTILE,
            "The webinar soon",
            "content/editions/2026-W47.md",
            "invoke digest.approve --edition 2026-W47",
            f"{SITE}/weekly/2026-W47/",
        ):
            assert part in " ".join(text.split())


def test_it_is_for_the_editor_alone_and_no_list(letter: Letter) -> None:
    raw = compose(letter).raw
    assert b"To: Ed <ed@site.example>" in raw
    assert b"Auto-Submitted: auto-generated" in raw
    assert b"List-" not in raw.partition(b"\r\n\r\n")[0]
    assert letter.id == "draft.2026-w47@yourindustryinsider.example"


def test_the_editor_is_told_what_became_of_an_edition() -> None:
    words = "2026-W47: stopped, and waits for you: 535 wrong password\n\nsent            3\n" + HOSTILE
    to, subject = Mailbox("ed@site.example", "Ed"), "The weekly email 2026-W47 has stopped, and waits for you"
    letter = sending_letter(WEEK, subject, words, to, SENDER, TEMPLATES, SETTINGS, NOW)
    shown = BeautifulSoup(letter.html, "lxml")
    assert shown.find("pre").get_text() == words
    assert not shown.find("script")
    assert words in letter.text
    assert f"{SITE}/weekly/2026-W47/" in letter.text
    other = sending_letter(WEEK, subject, "other words", to, SENDER, TEMPLATES, SETTINGS, NOW)
    assert letter.id != other.id
