"""The rules for webinars and offers."""

from __future__ import annotations

from pathlib import Path

from plugins.events.check import mistakes
from tests.publication.small_site import make_site, offer, webinar


def test_an_offer_that_ends_before_it_starts_is_told(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"offers/a.md": offer("a", from_="2026-12-02", until="2026-12-01")})
    (mistake,) = mistakes(site)
    assert (mistake.path, mistake.line, mistake.field) == ("content/offers/a.md", 5 + 2, "until")
    assert mistake.what == "2026-12-01 is before the offer starts (2026-12-02)"
    assert mistake.remedy


def test_an_offer_of_one_day_and_one_that_is_over_are_fine(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "offers/day.md": offer("day", from_="2026-12-02", until="2026-12-02"),
            "offers/past.md": offer("past", from_="2020-01-01", until="2020-02-01"),
            "webinars/past.md": webinar("past", start="2020-01-01 17:00"),
        },
    )
    assert list(mistakes(site)) == []
