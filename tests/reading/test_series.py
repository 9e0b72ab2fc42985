"""Series and their box."""

from __future__ import annotations

from plugins.reading.series import all_series, series_box
from tests.reading.entries import entry


def test_a_series_is_in_the_order_of_its_dates() -> None:
    (series,) = all_series([entry("b", 2, series="First Days"), entry("a", 1, series="First Days"), entry("c", 3)])
    assert (series.name, series.slug, series.address) == ("First Days", "first-days", "series/first-days/")
    assert series.articles == ["article a", "article b"]


def test_spellings_that_differ_in_case_are_one_series() -> None:
    (series,) = all_series([entry("a", 1, series="First Days"), entry("b", 2, series="first days")])
    assert series.name == "First Days"
    assert len(series.entries) == 2


def test_series_are_sorted_by_name() -> None:
    found = all_series([entry("a", series="b-series"), entry("b", series="A-series")])
    assert [series.name for series in found] == ["A-series", "b-series"]


def test_the_box_knows_where_one_is() -> None:
    parts = [entry("a", 1, series="S"), entry("b", 2, series="S"), entry("c", 3, series="S")]
    box = series_box(all_series(parts)[0], parts[1])
    assert box is not None
    assert (box.name, box.address, box.position, box.total) == ("S", "series/s/", 2, 3)
    assert [(line.article, line.current) for line in box.entries] == [
        ("article a", False),
        ("article b", True),
        ("article c", False),
    ]


def test_a_series_of_one_has_no_box_yet() -> None:
    only = entry("a", series="S")
    assert series_box(all_series([only])[0], only) is None
