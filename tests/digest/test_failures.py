"""What a sender must survive, by its name: those failures that lie in texts, calendars, imports and sign-ups.

The others, of mail servers and databases, are in tests/digest/sending. The numbers are one list, and the last test
here holds that none is left out. Many have closer tests of their own beside the code that they are about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup
from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.digest.choosing import choose
from plugins.digest.contents import Body
from plugins.digest.due import write_what_is_due
from plugins.digest.mail import MOST
from plugins.digest.mail_body import mail_body
from plugins.digest.mailing import prepare
from plugins.digest.readers_letter import readers_letter
from plugins.digest.week import Week
from plugins.mail.message import compose
from plugins.subscribers import store
from plugins.subscribers.exchange.importing import Wish, import_export
from plugins.subscribers.token import Purpose
from tests.conftest import ROOT
from tests.digest import documents
from tests.digest.documents import edition_file, moment
from tests.digest.editions_of import NOW, READER, SENDER, SETTINGS, SITE, TEMPLATES, WEEK, article, edition
from tests.digest.test_due import PLAN, repository
from tests.inbox.conftest import Desk, make_desk
from tests.inbox.conftest import site as site
from tests.inbox.conftest import test_settings as inbox_settings
from tests.publication.small_site import SETTINGS as SITE_SETTINGS
from tests.publications import article as article_file

__all__ = ["inbox_settings", "site"]
PAGE = f"{SITE}/2026/11/an-article/"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe"])
def test_09_through_clock_changes_and_week_53_every_article_is_in_one_edition(zone: str) -> None:
    """Over a year with 53 weeks, in zones whose clocks change, one of them by half an hour."""
    where = ZoneInfo(zone)
    begin = datetime(2026, 1, 5, 7, 30, tzinfo=where)
    articles = [documents.article(f"a{hour}", begin + timedelta(hours=hour)) for hour in range(0, 370 * 24, 7)]
    editions: list[Any] = []
    chosen: Counter[str] = Counter()
    week = Week.of(begin.date())
    while week.monday <= datetime(2027, 1, 20).date():
        date = datetime.combine(week.day(1), begin.time(), where)
        choice = choose(documents.site(*articles, *editions, now=date), week, date)
        ids = [one.id for one in choice.articles]
        chosen.update(ids)
        editions.append(edition_file(str(week), date, ids))
        week = week.next()
    assert "2026-W53" in {one.path.stem for one in editions}
    assert set(chosen.values()) == {1}
    assert len(chosen) == len(articles)


def test_14_a_malformed_row_of_an_import_is_put_aside_with_its_line(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = ["email,name,status,confirmed_at", "one@example.com,One,confirmed,2026-01-01", "no address,Two,confirmed,"]
    rows += ['"three@example.com\nBcc: x@example.com",Three,confirmed,', "four@example.com,Four,confirmed,2026-01-01"]
    file.write_text("\n".join(rows) + "\n")
    report = import_export(engine, file, Wish(tmp_path / "quarantine", is_live=True), NOW)
    assert "people.csv:3: " in report.as_text()
    assert sum(report.fates.values()) == 2
    with reading(engine) as connection:
        assert {person.address for person in store.iterate(connection)} == {"one@example.com", "four@example.com"}
    (aside,) = (tmp_path / "quarantine").iterdir()
    assert "no address" in aside.read_text()


HUGE = Body(Markup(f"<p>{'word ' * 30_000}</p>"), "word " * 30_000)


@pytest.mark.parametrize(
    "articles",
    [[article(number) for number in range(200)], [article(body=HUGE)]],
    ids=["two hundred articles", "one that is far too long"],
)
def test_16_a_week_that_is_too_much_is_shortened_to_what_mail_programs_show(articles: list[Any]) -> None:
    mailing = prepare(edition(*articles, form="whole"), TEMPLATES, SETTINGS)
    for mail in mailing.mails.values():
        message = compose(readers_letter(mail, WEEK, READER, SENDER, NOW))
        assert len(message.raw) <= MOST
    again = prepare(edition(*articles, form="whole"), TEMPLATES, SETTINGS)
    assert again.digest == mailing.digest  # always alike, so that what was approved is what is sent


def test_17_a_week_without_news_has_no_edition_and_nobody_is_mailed(tmp_path: Path) -> None:
    root = repository(tmp_path, {"articles/old.md": article_file("old", date="2026-01-01")})
    done = write_what_is_due(root, SITE_SETTINGS, PLAN, moment("2026-11-16 07:00"))
    assert done.drafted is None
    assert done.said.startswith("No edition 2026-W47: no article was published since")


def test_19_what_mail_programs_cannot_show_becomes_what_they_can() -> None:
    html = (
        f'<p><a href="{SITE}/x/#part">A place on a page</a> '
        f'<img src="{SITE}/p.jpg" alt="A set" width="900" height="600">'
        '<a class="footnote-ref" href="#fn:1">1</a></p><pre><code>call = sheet\n  next</code></pre>'
        '<iframe src="https://films.example/1" title="The talk"></iframe><script>x()</script><style>p{}</style>'
        '<svg><path d="M0 0"/></svg><img src="https://p.example/1.webp" alt="A chart">'
    )
    kept = mail_body(html, PAGE)
    assert f'href="{SITE}/x/#part"' in kept
    assert 'width="560"' in kept
    assert 'height="373"' in kept
    assert "call = sheet\n  next" in kept
    assert '<a href="https://films.example/1">Watch or open: The talk</a>' in kept
    assert f'<a href="{PAGE}">Picture: A chart</a>' in kept
    assert not re.search(r"<(?:iframe|script|style|svg)|x\(\)|href=\"#", kept)


@pytest.fixture
def inbox(engine: Engine, site: Path, inbox_settings: dict[str, Any]) -> Iterator[Desk]:
    yield from make_desk(engine, site, inbox_settings)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_23_a_scanner_that_opens_every_link_of_a_mail_changes_nothing(inbox: Desk, method: str) -> None:
    person = inbox.confirmed()
    tokens = inbox.inbox.tokens
    paths = [
        f"/u/{tokens.make(Purpose.UNSUBSCRIBE, person.id)}",
        f"/inbox/preferences/{tokens.make(Purpose.PREFERENCES, person.id)}",
    ]
    for path in paths * 2:
        assert inbox.client.open(path, method=method).status_code == 200
        assert inbox.person() == person
    # Nor does a POST without what a mail program, or the page's button, sends.
    inbox.client.post(paths[0], data={"something": "else"})
    assert inbox.person() == person
    assert inbox.client.post(paths[0], data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert inbox.person().status == "unsubscribed"


def test_24_somebody_who_sends_the_form_again_and_again_causes_one_mail_a_day(inbox: Desk) -> None:
    for _ in range(30):
        inbox.sign_up(email="victim@example.com", name="Click http://evil.example now")
    letters = inbox.send_mail()
    assert len(letters) == 1
    assert "evil.example" not in letters[0].text + letters[0].html + letters[0].subject
    inbox.clock.move(days=1, minutes=1)
    inbox.sign_up(email="victim@example.com")
    assert len(inbox.send_mail()) == 1


def test_each_of_the_24_failures_has_a_test_of_its_name() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "digest").rglob("test_*.py")]
    numbers = {int(number) for text in texts for number in re.findall(r"^def test_(\d\d)_", text, re.M)}
    assert numbers == set(range(1, 25))
