"""Exports into the list and out again, on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from plugins.database.engine import reading
from plugins.database.tables import SUBSCRIBERS, SUPPRESSIONS
from plugins.publication.mistake import PublicationError
from plugins.subscribers import opt_in_store, store
from plugins.subscribers.address import address_hash
from plugins.subscribers.consent import SignUp
from plugins.subscribers.exchange import exporting, importing
from plugins.subscribers.exchange.export_file import ExportError
from plugins.subscribers.exchange.import_report import ImportReport
from plugins.subscribers.exchange.importing import Wish
from plugins.subscribers.exchange.merging import Fate
from plugins.subscribers.exchange.own_csv import COLUMNS
from plugins.subscribers.exchange.reporting import report_on
from plugins.subscribers.subscriber import Event, Status, Subscriber
from tests.subscribers.exchange.exports import FOLDER, NOW, ZONE, at, audience_export

FORM = SignUp("two@example.com", ("offers",), "footer", "/first/", "Yes, send it.", name="Two")


def bring(engine: Engine, path: Path, status: str = "", is_live: bool = True) -> ImportReport:
    return importing.import_export(engine, path, Wish(path.parent / "quarantine", status, is_live), NOW)


def table(folder: Path, *rows: Sequence[str], header: str = "email,name,status,confirmed_at") -> Path:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header.split(","), *rows])
    return path


def everybody(engine: Engine) -> dict[str, Subscriber]:
    with reading(engine) as connection:
        return {person.address: person for person in store.iterate(connection, tuple(Status))}


def statuses(engine: Engine) -> dict[str, str]:
    return {address: str(person.status) for address, person in sorted(everybody(engine).items())}


def exported(engine: Engine) -> str:
    stream = io.StringIO()
    exporting.export_list(engine, stream)
    return stream.getvalue()


def sign_up(engine: Engine, form: SignUp = FORM, is_confirmed: bool = True) -> Subscriber:
    with engine.begin() as connection:
        opt_in_store.sign_up(connection, [form], NOW)
        person = store.by_address(connection, form.address)
        assert person
        if is_confirmed:
            opt_in_store.confirm(connection, store.consents_of(connection, person.id)[0].id, NOW)
    return everybody(engine)[form.address]


def test_an_export_of_mailchimp(engine: Engine, tmp_path: Path) -> None:
    path = audience_export(tmp_path)
    dry = bring(engine, path, is_live=False)
    assert everybody(engine) == {}
    assert not (tmp_path / "quarantine").exists()
    report = bring(engine, path)
    assert statuses(engine) == {
        "bounced@example.net": "bounced",
        "imported@example.org": "confirmed",
        "left-too@example.com": "unsubscribed",
        "left@example.com": "unsubscribed",
        "nine@example.com": "confirmed",
        "one@example.com": "confirmed",
        "two@example.com": "confirmed",
    }
    assert (report.read, report.fates, report.bad.total()) == (13, {Fate.NEW: 7}, 5)
    assert report.left_out == {"contacts who never subscribed": 1}
    assert (dry.fates, dry.statuses, dry.bad_rows) == (report.fates, report.statuses, report.bad_rows)
    one = everybody(engine)["one@example.com"]
    assert (one.name, one.confirmed_at, one.created_at) == (
        "Reader One",
        at(2019, 3, 4, 17, 24, 50),
        at(2019, 3, 4, 17, 20, 11),
    )
    with reading(engine) as connection:
        (consent,) = store.consents_of(connection, one.id)
    assert (consent.form, consent.wording, consent.network_address) == ("import: mailchimp", "", None)


def test_a_second_import_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = audience_export(tmp_path)
    bring(engine, path)
    before = exported(engine)
    report = bring(engine, path)
    assert (report.fates, report.statuses) == ({Fate.UNCHANGED: 7}, {})
    assert exported(engine) == before
    assert len(list((tmp_path / "quarantine").iterdir())) == 1


def test_the_quarantine_is_mended_and_imported(engine: Engine, tmp_path: Path) -> None:
    (file,) = bring(engine, audience_export(tmp_path)).quarantines
    text = Path(file).read_text(encoding="utf-8")
    assert text.count("\n") == 6
    mended = text.replace("not-an-address", "four@example.com").replace("5/6/21 7:08", "2021-05-06 07:08")
    Path(file).write_text(mended, encoding="utf-8")
    report = bring(engine, Path(file))
    assert report.fates[Fate.NEW] == 3
    assert {"four@example.com", "five@example.com", "eight@example.com"} <= everybody(engine).keys()
    assert report.bad.total() == 2


def test_nobody_who_left_is_brought_back(engine: Engine, tmp_path: Path) -> None:
    left, erased, complained = (sign_up(engine, form_of(name)) for name in ("left", "erased", "complained"))
    with engine.begin() as connection:
        store.unsubscribe(connection, left.id, NOW)
        store.forget(connection, erased.id, NOW)
        store.apply(connection, complained.id, Event.COMPLAIN, NOW)
    rows = [(f"{name}@example.com", "", "confirmed", "2026-11-23 17:00") for name in ("left", "erased", "complained")]
    for is_live in (False, True):
        report = bring(engine, table(tmp_path, *rows), is_live=is_live)
        assert report.fates == {Fate.LEFT_BEFORE: 3}
    assert statuses(engine) == {"complained@example.com": "complained", "left@example.com": "unsubscribed"}


def form_of(name: str) -> SignUp:
    return SignUp(f"{name}@example.com", ("offers",), "footer", "/first/", "Yes, send it.")


def test_who_waits_for_confirmation_has_confirmed_elsewhere(engine: Engine, tmp_path: Path) -> None:
    sign_up(engine, is_confirmed=False)
    report = bring(engine, table(tmp_path, ("TWO@example.com", "", "confirmed", "2025-01-02")))
    person = everybody(engine)["two@example.com"]
    assert (report.fates, person.status, person.confirmed_at) == ({Fate.CHANGED: 1}, Status.CONFIRMED, at(2025, 1, 2))
    assert person.name == "Two"
    with reading(engine) as connection:
        forms = [one.form for one in store.consents_of(connection, person.id) if one.confirmed_at]
    assert forms == ["import: table"]


def test_who_left_there_leaves_here_unless_they_came_back(engine: Engine, tmp_path: Path) -> None:
    sign_up(engine)
    header = "email,status,status_at"
    early = table(tmp_path, ("two@example.com", "unsubscribed", "2020-01-01"), header=header)
    assert bring(engine, early).fates == {Fate.CONFIRMED_SINCE: 1}
    now = table(tmp_path, ("two@example.com", "unsubscribed", ""), header=header)
    assert bring(engine, now).fates == {Fate.CHANGED: 1}
    assert statuses(engine) == {"two@example.com": "unsubscribed"}


@pytest.mark.parametrize("is_live", [True, False])
def test_an_address_may_come_twice(engine: Engine, tmp_path: Path, is_live: bool) -> None:
    """In one batch, in two spellings, and with what contradicts it: who left has left."""
    rows = [
        ("a@example.com", "A", "confirmed", "2020-01-01"),
        ("A@EXAMPLE.com ", "A", "confirmed", "2020-01-01"),
        ("a@example.com", "A", "unsubscribed", ""),
        ("a@example.com", "A", "confirmed", "2020-01-01"),
    ]
    report = bring(engine, table(tmp_path, *rows), is_live=is_live)
    assert report.fates == {Fate.NEW: 1, Fate.UNCHANGED: 1, Fate.CHANGED: 1, Fate.LEFT_BEFORE: 1}
    assert statuses(engine) == ({"a@example.com": "unsubscribed"} if is_live else {})


def test_rows_that_say_too_little(engine: Engine, tmp_path: Path) -> None:
    rows = [("", "Ann", "confirmed", "2020-01-01"), ("b@example.com", "Ben", "confirmed", "")]
    report = bring(engine, table(tmp_path, *rows))
    assert report.bad_rows == [
        "table.csv:2: it has no address; fill it in, or leave the line out",
        "table.csv:3: it does not say when this person agreed; fill in the time",
    ]
    assert everybody(engine) == {}


def test_a_list_of_people_who_left(engine: Engine, tmp_path: Path) -> None:
    """listmonk writes one, and says of everybody on it that they are enabled."""
    (tmp_path / "left.csv").write_bytes((FOLDER / "listmonk.csv").read_bytes())
    bring(engine, tmp_path / "left.csv", status="unsubscribed")
    assert set(statuses(engine).values()) == {"unsubscribed"}
    with pytest.raises(PublicationError, match="--status: 'confirmed' is not known"):
        bring(engine, tmp_path / "left.csv", status="confirmed")


def test_the_whole_list_goes_out_and_comes_back(engine: Engine, tmp_path: Path) -> None:
    """Consents, ids, statuses and suppressed hashes: into an empty database, the same list."""
    bring(engine, audience_export(tmp_path))
    erased = sign_up(engine, form_of("erased"))
    sign_up(engine, SignUp("new@example.com", ("webinars",), "page", "/a,b/", 'Yes,\n"please".', "films", "=New"))
    sign_up(engine, form_of("pending"), is_confirmed=False)
    with engine.begin() as connection:
        store.forget(connection, erased.id, NOW)
        store.suppress(connection, "never@example.com", NOW)
    before = exported(engine)
    assert before.count("\r\n") == 1 + 9 + 2
    with engine.begin() as connection:
        connection.execute(delete(SUBSCRIBERS))
        connection.execute(delete(SUPPRESSIONS))
    (tmp_path / "list.csv").write_text(before, encoding="utf-8", newline="")
    report = bring(engine, tmp_path / "list.csv")
    assert (report.bad, report.fates, report.hashes) == ({}, {Fate.NEW: 9}, 2)
    assert exported(engine) == before
    assert bring(engine, tmp_path / "list.csv").fates == {Fate.UNCHANGED: 9}
    assert exported(engine) == before


def test_ids_that_are_taken_are_given_anew(engine: Engine, tmp_path: Path) -> None:
    first = sign_up(engine)
    rows = [(name, "confirmed", "2020-01-01", str(first.id)) for name in ("a@example.com", "b@example.com")]
    bring(engine, table(tmp_path, *rows, header="email,status,confirmed_at,id"))
    assert len({person.id for person in everybody(engine).values()}) == 3


def test_who_was_erased_elsewhere_is_erased_here(engine: Engine, tmp_path: Path) -> None:
    """Unless they have confirmed since."""
    for name in ("gone", "back"):
        sign_up(engine, form_of(name))
    times = {"gone": NOW + timedelta(hours=1), "back": NOW - timedelta(days=1)}
    rows = [("forgotten", time.isoformat(), address_hash(f"{name}@example.com")) for name, time in times.items()]
    path = table(tmp_path, *(("", *row) for row in rows), header="email,status,status_at,address_hash")
    importing.import_export(engine, path, Wish(tmp_path, is_live=True), NOW + timedelta(hours=2))
    assert list(everybody(engine)) == ["back@example.com"]
    with reading(engine) as connection:
        assert set(store.suppressed(connection, {"gone@example.com", "back@example.com"})) == {"gone@example.com"}


def test_a_damaged_archive_leaves_what_was_read_before(engine: Engine, tmp_path: Path) -> None:
    path = audience_export(tmp_path)
    data = path.read_bytes()
    place = data.index(b"unsubscribed_email") + 60
    path.write_bytes(data[:place] + bytes(20) + data[place + 20 :])
    with pytest.raises(ExportError, match="cannot be unpacked"):
        bring(engine, path)
    assert statuses(engine)["one@example.com"] == "confirmed"


def test_sign_ups_go_on_during_an_import(engine: Engine, tmp_path: Path) -> None:
    """The same addresses, at the same time, from both sides: each is on the list once."""
    names = [f"reader{number}" for number in range(60)]
    path = table(tmp_path, *((f"{name}@example.com", "", "confirmed", "2020-01-01") for name in names))
    forms = threading.Thread(target=lambda: [sign_up(engine, form_of(name)) for name in reversed(names[:10])])
    forms.start()
    for _ in range(2):
        bring(engine, path)
    forms.join()
    assert set(statuses(engine).values()) == {"confirmed"}
    assert len(everybody(engine)) == 60


def test_the_report_of_the_list(engine: Engine, tmp_path: Path) -> None:
    bring(engine, audience_export(tmp_path))
    erased = sign_up(engine, form_of("erased"))
    with engine.begin() as connection:
        store.forget(connection, erased.id, NOW)
    report = report_on(engine, ZONE, NOW)
    assert (report.confirmed, report.statuses[Status.UNSUBSCRIBED], report.hashes) == (4, 2, 1)
    assert report.interests == {"content": 4, "webinars": 4, "offers": 4}
    assert [(period.name, period.joined, period.left) for period in report.growth][:3] == [
        ("2018", 4, 0),
        ("2019", 1, 0),
        ("2020", 1, 1),
    ]
    assert report.growth[-1].total == 4


def test_the_columns_are_those_of_the_table(engine: Engine) -> None:
    assert exported(engine) == ",".join(COLUMNS) + "\r\n"
