"""How the list has grown: periods in the publication's zone, bars in the terminal, a picture."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.subscribers.exchange import growth_picture
from plugins.subscribers.exchange.growth import UNITS, Period, Stay, growth
from plugins.subscribers.exchange.list_report import ListReport, bar
from plugins.subscribers.subscriber import Status
from tests.subscribers.exchange.exports import NOW, ZONE, at


def here(moment: datetime) -> Stay:
    return moment, Status.CONFIRMED, moment


def gone(moment: datetime, left: datetime) -> Stay:
    return moment, Status.UNSUBSCRIBED, left


def of(stays: Iterable[Stay], unit: str) -> list[Period]:
    return list(growth(stays, ZONE, NOW, unit))


def test_periods_without_a_gap() -> None:
    stays = [here(at(2026, 8, 1, 12)), gone(at(2026, 8, 2, 12), at(2026, 10, 2)), (None, Status.PENDING, NOW)]
    assert of(stays, "month") == [
        Period("2026-08", 2, 0, 2),
        Period("2026-09", 0, 0, 2),
        Period("2026-10", 0, 1, 1),
        Period("2026-11", 0, 0, 1),
    ]


def test_a_day_is_one_of_the_publications_zone() -> None:
    assert of([here(at(2026, 10, 1, 6))], "month")[0].name == "2026-09"


def test_weeks_are_those_of_iso_8601() -> None:
    names = [period.name for period in growth([here(at(2026, 12, 30, 20))], ZONE, at(2027, 1, 5, 20), "week")]
    assert names == ["2026-W53", "2027-W01"]


@pytest.mark.parametrize(("days", "name"), [(30, "2026-W43"), (300, "2026-01"), (2000, "2021")])
def test_the_unit_fits_the_time(days: int, name: str) -> None:
    assert of([here(NOW - timedelta(days=days))], "")[0].name == name


_moments = st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 20), timezones=st.just(NOW.tzinfo))


@given(st.lists(st.tuples(_moments, st.sampled_from(Status), _moments), max_size=20), st.sampled_from(UNITS))
def test_the_numbers_add_up(stays: list[Stay], unit: str) -> None:
    periods = of(stays, unit)
    staying = sum(status in {Status.PENDING, Status.CONFIRMED} for _, status, _ in stays)
    assert sum(period.joined for period in periods) == len(stays)
    assert (periods[-1].total if periods else 0) == staying
    assert all(period.total >= 0 for period in periods)
    etree.fromstring(growth_picture.draw(periods, "A & <B>").encode())


def test_the_picture_says_what_one_sees() -> None:
    periods = [Period("2026-09", 1200, 0, 1200), Period("2026-10", 30, 130, 1100)]
    tree = etree.fromstring(growth_picture.draw(periods, "Insider").encode())
    assert tree.findtext("{*}title") == "Subscribers of Insider"
    assert tree.findtext("{*}desc") == (
        "From 2026-09 to 2026-10, 1,230 joined and 130 left. 1,100 are on the list; the most were 1,200, at the end of "
        "2026-09."
    )
    assert len(tree.findall("{*}rect[@class='joined']")) == 2
    assert len(tree.findall("{*}rect[@class='left']")) == 1
    assert "Nobody has confirmed yet." in growth_picture.draw([], "Insider")


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        *((0, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (99, [0, 25, 50, 75, 100])),
        *((1880, [0, 500, 1000, 1500, 2000]), (123_456, [0, 50_000, 100_000, 150_000])),
    ],
)
def test_ticks_are_round(highest: int, ticks: list[int]) -> None:
    assert growth_picture.nice_ticks(highest) == ticks


def test_bars() -> None:
    assert (bar(8, 8), bar(4, 8), bar(0, 8), bar(0, 0)) == ("█" * 40, "█" * 20, "", "")
    assert bar(1, 100_000) == "▏", "something is never nothing"


def test_the_report_in_words_and_for_machines() -> None:
    report = ListReport({Status.CONFIRMED: 1200}, {"content": 1200}, 3, (Period("2026-W47", 1, 0, 1200),))
    text = report.as_text()
    assert "confirmed        1,200\n" in text
    assert "erased               3\n" in text
    assert "Interests of the 1,200 who are confirmed: content 1,200, webinars 0, offers 0\n" in text
    assert text.endswith("2026-W47        1       0        1,200  " + "█" * 40)
    told = json.loads(report.as_json())
    assert told["statuses"]["confirmed"] == 1200
    assert told["growth"] == [{"name": "2026-W47", "joined": 1, "left": 0, "total": 1200}]
