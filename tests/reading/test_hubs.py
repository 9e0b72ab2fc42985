"""The ways in: sections, kinds of reader, archive, topics."""

from __future__ import annotations

from plugins.reading import hubs
from plugins.reading.series import all_series
from plugins.rendering.date_words import month
from tests.reading.entries import entry


def address(name: str) -> str:
    return f"at/{name}/"


def test_sections_keep_their_order_and_the_empty_ones_stay() -> None:
    sections = {"moving up": "Growing.", "breaking in": "Starting."}
    moving, breaking = hubs.section_hubs([entry("a", 1, section="breaking in")], sections, address)
    assert (moving.name, moving.title, moving.description, moving.address, moving.articles) == (
        "moving up",
        "Moving up",
        "Growing.",
        "at/moving up/",
        (),
    )
    assert breaking.articles == ("article a",)


def test_a_title_keeps_the_capitals_inside() -> None:
    (section,) = hubs.section_hubs([], {"the TV business": "x"}, address)
    assert section.title == "The TV business"


def test_audiences_have_their_articles_newest_first() -> None:
    entries = [entry("a", 1, audience=("student",)), entry("b", 2, audience=("student", "moving up"))]
    student, graduate = hubs.audiences(entries, ["student", "recent graduate"])
    assert (student.slug, student.articles) == ("student", ("article b", "article a"))
    assert (graduate.slug, graduate.articles) == ("recent-graduate", ())


def test_the_archive_goes_back_year_by_year() -> None:
    years = hubs.archive_years([entry("a", 0), entry("b", 40), entry("c", 41), entry("d", 400)], month)
    assert [(year.year, [(one.name, one.articles) for one in year.months]) for year in years] == [
        (2027, [("February", ("article d",))]),
        (2026, [("February", ("article c", "article b")), ("January", ("article a",))]),
    ]


def test_the_same_month_of_two_years_is_two_months() -> None:
    years = hubs.archive_years([entry("a", 0), entry("b", 365)], month)
    assert [(year.year, len(year.months)) for year in years] == [(2027, 1), (2026, 1)]


def test_topics_are_sorted_without_accents_and_case() -> None:
    entries = [
        entry("a", 1, tags=("résumés", "Resale", "internships")),
        entry("b", 2, tags=("360 deals", "Über-agents"), series="Ábc"),
    ]
    sections = hubs.section_hubs(entries, {"breaking in": "x"}, address)
    letters = hubs.topic_index(hubs.tag_topics(entries, address), sections, all_series(entries))
    assert [(letter.letter, [topic.name for topic in letter.topics]) for letter in letters] == [
        ("A", ["Ábc"]),
        ("B", ["Breaking in"]),
        ("I", ["internships"]),
        ("R", ["Resale", "résumés"]),
        ("U", ["Über-agents"]),
        ("#", ["360 deals"]),
    ]
    assert letters[0].topics[0].address == "series/abc/"


def test_spellings_of_a_tag_are_one_topic() -> None:
    (topic,) = hubs.tag_topics([entry("a", 1, tags=("film",)), entry("b", 2, tags=("Film",))], address)
    assert (topic.name, topic.articles) == ("Film", ("article b", "article a"))


def test_a_name_in_another_script_comes_last() -> None:
    entries = [entry("a", tags=("ראיונות", "film"))]
    letters = hubs.topic_index(hubs.tag_topics(entries, address), [], [])
    assert [letter.letter for letter in letters] == ["F", "#"]
