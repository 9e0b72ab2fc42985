"""A form's fields, the rules, and how a status changes: plain values."""

from __future__ import annotations

import pytest

from plugins.moderation import rules, submission
from plugins.moderation.received import Decision, Status, after
from plugins.moderation.rules import Facts
from plugins.moderation.settings import CommentSettings, from_settings, wrong
from plugins.moderation.submission import LONGEST_TEXT, Posted, Problem, Submission
from plugins.moderation.writer import Writers
from plugins.publication.settings import SettingsError
from tests.moderation.conftest import WRITERS, written

KNOWN = Facts(was_approved=True)
SETTINGS = CommentSettings(approval="new", held_words=("casino", "payday loan"))
RIGHT = {
    "PREVIEW": False,
    "MAIL_FROM": "You <you@example.org>",
    "COMMENTS_FORM": "inbox",
    "COMMENTS_APPROVAL": "all",
    "COMMENTS_MOST_LINKS": 2,
    "COMMENTS_HELD_WORDS": ["casino"],
    "COMMENTS_NETWORK_LIMIT": 20,
    "COMMENTS_LIMIT": 500,
    "COMMENTS_BRANCH": "",
}


def take(**fields: object) -> Submission | Problem:
    return submission.take(Posted(**({"name": "Ann", "text": "Hello."} | fields)), WRITERS)


# A form


def test_a_comment_is_cleaned_when_it_comes_in() -> None:
    taken = written("Hello *you*. ", name="  <b>Ann</b>\u202e ", link="ann.example", to="comment-1")
    assert (taken.name, taken.link, taken.parent) == ("Ann", "http://ann.example", "comment-1")
    assert (taken.text, taken.body) == ("Hello *you*.", "<p>Hello <em>you</em>.</p>")


def test_an_address_is_kept_only_of_those_who_want_to_hear_of_replies() -> None:
    quiet, curious = written(email="Ann@Example.ORG"), written(email="ann@example.org", replies=True)
    assert quiet.address == ""
    assert curious.address == "ann@example.org"
    assert quiet.writer == curious.writer != ""
    assert "ann" not in quiet.writer
    assert written().writer == ""
    assert written(name="ann@example.org").name == "ann", "a name is never an address"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 246}, "name"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ({"text": "…" * (LONGEST_TEXT // 3 + 1)}, "text"),
        ({"email": "nobody"}, "email"),
        ({"replies": True}, "email"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://example.org/" + "x" * 200}, "link"),
    ],
)
def test_what_is_wrong_is_told_by_field(fields: dict[str, object], field: str) -> None:
    taken = take(**fields)
    assert isinstance(taken, Problem)
    assert list(taken.by_field) == [field]


def test_the_limits_are_wordpress_s() -> None:
    assert isinstance(
        take(name="x" * 245, text="x" * LONGEST_TEXT, link="https://example.org/" + "x" * 180), Submission
    )


def test_all_mistakes_are_told_at_once() -> None:
    taken = take(name="", text="", email="?", link="?")
    assert isinstance(taken, Problem)
    assert set(taken.by_field) == {"name", "text", "email", "link"}


def test_a_form_may_hold_anything_any_number_of_times() -> None:
    assert submission.read({}) == Posted()
    posted = submission.read({"name": ["a", "b"], "replies": ["no"], "to": ["x" * 1000], "text": ["t" * 100_000]})
    assert (posted.name, posted.replies, len(posted.to), len(posted.text)) == ("a", False, 100, 100_000)


def test_the_same_comment_has_the_same_fingerprint() -> None:
    assert written("Hello  you.").fingerprint == written("hello\nyou.", name="ANN").fingerprint
    assert written(to="c-1").fingerprint != written().fingerprint
    assert written("Hello").said == written("hello", name="Ben", article="second").said


def test_a_writer_is_known_under_every_key() -> None:
    old, new = Writers(["old"]), Writers(["new", "old"], "drawings")
    assert old.digest("a@b.example") in new.digests("a@b.example")
    assert new.digest("") == "" == old.avatar("a@b.example")
    assert new.digests("") == []
    assert len(new.avatar("a@b.example")) == 16


# The rules


@pytest.mark.parametrize(
    ("comment", "facts", "rule", "words"),
    [
        (written("A Casino!"), KNOWN, "words", "It holds “casino”, from COMMENTS_HELD_WORDS."),
        (written(name="Payday Loans"), KNOWN, "words", "It holds “payday loan”, from COMMENTS_HELD_WORDS."),
        (written("https://a.example https://b.example"), KNOWN, "links", "It has 2 links; with 2 or more it waits."),
        (written(), Facts(True, same_text=1), "same text", "Another comment has the same text."),
        (written(), Facts(True, same_text=7), "same text", "7 other comments have the same text."),
        (written(name="www.example.org"), KNOWN, "name", "The name is an address of a website."),
        (
            written(name="the desk"),
            Facts(True, names=frozenset({"The Desk"})),
            "author's name",
            "“the desk” is an author of this publication. Is it really them?",
        ),
        (
            written("Write to me@example.org"),
            KNOWN,
            "e-mail address",
            "An e-mail address stands in the text; everybody would read it.",
        ),
        (
            written(email="ann@example.org"),
            Facts(),
            "new writer",
            "Nothing was approved before under this name and address.",
        ),
        (written(), Facts(), "new writer", "Nothing was approved before under this name, and no address was given."),
    ],
)
def test_every_reason_is_told(comment: Submission, facts: Facts, rule: str, words: str) -> None:
    assert [(one.rule, one.words) for one in rules.reasons(comment, facts, SETTINGS)] == [(rule, words)]


def test_a_word_of_the_list_stands_alone() -> None:
    assert rules.reasons(written("Occasionally, casinos."), KNOWN, SETTINGS) == []


def test_nobody_passes_where_everybody_waits() -> None:
    assert rules.may_pass([], SETTINGS)
    assert not rules.may_pass([], CommentSettings(approval="all"))
    assert not rules.may_pass(rules.reasons(written("casino"), KNOWN, SETTINGS), SETTINGS)


# What happens to a comment


@pytest.mark.parametrize(
    ("status", "decision", "then"),
    [
        (Status.PENDING, Decision.APPROVE, Status.APPROVED),
        (Status.SPAM, Decision.APPROVE, Status.APPROVED),
        (Status.DELETED, Decision.APPROVE, Status.APPROVED),
        (Status.REMOVED, Decision.APPROVE, Status.APPROVED),
        (Status.PUBLISHED, Decision.APPROVE, Status.PUBLISHED),
        (Status.PENDING, Decision.SPAM, Status.SPAM),
        (Status.PENDING, Decision.DELETE, Status.DELETED),
        (Status.SPAM, Decision.DELETE, Status.DELETED),
        (Status.PUBLISHED, Decision.DELETE, Status.REMOVING),
        (Status.PUBLISHED, Decision.SPAM, Status.REMOVING),
        (Status.APPROVED, Decision.DELETE, Status.REMOVING),
        (Status.REMOVING, Decision.APPROVE, Status.REMOVING),
        (Status.REMOVING, Decision.DELETE, Status.REMOVING),
    ],
)
def test_a_decision_leads_on_or_means_nothing(status: Status, decision: Decision, then: Status) -> None:
    assert after(status, decision) is then


# The settings


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"COMMENTS_FORM": "disqus"}, "write 'inbox', 'mailto:you@example.org', or ''"),
        ({"COMMENTS_FORM": "mailto:nobody"}, "write 'inbox', 'mailto:you@example.org', or ''"),
        ({"COMMENTS_APPROVAL": "none"}, "write 'all' or 'new'"),
        ({"COMMENTS_MOST_LINKS": 0}, "write COMMENTS_MOST_LINKS = 20"),
        ({"COMMENTS_LIMIT": True}, "write COMMENTS_LIMIT = 20"),
        ({"COMMENTS_HELD_WORDS": "casino"}, 'write COMMENTS_HELD_WORDS = ["casino"]'),
        ({"COMMENTS_HELD_WORDS": [" "]}, 'write COMMENTS_HELD_WORDS = ["casino"]'),
        ({"COMMENTS_BRANCH": "../main"}, "write 'comments', or '' for the main branch"),
    ],
)
def test_a_wrong_setting_is_told_with_its_remedy(changed: dict[str, object], words: str) -> None:
    ((name, _, remedy),) = wrong(RIGHT | changed)
    assert (name, remedy) == (next(iter(changed)), words)


def test_editors_come_from_the_environment() -> None:
    assert from_settings(RIGHT, {"EDITORS": "A@b.example, c@d.example,a@b.example"}).editors == (
        "a@b.example",
        "c@d.example",
    )
    assert from_settings(RIGHT, {}).editors == ()
    assert from_settings(RIGHT | {"PREVIEW": True}, {}).editors == ("you@example.org",)
    with pytest.raises(SettingsError, match="EDITORS: number 2 of it is no e-mail address") as told:
        from_settings(RIGHT, {"EDITORS": "a@b.example,secret"})
    assert "secret" not in str(told.value)


def test_settings_tell_nobody_who_the_editors_are() -> None:
    assert "a@b.example" not in repr(from_settings(RIGHT, {"EDITORS": "a@b.example"}))
