"""From what stands behind a key to its value, or to the words that say what to write instead."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.publication import values
from plugins.publication.front_matter import Value
from plugins.publication.kinds import KINDS
from plugins.publication.values import Convert, Unusable
from tests.publication.small_site import ZONE


@pytest.mark.parametrize(
    ("convert", "written", "value"),
    [
        (values.text, " A text ", "A text"),
        (values.title, "x" * 70, "x" * 70),
        (values.summary, "word\n" * 11, " ".join(["word"] * 11)),
        (values.slug, "three-must-dos-2", "three-must-dos-2"),
        (values.moment, "2026-11-24", datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)),
        (values.day, "2026-11-24", date(2026, 11, 24)),
        (values.minutes, "60", 60),
        (values.yes_or_no, "No", False),
        (values.yes_or_no, "on", True),
        (values.one_of("a", "b"), "b", "b"),
        (values.words, "one", ("one",)),
        (values.words, ["one", "two words"], ("one", "two words")),
        (values.words, [], ()),
        (values.tags, ["R&B", "0010"], ("R&B", "0010")),
        (values.addresses, ["/2011/11/old/", "/old.html"], ("/2011/11/old/", "/old.html")),
        (values.web_address, "https://example.org/a?b", "https://example.org/a?b"),
        (values.links, {"Website": "https://example.org/"}, {"Website": "https://example.org/"}),
    ],
)
def test_what_is_written_becomes_its_value(convert: Convert, written: Value, value: object) -> None:
    assert convert(written, ZONE) == value


@pytest.mark.parametrize(
    ("convert", "written", "what"),
    [
        (values.text, "", "it is empty"),
        (values.text, " \u00a0\u200b ", "it is empty"),
        (values.text, ["a"], "a list stands where"),
        (values.text, {"a": "b"}, "a list stands where"),
        (values.text, "a\nb", "a line break"),
        (values.text, "a\tb", "a line break"),
        (values.text, "a\u2028b", "a line break"),
        (values.title, "x" * 71, "it has 71 characters"),
        (values.title, "   ", "it is empty"),
        (values.summary, "x" * 49, "it has 49 characters"),
        (values.summary, "x" * 161, "it has 161 characters"),
        (values.summary, ["x" * 60], "a list stands where"),
        (values.slug, "Capital", "cannot stand in an address"),
        (values.slug, "two--hyphens", "cannot stand in an address"),
        (values.slug, "../up", "cannot stand in an address"),
        (values.slug, "x" * 101, "it has 101 characters"),
        (values.moment, "soon", "is not a date"),
        (values.moment, ["2026-11-24"], "a list stands where"),
        (values.day, "2026-11-24 09:00", "is not a day"),
        (values.minutes, "0", "is not a length"),
        (values.minutes, "1441", "is not a length"),
        (values.minutes, "-5", "is not a length"),
        (values.minutes, "6٠", "is not a length"),
        (values.minutes, "9" * 5000, "is not a length"),
        (values.yes_or_no, "maybe", "neither yes nor no"),
        (values.one_of("a", "b"), "c", "'c' is not known here"),
        (values.words, ["a", "A"], "stands twice"),
        (values.words, {"a": "b"}, "not a list"),
        (values.words, [["a"]], "a list stands where"),
        (values.tags, ["映画"], "cannot stand in an address"),
        (values.tags, ["x" * 51], "cannot stand in an address"),
        (values.addresses, "old/", "is not an address of this site"),
        (values.addresses, "//evil.example/", "is not an address of this site"),
        (values.addresses, "/a/../b/", "is not an address of this site"),
        (values.addresses, "/no-slash", "is not an address of this site"),
        (values.addresses, '/a"onclick=/', "is not an address of this site"),
        (values.web_address, "http://example.org/", "is not a web address"),
        (values.web_address, "https://", "is not a web address"),
        (values.web_address, "https://[", "is not a web address"),
        (values.web_address, "javascript:alert(1)", "is not a web address"),
        (values.links, "https://example.org/", "not a list of names"),
        (values.links, {"Website": "example.org"}, "is not a web address"),
    ],
)
def test_what_cannot_be_a_value_is_told_with_a_remedy(convert: Convert, written: Value, what: str) -> None:
    with pytest.raises(Unusable) as told:
        convert(written, ZONE)
    assert what in told.value.what
    assert told.value.remedy


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Pay: what's fair?", "pay-whats-fair"),
        ("“Émigré” & co.", "emigre-co"),
        ("  --  ", "untitled"),
        ("🎬", "untitled"),
        ("日本", "untitled"),
        ("ﬁlm №1", "film-no1"),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert values.slugify(title) == slug


@settings(max_examples=150)
@given(st.text())
@example("㎯" * 70)
@example("a " * 300)
def test_every_text_has_a_slug_that_can_be_one(text: str) -> None:
    assert values.slug(values.slugify(text), ZONE)


def test_the_last_day_counts_whole() -> None:
    assert values.end_of(date(2026, 12, 31), ZONE) == datetime(2027, 1, 1, tzinfo=ZONE)


ANYTHING: st.SearchStrategy[Value] = st.recursive(
    st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)


@settings(max_examples=100)
@given(ANYTHING)
def test_whatever_is_written_behind_any_key_is_a_value_or_unusable(written: Value) -> None:
    for kind in KINDS:
        for key in kind.keys.values():
            try:
                key.convert(written, ZONE)
            except Unusable as error:
                assert error.what and error.remedy  # noqa: PT017, PT018 - whether it is raised is left open
