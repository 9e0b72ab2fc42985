"""The file of a draft: it passes the check as it is, whatever titles hold."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.digest import approval, check, draft
from plugins.digest.choosing import Choice, choose
from plugins.digest.edition import Edition, edition
from plugins.digest.week import Week
from plugins.publication import values
from plugins.publication.folder import convert
from plugins.publication.front_matter import UNREADABLE, parse
from plugins.publication.kinds import EDITION
from plugins.publication.mistake import PublicationError
from tests.digest.documents import article, moment, site, webinar
from tests.publication.small_site import ZONE, make_site
from tests.publication.small_site import offer as offer_file
from tests.publication.small_site import webinar as webinar_file
from tests.publications import article as article_file

WEEK, DATE = Week(2026, 47), moment("2026-11-17 07:00")


def chosen(*titles: str) -> Choice:
    """The choice among articles of these titles, one an hour."""
    articles = []
    for number, title in enumerate(titles):
        articles.append(article(f"a{number}", f"2026-11-16 {20 - number:02}:00", title=title))
    return choose(site(*articles), WEEK, DATE)


def read(text: str) -> Edition:
    mistakes = []
    document = convert(parse(text), "file", PurePosixPath(draft.file_name(WEEK)), EDITION, ZONE, mistakes)
    assert mistakes == []
    found = edition(document)
    assert found
    return found


def test_a_draft_has_everything_that_is_new(tmp_path: Path) -> None:
    files = {
        "articles/first.md": article_file("first", date="2026-11-16", title='"The first: a title"'),
        "articles/second.md": article_file("second", date="2026-11-15"),
        "webinars/soon.md": webinar_file("soon"),
        "offers/live.md": offer_file("live"),
    }
    choice = choose(make_site(tmp_path, files), WEEK, DATE)
    text = draft.text(WEEK, DATE, choice, "first#c-1", "Ann: a remark")
    assert text.splitlines() == [
        "---",
        "# Cut what you like, and put it into your order. Below the second --- is room for a note to the readers;",
        "# it may stay empty. When all is right, write `status: approved` and push, or run:",
        "# invoke digest.approve --edition 2026-W47",
        'subject: "The first: a title, and 3 more"',
        'preheader: "Also: The article second · Webinar “The page soon” · Offer “The page live”"',
        "date: 2026-11-17 07:00",
        "articles:",
        "  - first  # The first: a title",
        "  - second  # The article second",
        "webinars:",
        "  - soon  # The page soon",
        "offers:",
        "  - live  # The page live",
        "# Ann: a remark",
        "comment: first#c-1",
        "status: draft",
        "---",
        "",
    ]
    drafted = make_site(tmp_path, files | {draft.file_name(WEEK): text})
    assert list(check.mistakes(drafted)) == []


def test_a_single_article_gives_its_title_and_summary() -> None:
    choice = chosen("The only one")
    assert (draft.subject(choice), draft.preheader(choice)) == ("The only one", "What it says.")


def test_a_subject_says_how_many_more_where_there_is_room() -> None:
    assert draft.subject(chosen("x" * 58, "y")) == "x" * 58 + ", and 1 more"
    assert draft.subject(chosen("x" * 59, "y")) == "x" * 59


def test_a_webinar_alone_is_called_one_and_fits() -> None:
    choice = choose(site(webinar("soon", "2026-12-09 17:00", title="word " * 14)), WEEK, DATE)
    assert draft.subject(choice).startswith("Webinar “word word")
    assert draft.subject(choice).endswith("word…")


def _can_be_a_title(text: str) -> bool:
    try:
        return values.title(text, ZONE) == text and not UNREADABLE.search(text)
    except values.Unusable:
        return False


@given(st.lists(st.text(min_size=1, max_size=70), min_size=1, max_size=12), st.text(max_size=400))
def test_any_titles_make_a_draft_that_can_be_read(titles: list[str], words: str) -> None:
    usable = [title for title in titles if _can_be_a_title(title)]
    choice = chosen(*(usable or ["A title"]))
    found = read(draft.text(WEEK, DATE, choice, "a0#c-1", words))
    assert found.entries("articles") == tuple(one.id for one in choice.articles)
    assert found.comment == "a0#c-1"
    assert found.subject == draft.subject(choice).strip()


# Approving


def test_approving_changes_two_lines_and_no_other() -> None:
    text = (
        draft.text(WEEK, DATE, chosen("One", "Two")).replace("status: draft", "status:  draft  # not yet\r")
        + "A note.\n"
    )
    now = moment("2026-11-18 10:30")
    changed = approval.approved(text, read(text.replace("\r", "")), now)
    before, after = text.split("\n"), changed.split("\n")
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("date: 2026-11-17 07:00", "date: 2026-11-18 10:30"),
        ("status:  draft  # not yet\r", "status:  approved  # not yet\r"),
    ]


@pytest.mark.parametrize("now", ["2026-11-16 10:00", "2026-11-23 00:00"])
def test_the_date_stays_before_it_comes_and_when_its_week_is_over(now: str) -> None:
    text = draft.text(WEEK, DATE, chosen("One"))
    assert approval.approved(text, read(text), moment(now)) == text.replace("status: draft", "status: approved")


def test_a_status_that_is_written_strangely_is_left_to_the_editor() -> None:
    text = draft.text(WEEK, DATE, chosen("One")).replace("status: draft", "status: >\n  draft")
    with pytest.raises(
        PublicationError, match=r"status: this line cannot be changed by a program; write `status: approved`"
    ):
        approval.approved(text, read(text), DATE)
