"""What is new: every article in exactly one edition, whatever happens to it on the way."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.digest.choosing import BACK_DATED, FIRST, Choice, choose
from plugins.digest.schedule import Schedule
from plugins.digest.week import Week
from plugins.publication.document import Document
from plugins.publication.site import Site
from tests.digest.documents import article, edition_file, moment, offer, site, webinar
from tests.publication.small_site import SETTINGS

WEEK = Week(2026, 47)
DATE = moment("2026-11-17 07:00")
LAST = edition_file("2026-W46", "2026-11-10 07:00", ["told"])


def chosen(*documents: Document, week: Week = WEEK, date: datetime = DATE) -> Choice:
    return choose(site(*documents), week, date)


def ids(documents: tuple[Document, ...]) -> list[str]:
    return [one.id for one in documents]


def test_articles_since_the_last_edition_are_new_the_newest_first() -> None:
    found = chosen(LAST, article("told", "2026-11-09"), article("old", "2026-11-11"), article("new", "2026-11-16"))
    assert ids(found.articles) == ["new", "old"]


def test_an_article_that_appears_with_the_edition_is_in_it_and_a_minute_later_is_not() -> None:
    found = chosen(LAST, article("with", "2026-11-17 07:00"), article("after", "2026-11-17 07:01"))
    assert ids(found.articles) == ["with"]


def test_drafts_hidden_ones_and_those_that_say_so_are_left_out() -> None:
    day = "2026-11-16"
    found = chosen(
        LAST,
        article("draft", day, status="draft"),
        article("hidden", day, status="hidden"),
        article("quiet", day, digest=False),
        article("loud", day, digest=True),
    )
    assert ids(found.articles) == ["loud"]


def test_a_back_dated_article_is_new_until_four_weeks_before_the_last_edition() -> None:
    first = edition_file("2026-W30", "2026-07-21 07:00")
    reach = LAST.values["date"] - BACK_DATED
    found = chosen(
        first,
        LAST,
        article("just", reach + timedelta(minutes=1)),
        article("archive", reach),
        article("1999", "1999-01-01"),
    )
    assert ids(found.articles) == ["just"]


def test_the_first_edition_looks_back_a_week_and_the_second_not_further() -> None:
    early, late = article("early", DATE - FIRST), article("late", DATE - FIRST + timedelta(minutes=1))
    assert ids(chosen(early, late).articles) == ["late"]
    first = edition_file("2026-W47", DATE, ["late"])
    assert chosen(early, late, first, week=Week(2026, 48), date=DATE + timedelta(weeks=1)).articles == ()


def test_after_a_long_pause_nothing_is_lost() -> None:
    found = chosen(
        edition_file("2026-W10", "2026-03-03 07:00"), article("spring", "2026-03-04"), article("may", "2026-05-01")
    )
    assert ids(found.articles) == ["may", "spring"]


def test_an_article_that_was_renamed_edited_or_published_again_is_not_new() -> None:
    renamed = article("another-slug", "2026-11-09", id="told", title="Another title", updated=moment("2026-11-16"))
    again = article("told", "2026-11-16 10:00")
    assert chosen(LAST, renamed).articles == ()
    assert chosen(LAST, again).articles == ()


def test_an_article_that_was_cut_from_a_draft_comes_again_in_the_next() -> None:
    draft = edition_file("2026-W46", "2026-11-10 07:00", ["kept"], status="draft")
    found = chosen(draft, article("kept", "2026-11-09"), article("cut", "2026-11-09"))
    assert ids(found.articles) == ["cut"]


def test_what_a_later_edition_has_already_is_not_chosen() -> None:
    later = edition_file("2026-W48", "2026-11-24 07:00", ["planned"])
    assert chosen(LAST, later, article("planned", "2026-11-16")).articles == ()


def test_the_draft_of_the_week_itself_does_not_count() -> None:
    own = edition_file("2026-W47", DATE, ["mine"], status="draft")
    assert ids(chosen(LAST, own, article("mine", "2026-11-16")).articles) == ["mine"]


def test_webinars_that_are_coming_are_in_it_in_their_order() -> None:
    found = chosen(
        webinar("second", "2026-12-09 17:00"),
        webinar("first", "2026-11-18 17:00"),
        webinar("running", "2026-11-17 06:30"),
        webinar("past", "2026-11-17 05:00"),
        webinar("sample", "2026-12-01 17:00", sample=True),
        webinar("hidden", "2026-12-01 17:00", status="hidden"),
    )
    assert ids(found.webinars) == ["running", "first", "second"]


def test_offers_that_live_in_the_week_are_in_it_the_next_to_end_first() -> None:
    found = chosen(
        offer("long", "2026-01-01", "2026-12-31"),
        offer("ends-today", "2026-11-01", "2026-11-17"),
        offer("ended", "2026-11-01", "2026-11-16"),
        offer("begins-sunday", "2026-11-22", "2026-11-30"),
        offer("next-week", "2026-11-23", "2026-11-30"),
    )
    assert ids(found.offers) == ["ends-today", "begins-sunday", "long"]


def test_where_nothing_is_new_the_reason_is_said() -> None:
    assert chosen(LAST).why_nothing == "no article was published since 2026-11-03 07:00 that is in no edition yet"
    told = edition_file("2026-W46", "2026-11-10 07:00", webinars=("soon",))
    found = chosen(told, webinar("soon", "2026-12-09 17:00"))
    assert ids(found.webinars) == ["soon"]
    assert found.why_nothing.endswith("and the webinars and offers are those of the last edition")


def test_a_new_webinar_alone_makes_an_edition() -> None:
    found = chosen(LAST, webinar("soon", "2026-12-09 17:00"))
    assert found.unseen == {"soon"}
    assert found.why_nothing == ""


ZONES = ["America/Los_Angeles", "Pacific/Auckland", "America/St_Johns", "Australia/Lord_Howe"]


@pytest.mark.parametrize("zone", ZONES)
def test_over_ten_years_every_article_is_in_exactly_one_edition(zone: str) -> None:
    counts = _ten_years([ZoneInfo(zone)], seed=len(zone))
    assert set(counts.values()) == {1}


def test_over_ten_years_the_publication_may_move_to_other_zones() -> None:
    counts = _ten_years([ZoneInfo(name) for name in (*ZONES, *reversed(ZONES))], seed=7)
    assert set(counts.values()) == {1}


def _ten_years(zones: list[ZoneInfo], seed: int) -> dict[str, int]:
    """In how many editions each article of ten years is; the publication moves through `zones`, as years go by.

    Articles come at any time, many of them at the very minute of an edition, some dated ahead, some dated back; every
    other one is renamed later, and some are unpublished and published again.
    """
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    start = Week(2024, 2)
    plans = [Schedule(chance.randrange(7), time(chance.randrange(24), 30), timedelta(hours=24), zone) for zone in zones]
    weeks = [start]
    while len(weeks) < 520:
        weeks.append(weeks[-1].next())

    def plan(number: int) -> Schedule:
        return plans[number * len(plans) // len(weeks)]

    waiting: list[tuple[datetime, Document]] = []  # by the moment at which they are pushed
    for number in range(260):
        goes_out = plan(at := chance.randrange(1, len(weeks) - 10)).goes_out(weeks[at]).astimezone(UTC)
        date = goes_out + chance.choice(
            [timedelta(0), timedelta(minutes=1), timedelta(minutes=chance.randrange(10_000))]
        )
        pushed = date + timedelta(hours=chance.choice([-300, -1, 0, 1, 20, 300]))
        waiting.append((pushed, article(f"a{number}", date)))
    waiting.sort(key=lambda one: one[0])
    there: dict[str, Document] = {}
    made: list[Document] = []
    counts = dict.fromkeys((document.slug for _, document in waiting), 0)
    for number, week in enumerate(weeks):
        schedule = plan(number)
        now = schedule.drafted_from(week)
        while waiting and waiting[0][0] <= now:
            document = waiting.pop(0)[1]
            there[document.slug] = document
        shown = [_changed(document, chance) if counts[slug] else document for slug, document in there.items()]
        here = Site(replace(SETTINGS, zone=schedule.zone), now, (*shown, *made), {})
        found = choose(here, week, schedule.date(week, now)).articles
        for document in found:
            counts[document.id] += 1
        made.append(edition_file(str(week), schedule.date(week, now), [one.id for one in found]))
    return counts


def _changed(document: Document, chance: random.Random) -> Document:
    """An article after its edition: as it was, renamed, or published again."""
    renamed = {"slug": f"{document.slug}-renamed", "id": document.slug}
    again = {"date": document.values["date"] + timedelta(days=chance.randrange(300))}
    return replace(document, values=dict(document.values) | chance.choice([{}, renamed, again]))
