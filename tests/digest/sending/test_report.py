"""The account of an edition, in words, as JSON, as a table and as a picture."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from lxml import etree

from plugins.digest.sending import picture, reporting
from plugins.digest.sending.delivery import State
from plugins.digest.sending.report import ORDER, SendingReport
from plugins.publication.mistake import PublicationError
from tests.digest.sending.conftest import Open
from tests.digest.sending.office import EDITION, address, answering, people
from tests.mail_sink import DROP

BEGUN = datetime(2026, 11, 17, 15, tzinfo=UTC)
COUNTS = {State.SENT: 970, State.FAILED: 15, State.DEFERRED: 9, State.UNCERTAIN: 1, State.SKIPPED: 5}
REASONS = tuple((State.FAILED, f"550 5.1.1 no user {number}", 1) for number in range(15))


def made(**changes: object) -> SendingReport:
    values = {"edition": EDITION, "subject": "What is <new>", "audience": 1000, "counts": COUNTS, "reasons": REASONS}
    times = {"begun_at": BEGUN, "last_at": BEGUN, "next_at": BEGUN}
    return SendingReport(**(values | times | changes))


def test_numbers_that_do_not_add_up_are_no_report() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        made(audience=1001)


def test_the_report_in_words() -> None:
    lines = made().as_text().splitlines()
    assert lines[0] == "2026-W47  What is <new>"
    assert "sent            970  97.0 %  the mail server has taken it" in lines
    assert "audience      1,000" in lines
    assert sum("no user" in line for line in lines) == 8
    assert "                  7          · for other reasons" in lines
    assert "What was put off is tried again from 2026-11-17 15:00 on." in lines
    assert not [line for line in lines if line.startswith(("pending", "sending"))]


def test_what_came_back_is_among_what_was_sent() -> None:
    report = made(came_back={"hard": 2, "complaint": 1})
    lines = report.as_text().splitlines()
    assert "                  2          · came back: there is no such mailbox" in lines
    assert "                  1          · called it spam" in lines
    assert json.loads(report.as_json())["came_back"] == {"hard": 2, "soft": 0, "complaint": 1}


def test_a_stopped_one_says_what_to_do() -> None:
    text = made(stopped="the message was refused; logging in: 535").as_text()
    assert text.endswith("When that is mended: invoke digest.send --edition 2026-W47 --live")


def test_the_report_as_json() -> None:
    document = json.loads(made().as_json())
    assert sum(document[state] for state in ORDER) == document["audience"] == 1000
    assert document["reasons"][0] == {"state": "failed", "reason": "550 5.1.1 no user 0", "number": 1}
    assert document["begun"] == "2026-11-17T15:00:00+00:00"


@pytest.mark.parametrize("report", [made(), made(audience=0, counts={}, reasons=(), last_at=None, next_at=None)])
def test_the_picture_stands_alone_and_says_what_it_shows(report: SendingReport) -> None:
    svg = etree.fromstring(picture.draw(report).encode())
    assert svg.findtext("{*}title") == "2026-W47: What is <new>"
    bars = [one for one in svg.findall("{*}rect") if one.get("height") == str(picture.HIGH)]
    assert sum(float(one.get("width", "0")) for one in bars) == pytest.approx(680 if bars else 0, abs=1)
    assert all(float(one.get("width", "0")) > 2 for one in bars)
    described = svg.findtext("{*}desc") or ""
    assert ("970 sent, 15 failed" in described) == bool(bars)


def test_the_report_of_a_sending(office: Open) -> None:
    desk = office(
        answering(
            recipient={address(2): "550 5.1.1 no such user", address(3): "450 4.2.1 greylisted"},
            message={address(4): DROP},
        )
    )
    people(desk.engine, range(1, 31))
    people(desk.engine, [40], interests="offers", name="=1+1")
    with pytest.raises(PublicationError, match="2026-W47 has not begun"):
        reporting.report_on(desk.engine, EDITION, UTC)
    desk.send()
    report = reporting.report_on(desk.engine, EDITION, UTC)
    assert report.subject == "What is new"
    assert {state: number for state, number in report.counts.items() if number} == {
        State.SENT: 28,
        State.FAILED: 1,
        State.DEFERRED: 1,
        State.UNCERTAIN: 1,
    }
    assert (State.FAILED, "550 5.1.1 no such user", 1) in report.reasons
    assert (State.DEFERRED, "450 4.2.1 greylisted", 1) in report.reasons

    stream = io.StringIO(newline="")
    assert reporting.write_rows(desk.engine, EDITION, stream) == 31
    stream.seek(0)
    rows = {row["address"]: row for row in csv.DictReader(stream)}
    assert rows[address(2)]["state"] == "failed"
    assert rows[address(2)]["code"] == "550"
    assert rows[address(1)]["reason"] == ""


def test_what_the_ledger_notes_for_itself_of_letters_under_way_is_told_to_nobody(office: Open) -> None:
    desk = office()
    people(desk.engine, range(1, 4))
    with pytest.raises(ZeroDivisionError):  # ends as a kill does, with letters under way
        desk.send(write=lambda mailing: lambda delivery: 1 / 0)
    assert "sending" in desk.counts()
    assert not reporting.report_on(desk.engine, EDITION, UTC).reasons
    stream = io.StringIO(newline="")
    reporting.write_rows(desk.engine, EDITION, stream)
    stream.seek(0)
    assert {row["reason"] for row in csv.DictReader(stream)} == {""}
