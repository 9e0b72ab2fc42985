"""The mail of an edition: what stands in it, in which order it is shortened, and that nothing hostile gets through."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.digest.contents import Body, Contents
from plugins.digest.mail import MOST, PREFERENCES, UNSUBSCRIBE, Mail, render
from plugins.digest.mailing import Mailing, prepare
from plugins.digest.readers_letter import readers_letter
from plugins.mail.letter import flat
from plugins.mail.message import compose
from plugins.publication.mistake import PublicationError
from tests.digest.editions_of import (
    NOW,
    PICTURE,
    READER,
    SENDER,
    SETTINGS,
    SITE,
    TEMPLATES,
    WEEK,
    article,
    edition,
)


def made(contents: Contents) -> Mail:
    return render(contents, TEMPLATES, SETTINGS)


def soup(contents: Contents) -> BeautifulSoup:
    return BeautifulSoup(made(contents).html, "lxml")


def sent_size(mail: Mail) -> int:
    """The bytes of the message to one reader."""
    return len(compose(readers_letter(mail, WEEK, READER, SENDER, NOW)).raw)


def test_everything_stands_in_it_in_the_order_of_the_edition() -> None:
    found = soup(edition(article(2), article(1)))
    assert [heading.get_text() for heading in found.find_all("h1")] == ["Two articles and a webinar"]
    assert [heading.get_text() for heading in found.find_all("h2")] == [
        "New this week",
        "Webinars",
        "Offers",
        "From the comments",
    ]
    titles = ["Article number 2", "Article number 1", "Reading a call sheet", "A review of your resume"]
    assert [heading.get_text() for heading in found.find_all("h3")] == titles
    text = found.get_text(" ", strip=True)
    assert "Wednesday, December 9, 2026, 5:00 pm Los Angeles time, 60 minutes, with The Desk" in text
    assert "Until December 31, 2026 · Code INSIDER" in text
    assert "Who benefits: This is our own service; we are paid." in text
    assert found.find("a", href=f"{SITE}/webinars/reading-a-call-sheet/reading-a-call-sheet.ics")
    assert found.find("a", href=f"{SITE}/weekly/2026-W47/", string="Read online")


def test_what_an_edition_does_not_have_is_not_announced() -> None:
    found = soup(edition(article(1), webinars=(), offers=(), comment=None, note=Body(), preheader=""))
    assert [heading.get_text() for heading in found.find_all("h2")] == ["New this week"]
    assert not found.select(".preheader, .note")
    text = made(edition(article(1), webinars=(), offers=(), comment=None, note=Body())).text
    assert "WEBINARS" not in text
    assert "OFFERS" not in text


def test_it_is_a_document_of_its_own_for_readers_of_screens() -> None:
    found = soup(edition())
    assert found.html
    assert found.html["lang"] == "en"
    column = found.find(role="article")
    assert column
    assert (column["lang"], column["dir"]) == ("en", "ltr")
    assert [table.get("role") for table in found.find_all("table")] == ["presentation"] * 3
    assert all(link.get_text(strip=True) or link.find("img", alt=True) for link in found.find_all("a"))


def test_the_lead_picture_has_words_and_a_size() -> None:
    image = soup(edition(article(1, picture=PICTURE))).img
    assert image
    assert {name: image[name] for name in ("src", "alt", "width", "height")} == {
        "src": PICTURE.address,
        "alt": PICTURE.alt,
        "width": "560",
        "height": "315",
    }


def test_styles_are_in_the_elements_and_the_head_keeps_what_only_it_can_say() -> None:
    mail = made(edition())
    found = BeautifulSoup(mail.html, "lxml")
    (style,) = found.find_all("style")
    rules = style.get_text()
    assert rules.lstrip().startswith("@media")
    assert set(re.findall(r"@media \(([\w-]+)", rules)) == {"max-width", "prefers-color-scheme"}
    assert found.h1
    assert "font-size: 36px" in str(found.h1["style"])
    assert len(rules.encode()) < 16_000  # Gmail drops a longer one
    for part in ("url(", "@import", "<link", "<script", "var("):
        assert part not in mail.html


def test_the_two_places_of_a_reader_stand_once_in_each_part() -> None:
    mail = made(edition())
    for part in (mail.html, mail.text):
        assert part.count(UNSUBSCRIBE) == part.count(PREFERENCES) == 1
        assert f"{SITE}/u/{UNSUBSCRIBE}" in part
        assert f"{SITE}/inbox/preferences/{PREFERENCES}" in part


def test_the_inbox_may_have_an_address_of_its_own() -> None:
    mail = render(edition(), TEMPLATES, SETTINGS | {"INBOX_URL": "https://in.example"})
    assert f"https://in.example/u/{UNSUBSCRIBE}" in mail.text


def test_a_postal_address_stands_at_the_foot() -> None:
    mail = render(edition(), TEMPLATES, SETTINGS | {"POSTAL_ADDRESS": "1 Studio Way, Los Angeles"})
    assert "Your Industry Insider, 1 Studio Way, Los Angeles" in BeautifulSoup(mail.html, "lxml").get_text()
    assert mail.text.endswith("Your Industry Insider\n1 Studio Way, Los Angeles\n")


# Text

TEXT = """\
YOUR INDUSTRY INSIDER
November 17, 2026

Two articles and a webinar
--------------------------

A note with a link.


NEW THIS WEEK
------------------------------------------------------------------------

Article number 1
By The Desk, in Career advice
https://yourindustryinsider.example/2026/11/article-1/

What article number 1 will do for somebody who looks for a job in the
industry.


WEBINARS
------------------------------------------------------------------------

Reading a call sheet
Wednesday, December 9, 2026, 5:00 pm Los Angeles time, 60 minutes, with
The Desk

One page tells a whole crew where to be and when.

Read more: https://yourindustryinsider.example/webinars/reading-a-call-sheet/
Register: https://webinars.example/register
Calendar: https://yourindustryinsider.example/webinars/reading-a-call-sheet/reading-a-call-sheet.ics


OFFERS
------------------------------------------------------------------------

A review of your resume
Until December 31, 2026. Code: INSIDER
https://yourindustryinsider.example/offers/resume-review/

Written notes on your resume.

Who benefits: This is our own service; we are paid.


FROM THE COMMENTS
------------------------------------------------------------------------

“What if they are late?”

Ann, on “An article”
https://yourindustryinsider.example/2026/11/an-article/#c-1


------------------------------------------------------------------------

You get this email once a week because you subscribed to Your Industry
Insider and confirmed it. It reports to nobody whether you opened it.

Read online: https://yourindustryinsider.example/weekly/2026-W47/
Past editions: https://yourindustryinsider.example/weekly/
Change what you get: https://yourindustryinsider.example/inbox/preferences/P
Unsubscribe: https://yourindustryinsider.example/u/U

Your Industry Insider
"""


def test_the_text_reads_well_alone() -> None:
    text = made(edition(article(1))).text.replace(UNSUBSCRIBE, "U").replace(PREFERENCES, "P")
    assert text == TEXT


def test_long_lines_of_text_are_addresses_alone() -> None:
    long_title = "A title of seventy characters that goes on and on until it has them all"
    text = made(edition(article(1, title=long_title, author="A name " * 12))).text
    assert all(len(line) <= 72 or "https://" in line for line in text.split("\n"))


# Room


def test_an_edition_of_few_articles_shows_them_as_wanted() -> None:
    whole = article(1, body=Body(Markup("<p>The whole text.</p>"), "The whole text."))
    mail = made(edition(whole, form="whole"))
    assert mail.form == "whole"
    assert "The whole text." in mail.html
    assert "The whole text." in mail.text
    assert made(edition(whole, form="summary")).form == "summary"
    assert "The whole text." not in made(edition(whole)).html
    links = made(edition(whole, form="link"))
    assert whole.summary not in links.html
    assert whole.title in links.text


def test_what_is_too_long_is_shortened_step_by_step() -> None:
    long = "word " * 7_000
    whole = article(0, body=Body(Markup(f"<p>{long}</p>"), long))
    forms = []
    for count in (1, 2, 60, 100, 200):
        articles = [whole, *(article(number) for number in range(1, count))]
        mail = made(edition(*articles, form="whole"))
        forms.append((mail.form, bool(mail.left_out)))
        assert sent_size(mail) <= MOST
    assert forms == [("whole", False), ("whole", False), ("summary", False), ("link", False), ("link", True)]


def test_of_two_hundred_articles_as_many_as_find_room_are_named_and_the_others_counted() -> None:
    mail = made(edition(*map(article, range(200))))
    shown = 200 - mail.left_out
    assert (mail.form, 100 < shown < 200) == ("link", True)
    assert MOST - 1_000 < mail.size <= MOST
    assert f"And {mail.left_out} more" in mail.html
    assert f"And {mail.left_out} more:\n{SITE}/weekly/2026-W47/" in mail.text
    assert f"Article number {shown - 1}<" in mail.html
    assert f"Article number {shown}<" not in mail.html


def test_the_same_edition_is_always_shortened_alike() -> None:
    contents = edition(*map(article, range(200)))
    assert made(contents).digest == made(contents).digest


def test_the_size_is_never_less_than_that_of_the_message() -> None:
    for contents in (edition(), edition(*map(article, range(200))), edition(subject="—" * 70)):
        mail = made(contents)
        assert sent_size(mail) <= mail.size


def test_an_edition_that_finds_no_room_at_all_is_told() -> None:
    with pytest.raises(PublicationError, match=r"^2026-W47: the mail has more than 90 KB, even without articles"):
        made(edition(note=Body(Markup("<p>word</p>" * 10_000), "word\n" * 10_000)))


# Interests


def test_readers_get_what_they_asked_for() -> None:
    mailing = prepare(edition(), TEMPLATES, SETTINGS)
    everything, articles = mailing.mail_for([]), mailing.mail_for(["content"])
    assert everything
    assert articles
    assert everything is mailing.mail_for(["offers", "content", "webinars"])
    for part in ("Article number 1", "Reading a call sheet", "A review of your resume", "What if they are late?"):
        assert part in everything.html
    assert "Article number 1" in articles.html
    assert "Reading a call sheet" not in articles.html
    assert "A review of your resume" not in articles.html
    assert len({mail.digest for mail in mailing.mails.values()}) == 7


def test_who_wants_only_what_is_not_there_gets_no_mail() -> None:
    mailing = prepare(edition(offers=()), TEMPLATES, SETTINGS)
    assert mailing.mail_for(["offers"]) is None
    assert mailing.mail_for(["content", "offers"]) is mailing.mail_for(["content"])


def test_a_note_alone_is_for_everybody() -> None:
    mailing = prepare(edition(articles=(), webinars=(), offers=(), comment=None), TEMPLATES, SETTINGS)
    assert len(set(map(id, mailing.mails.values()))) == 1
    assert mailing.mail_for(["offers"]) is not None


def test_the_digest_tells_any_change() -> None:
    def digest(contents: Contents) -> str:
        mailing: Mailing = prepare(contents, TEMPLATES, SETTINGS)
        return mailing.digest

    same = digest(edition())
    assert same == digest(edition())
    assert len({same, digest(edition(subject="Another")), digest(edition(article(1))), digest(edition(offers=()))}) == 4


# Hostile words

HOSTILE = [
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "A line\r\nBcc: everybody@example.org",
    "Turned \u202e around",
    "x" * 1000,
    "“quotes” & ampersands — dashes",
    "عنوان من اليمين إلى اليسار",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_titles_and_names_stay_words(words: str) -> None:
    words = flat(words)
    contents = edition(
        article(1, title=words, summary=words, author=words, section=words),
        subject=words[:70],
        preheader=words[:140],
    )
    mail = made(contents)
    found = BeautifulSoup(mail.html, "lxml")
    assert found.h3
    assert found.h3.get_text() == words
    assert not found.select("script, [onerror], [onmouseover]")
    assert "49" not in found.h3.get_text()
    assert words in " ".join(mail.text.split()) or len(words) > 72
    assert sent_size(mail) <= mail.size


@given(st.text(max_size=200))
def test_any_title_makes_one_mail(words: str) -> None:
    words = flat(words).replace("\ue000", "") or "A title"
    mail = made(edition(article(1, title=words), subject=words[:70].strip() or "A subject"))
    assert mail.html.count(UNSUBSCRIBE) == 1
    assert compose(readers_letter(mail, WEEK, READER, SENDER, NOW)).raw.isascii()
