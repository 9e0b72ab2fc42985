"""Related articles: which, why, and with how much work."""

from __future__ import annotations

import pytest

from plugins.reading import related
from plugins.reading.entry import Entry
from plugins.reading.related import related_articles
from plugins.reading.series import all_series
from tests.reading.entries import entry


def found(slug: str, entries: list[Entry]) -> list[tuple[str, str]]:
    """Slug and reason of the related articles of one."""
    related = related_articles(entries, all_series(entries))[slug]
    return [(str(one.article).removeprefix("article "), one.why) for one in related]


def test_a_shared_tag_is_named() -> None:
    entries = [entry("a", tags=("interviews", "pay")), entry("b", tags=("Interviews",)), entry("c", tags=("film",))]
    assert found("a", entries) == [("b", "Also about interviews")]


def test_a_rare_tag_says_more_than_a_common_one() -> None:
    common = [entry(f"common-{number}", number, tags=("film",)) for number in range(5)]
    entries = [*common, entry("rare", 1, tags=("unions",)), entry("a", 9, tags=("film", "unions"))]
    assert found("a", entries)[0] == ("rare", "Also about unions")


def test_of_two_shared_tags_the_rarer_is_named() -> None:
    entries = [entry("a", tags=("film", "unions")), entry("b", tags=("film", "unions")), entry("c", tags=("film",))]
    assert found("a", entries)[0] == ("b", "Also about unions")


def test_the_section_relates_where_no_tag_does() -> None:
    entries = [entry("a", section="breaking in"), entry("b", section="breaking in"), entry("c", section="moving up")]
    assert found("a", entries) == [("b", "More on breaking in")]


def test_readers_in_common_and_a_later_date_decide_between_equals() -> None:
    entries = [
        entry("a", 0, section="s", audience=("student",)),
        entry("for-others", 400, section="s", audience=("moving up",)),
        entry("for-students", 1, section="s", audience=("student",)),
        entry("later", 300, section="s", audience=("moving up",)),
    ]
    assert [slug for slug, _ in found("a", entries)] == ["for-students", "for-others", "later"]


def test_the_next_part_of_the_series_comes_first_and_the_others_not_at_all() -> None:
    parts = [entry(f"part-{number}", number, series="First Days", tags=("desk",)) for number in range(1, 5)]
    entries = [*parts, entry("other", tags=("desk",))]
    assert found("part-2", entries) == [("part-3", "Next in “First Days”"), ("other", "Also about desk")]
    assert found("part-4", entries) == [("other", "Also about desk")]


def test_there_are_three_at_most_and_never_the_article_itself() -> None:
    entries = [entry(f"a{number}", number, tags=("x",), section="s") for number in range(20)]
    for one in entries:
        slugs = [slug for slug, _ in found(one.slug, entries)]
        assert len(slugs) == 3
        assert one.slug not in slugs


def test_nothing_in_common_gives_nothing() -> None:
    assert found("a", [entry("a", tags=("x",)), entry("b", tags=("y",))]) == []


def corpus(count: int) -> list[Entry]:
    """Articles with rare and common tags over five sections."""
    return [
        entry(
            f"article-{number:05}",
            number,
            section=f"section {number * 7 % 5}",
            tags=tuple(sorted({f"tag {(number * factor % 101) ** 2 // 250}" for factor in (17, 31, 53)})),
            audience=("student",) if number % 3 else ("moving up",),
            series=f"series {number // 50}" if number % 10 == 0 else "",
        )
        for number in range(count)
    ]


def test_the_result_does_not_depend_on_the_order_of_reading() -> None:
    entries = corpus(120)
    shuffled = entries[1::2] + entries[::2][::-1]
    assert len(set(shuffled)) == len(entries)
    assert related_articles(entries, all_series(entries)) == related_articles(shuffled, all_series(shuffled))


def test_the_work_grows_with_the_number_of_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    real, weighed = related.weigh, 0

    def counting(*arguments: object) -> float:
        nonlocal weighed
        weighed += 1
        return real(*arguments)

    monkeypatch.setattr(related, "weigh", counting)
    counts = {}
    for size in (500, 1000, 2000):
        weighed = 0
        entries = corpus(size)
        related_articles(entries, all_series(entries))
        counts[size] = weighed
    assert counts[2000] < 2.2 * counts[1000] < 2.2 * 2.2 * counts[500]
    assert counts[2000] < 2000 * 4 * (3 * related.REACH + 1)


def test_a_new_article_changes_the_related_articles_of_few() -> None:
    entries = corpus(1000)
    before = related_articles(entries[:-1], all_series(entries[:-1]))
    after = related_articles(entries, all_series(entries))
    changed = [slug for slug in before if before[slug] != after[slug]]
    assert len(changed) < 100
