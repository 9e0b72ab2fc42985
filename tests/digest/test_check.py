"""The rules for editions, each told with its line and its remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment, Kind, Status
from plugins.digest import check
from plugins.publication import folder
from plugins.publication.mistake import Mistake
from tests.copies import git
from tests.publication.small_site import NOW, SETTINGS, document, make_site, offer, read, webinar, write
from tests.publications import article

ARTICLES = {"articles/first.md": article("first"), "articles/second.md": article("second")}


def edition(body: str = "", **keys: str) -> str:
    valid = {"subject": "A subject", "date": "2026-01-06 07:00", "articles": "[first]", "status": "approved"}
    return document(body, **(valid | keys))


def told(tmp_path: Path, files: dict[str, str]) -> list[tuple[str, int, str, str]]:
    site = make_site(tmp_path, ARTICLES | files)
    return [(one.path.rpartition("/")[2], one.line, one.field, one.what) for one in check.mistakes(site)]


def converted(tmp_path: Path, **keys: str) -> list[tuple[str, str, str]]:
    """What reading an edition with these keys says."""
    mistakes = read(tmp_path, ARTICLES | {"editions/2026-W02.md": edition(**keys)}).mistakes
    return [(one.field, one.what, one.remedy) for one in mistakes]


def test_a_good_edition_has_no_mistake(tmp_path: Path) -> None:
    assert told(tmp_path, {"editions/2026-W02.md": edition("A note.")}) == []


@pytest.mark.parametrize(
    ("keys", "mistake"),
    [
        ({"subject": '""'}, ("subject", "it is empty", "write a value after the colon, or delete the line")),
        ({"subject": "x" * 71}, ("subject", "it has 71 characters, and mail programs cut it off", "use at most 70")),
        (
            {"preheader": "x" * 141},
            ("preheader", "it has 141 characters, and mail programs cut it off", "use at most 140"),
        ),
        ({"articles": "[first, first]"}, ("articles", "'first' stands twice", "delete one of the two lines")),
        ({"articles": "[First One]"}, ("articles", "'First One' cannot stand in an address", "write it as first-one")),
        (
            {"articles": "{first: second}"},
            ("articles", "it is not a list", "write each id on a line of its own, as `  - the-id`"),
        ),
        ({"status": "sent"}, ("status", "'sent' is not known here", "write draft or approved")),
        ({"article": "first"}, ("article", "`article` is not a key of an edition", "did you mean `articles`?")),
    ],
)
def test_a_key_that_cannot_be_its_value_is_told(
    tmp_path: Path, keys: dict[str, str], mistake: tuple[str, str, str]
) -> None:
    assert mistake in converted(tmp_path, **keys)


def test_an_edition_without_a_subject_or_date_is_told(tmp_path: Path) -> None:
    mistakes = read(tmp_path, {"editions/2026-W02.md": document(status="approved")}).mistakes
    assert {one.field for one in mistakes} == {"subject", "date"}
    assert told(tmp_path, {"editions/2026-W02.md": document(subject="S", status="draft")}) == [
        ("2026-W02.md", 1, "date", "this edition has none")
    ]


def test_keys_with_nothing_behind_them_are_empty_lists(tmp_path: Path) -> None:
    site = make_site(tmp_path, ARTICLES | {"editions/2026-W02.md": edition(webinars="", offers="[]")})
    assert list(check.mistakes(site)) == []


def test_a_name_that_is_no_week_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, {"editions/2025-W53.md": edition(), "editions/january.md": edition(articles="[second]")}) == [
        ("2025-W53.md", 1, "file", "the name of an edition is its week, and 2025 has no week 53"),
        (
            "january.md",
            1,
            "file",
            "the name of an edition is its week, and 'january' is not a week; write it as 2026-W47",
        ),
    ]


def test_a_date_in_another_week_is_told(tmp_path: Path) -> None:
    site = make_site(tmp_path, ARTICLES | {"editions/2026-W53.md": edition(date="2027-01-04 07:00")})
    (mistake,) = check.mistakes(site)
    assert (mistake.line, mistake.what) == (3, "2027-01-04 lies in the week 2027-W01")
    assert mistake.remedy == "write a day from 2026-12-28 to 2027-01-03, or rename the file"


def test_an_unknown_id_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    files = ARTICLES | {"editions/2026-W02.md": edition(articles="[frist]", webinars="[first]", offers="[none]")}
    found = list(check.mistakes(make_site(tmp_path, files)))
    assert [(one.field, one.what, one.remedy) for one in found] == [
        ("articles", "'frist' is not the id of an article", "did you mean `first`?"),
        ("webinars", "'first' is not the id of a webinar", "there is none yet"),
        ("offers", "'none' is not the id of an offer", "there is none yet"),
    ]


def test_an_article_in_two_editions_is_told_at_the_later(tmp_path: Path) -> None:
    files = {
        "editions/2026-W03.md": edition(date="2026-01-13 07:00", articles="[second, first]"),
        "editions/2026-W02.md": edition(),
    }
    assert told(tmp_path, files) == [("2026-W03.md", 4, "articles", "'first' is in the edition 2026-W02 already")]


def test_a_note_that_is_too_long_for_a_mail_is_told(tmp_path: Path) -> None:
    ((_, line, field, what),) = told(tmp_path, {"editions/2026-W02.md": edition("word " * 2_001)})
    assert (line, field) == (7, "body")
    assert what == "the note has 10,004 characters, and mail programs cut long mails off"


def test_an_id_counts_and_not_the_slug(tmp_path: Path) -> None:
    renamed = article("another", id="first", aliases="[/2026/01/first/]")
    site = make_site(tmp_path, {"articles/renamed.md": renamed, "editions/2026-W02.md": edition()})
    assert list(check.mistakes(site)) == []


# The comment


def of_comment(tmp_path: Path, written: str) -> list[tuple[str, str]]:
    site = make_site(tmp_path, ARTICLES | {"editions/2026-W02.md": edition(comment=written)})
    records = [
        Comment("c-1", Kind.COMMENT, "Ann", time=datetime(2026, 1, 6, tzinfo=UTC), body="<p>Words.</p>"),
        Comment("c-2", Kind.COMMENT, status=Status.DELETED),
    ]
    (tmp_path / "content/comments").mkdir()
    (tmp_path / "content/comments/first.yaml").write_text(archive_file.write(records), encoding="utf-8")
    return [(one.what, one.remedy) for one in check.comments_in(tmp_path / "content")(site)]


def test_a_comment_that_is_there_is_fine(tmp_path: Path) -> None:
    assert of_comment(tmp_path, "first#c-1") == []


@pytest.mark.parametrize(
    ("written", "what", "remedy"),
    [
        ("first", "'first' names no comment", "write the article's id, a #, and the id of the comment"),
        ("frist#c-1", "'frist' is not the id of an article", "did you mean `first`?"),
        ("first#c-9", "'first' has no comment 'c-9'", "did you mean `c-1`?"),
        ("first#c-2", "'first' has no comment 'c-2'", "did you mean `c-1`?"),
        ("second#c-1", "'second' has no comment 'c-1'", "there is none yet"),
    ],
)
def test_a_comment_that_is_not_there_is_told(tmp_path: Path, written: str, what: str, remedy: str) -> None:
    ((found, instead),) = of_comment(tmp_path, written)
    assert found == what
    assert instead.startswith(remedy)


# What was approved


def against(tmp_path: Path, before: dict[str, str], after: dict[str, str]) -> list[Mistake]:
    """What the check says when `before` is published and `after` is pushed."""
    write(tmp_path, ARTICLES | before)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Before")
    write(tmp_path, after)
    reading = folder.read_site(tmp_path / "content", SETTINGS, NOW)
    assert reading.mistakes == ()
    return list(check.against(tmp_path)(reading.site))


def test_an_approved_edition_that_changed_is_told_at_the_line(tmp_path: Path) -> None:
    name = "editions/2026-W02.md"
    (mistake,) = against(tmp_path, {name: edition("A note.")}, {name: edition("A note.", subject="Another")})
    assert (mistake.line, mistake.field) == (2, "subject")
    assert "was approved" in mistake.what
    assert "add `updated: `" in mistake.remedy


def test_a_changed_note_is_told_below_the_front_matter(tmp_path: Path) -> None:
    name = "editions/2026-W02.md"
    (mistake,) = against(tmp_path, {name: edition("A note.")}, {name: edition("Another note.")})
    assert (mistake.line, mistake.field) == (7, "body")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (edition(status="draft"), edition("A note.", status="draft", subject="Another")),
        (edition(status="draft"), edition(subject="Another")),
        (edition(), edition(status="draft", subject="Another")),
        (edition(), edition(subject="Another", updated="2026-01-07")),
        (edition(), edition("  \n")),
    ],
    ids=["a draft", "newly approved", "taken back", "corrected", "a blank line"],
)
def test_what_an_editor_may_do(tmp_path: Path, before: str, after: str) -> None:
    assert against(tmp_path, {"editions/2026-W02.md": before}, {"editions/2026-W02.md": after}) == []


def test_a_second_correction_needs_a_day_of_its_own(tmp_path: Path) -> None:
    once = edition(updated="2026-01-07")
    twice = edition(updated="2026-01-07", subject="Another")
    assert len(against(tmp_path, {"editions/2026-W02.md": once}, {"editions/2026-W02.md": twice})) == 1


def test_a_newly_approved_edition_names_nothing_that_readers_would_not_find(tmp_path: Path) -> None:
    before = {
        "articles/first.md": article("first", status="draft"),
        "articles/second.md": article("second", date="2026-01-06 07:01"),
        "webinars/past.md": webinar("past", start="2026-01-06 05:59"),
        "offers/over.md": offer("over", from_="2025-01-01", until="2026-01-05"),
    }
    keys = {"articles": "[first, second]", "webinars": "[past]", "offers": "[over]"}
    found = against(tmp_path, before, {"editions/2026-W02.md": edition(**keys)})
    assert [one.what for one in found] == [
        "'first' is not published (draft)",
        "'second' is not public yet on 2026-01-06 07:00",
        "'past' is over on 2026-01-06 07:00, when the edition goes out",
        "'over' ends before the edition goes out (2026-01-06 07:00)",
    ]


def test_an_edition_of_nothing_cannot_be_approved_and_a_note_alone_can(tmp_path: Path) -> None:
    (mistake,) = against(tmp_path, {}, {"editions/2026-W02.md": edition(articles="[]")})
    assert mistake.what == "there is nothing in it"
    (tmp_path / "second").mkdir()
    assert against(tmp_path / "second", {}, {"editions/2026-W02.md": edition("A note.", articles="[]")}) == []


def test_an_old_edition_stays_when_its_article_is_taken_back(tmp_path: Path) -> None:
    before = {"editions/2026-W02.md": edition()}
    assert against(tmp_path, before, {"articles/first.md": article("first", status="draft")}) == []


def test_without_git_the_rule_is_not_applied(tmp_path: Path) -> None:
    site = make_site(tmp_path, ARTICLES | {"editions/2026-W02.md": edition(articles="[]")})
    assert list(check.against(tmp_path)(site)) == []
