"""How a mistake is told: to a person, to a forge, and as an error."""

from __future__ import annotations

from plugins.publication.mistake import ContentError, Mistake, PublicationError, count

MISTAKE = Mistake("content/articles/pay.md", 4, "date", "'soon' is not a date", "write it as 2026-11-24 09:00")


def test_a_person_reads_file_line_field_and_remedy() -> None:
    assert str(MISTAKE) == ("content/articles/pay.md:4: date: 'soon' is not a date; write it as 2026-11-24 09:00")


def test_a_forge_reads_an_annotation_at_the_line() -> None:
    assert MISTAKE.as_annotation() == (
        "::error file=content/articles/pay.md,line=4::date: 'soon' is not a date; write it as 2026-11-24 09:00"
    )


def test_an_annotation_is_one_line_whatever_stands_in_it() -> None:
    mistake = Mistake("a,b:c%\n.md", 1, "slug", "100% changed", "write:\r\n  id: x")
    assert mistake.as_annotation() == (
        "::error file=a%2Cb%3Ac%25%0A.md,line=1::slug: 100%25 changed; write:%0D%0A  id: x"
    )


def test_mistakes_come_in_the_order_of_file_and_line() -> None:
    other = Mistake("content/articles/pay.md", 10, "link", "b", "c")
    first = Mistake("content/articles/a.md", 99, "link", "b", "c")
    assert sorted([other, MISTAKE, first]) == [first, MISTAKE, other]


def test_the_error_tells_them_all_and_how_many() -> None:
    error = ContentError([MISTAKE, Mistake("content/a.md", 1, "file", "b", "c")])
    assert isinstance(error, PublicationError)
    assert str(error).splitlines() == ["content/a.md:1: file: b; c", str(MISTAKE), "2 mistakes."]


def test_they_are_counted_in_words() -> None:
    assert [count(number) for number in (0, 1, 2)] == ["No mistakes.", "1 mistake.", "2 mistakes."]
