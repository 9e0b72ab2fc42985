"""The exports of each system, in their true shape: who is in them, since when, and who cannot be imported."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from plugins.subscribers.exchange import export_file
from plugins.subscribers.exchange.export_file import ExportError
from plugins.subscribers.exchange.incoming import Incoming, NoSubscriberError
from plugins.subscribers.subscriber import Status
from tests.subscribers.exchange.exports import FILES, FOLDER, MAILCHIMP, NOW, at, audience_export, rows


def people(name: str) -> dict[str, Incoming]:
    path = next(file for file in FILES if file.name.startswith(name))
    return {row.who.address: row.who for row in rows(path) if isinstance(row.who, Incoming)}


def refused(name: str) -> list[str]:
    path = next(file for file in FILES if file.name.startswith(name))
    return [f"{row.line}: {row.who}" for row in rows(path) if isinstance(row.who, Exception)]


def test_each_file_is_known_by_its_columns() -> None:
    systems = {}
    for file in FILES:
        with export_file.opened(file) as sources:
            systems |= {source.name: source.format.SYSTEM for source in sources}
    mailchimp = {file.name: "mailchimp" for file in MAILCHIMP}
    others = {"buttondown.csv": "buttondown", "listmonk.csv": "listmonk", "ghost.csv": "ghost", "table.csv": "own"}
    substack = dict.fromkeys(
        ["email_list.insider.csv", "substack-dashboard.csv", "substack-dashboard-2023.csv"], "substack"
    )
    assert systems == mailchimp | others | substack


def test_mailchimp() -> None:
    found = people("subscribed")
    one = found["one@example.com"]
    assert (one.name, one.status, one.status_at) == ("Reader One", Status.CONFIRMED, at(2019, 3, 4, 17, 24, 50))
    (agreed,) = one.agreements
    assert (agreed.form, agreed.given_at) == ("import: mailchimp", at(2019, 3, 4, 17, 20, 11))
    assert agreed.confirmed_at == one.confirmed_at == at(2019, 3, 4, 17, 24, 50)
    assert found["imported@example.org"].confirmed_at == at(2018, 2, 12, 10, 54, 27), "it has no OPTIN_TIME"
    assert found["nine@example.com"].name == "Zoë Łukasz-Ñandú"
    left = people("unsubscribed")["left@example.com"]
    assert (left.status, left.status_at) == (Status.UNSUBSCRIBED, at(2021, 9, 20, 20, 13, 55))
    bounced = people("cleaned")["bounced@example.net"]
    assert (bounced.status, bounced.status_at) == (Status.BOUNCED, at(2020, 3, 23, 17, 30, 5))
    assert [type(row.who) for row in rows(MAILCHIMP[1])] == [NoSubscriberError]


def test_bad_rows_of_mailchimp_have_their_lines() -> None:
    assert refused("subscribed") == [
        "7: '5/6/21 7:08' is not a time; write it as 2018-02-05 19:28:23",
        "9: it has 25 columns, and the first line 24; look where a comma is missing or too many, or export the file "
        "again",
        "10: a quotation mark stands inside a quoted cell; write two for one that is part of the text",
    ]


def test_renamed_columns_of_mailchimp(tmp_path: Path) -> None:
    path = tmp_path / "subscribed_email_audience_export_1.csv"
    path.write_text("Adresse e-mail,Name,OPTIN_TIME,CONFIRM_TIME\none@example.com,Reader One,,2020-01-02 03:04:05\n")
    (row,) = rows(path)
    assert isinstance(row.who, Incoming)
    assert (row.who.address, row.who.name) == ("one@example.com", "Reader One")


def test_a_zip_archive_is_read_as_it_came(tmp_path: Path) -> None:
    path = audience_export(tmp_path)
    heard: list[int] = []
    with export_file.opened(path, heard.append) as sources:
        names = [source.name for source in sources if list(source.rows(NOW))]
    assert names == [file.name for file in MAILCHIMP]
    assert sum(heard) == export_file.size(path) == sum(file.stat().st_size for file in MAILCHIMP)


def test_buttondown() -> None:
    found = people("buttondown")
    one = found["one@example.com"]
    assert (one.name, one.status) == ("Reader O'One", Status.CONFIRMED)
    assert one.confirmed_at == at(2024, 3, 13, 0, 5, 0, 1)
    statuses = {address.partition("@")[0]: person.status.value for address, person in found.items()}
    assert statuses == {
        "one": "confirmed",
        "two": "confirmed",
        "left": "unsubscribed",
        "bounced": "bounced",
        "complained": "complained",
        "spam": "suppressed",
    }
    assert found["left@example.com"].status_at == at(2024, 4, 8, 17, 9, 32, 596_959)
    assert refused("buttondown") == [
        "5: people who never confirmed",
        "9: subscriber_type: 'teleported' is not known; write regular, or unsubscribed",
    ]


def test_substack() -> None:
    found = people("email_list")
    assert found["one@example.com"].confirmed_at == at(2018, 8, 27, 15, 6, 27, 713_000)
    assert {person.status for person in found.values()} == {Status.CONFIRMED, Status.UNSUBSCRIBED}
    assert found["off@example.com"].status is Status.UNSUBSCRIBED
    of_dashboard = people("substack-dashboard.csv")
    assert of_dashboard["one@example.com"].name == "Reader One"
    assert of_dashboard["two@example.com"].status is Status.CONFIRMED, "who ends a payment is still a subscriber"
    assert people("substack-dashboard-2023")["one@example.com"].confirmed_at == at(2023, 1, 17, 10, 21, 38, 759_000)


def test_listmonk() -> None:
    found = people("listmonk")
    statuses = {address.partition("@")[0]: person.status.value for address, person in found.items()}
    assert statuses == {"one": "confirmed", "two": "confirmed", "off": "unsubscribed", "blocked": "suppressed"}
    assert found["one@example.com"].confirmed_at == at(2024, 1, 15, 4, 30, 0, 123_456)
    assert found["off@example.com"].status_at == at(2024, 2, 17, 18)


def test_ghost() -> None:
    found = people("ghost")
    statuses = {address.partition("@")[0]: person.status.value for address, person in found.items()}
    assert statuses == {"one": "confirmed", "two": "confirmed", "quiet": "unsubscribed"}
    assert refused("ghost") == ["5: members who were deleted"]


def test_any_table_with_address_and_status() -> None:
    found = people("table")
    assert found["one@example.com"].confirmed_at == at(2021, 4, 5, 6, 7)
    assert found["left@example.com"].status is Status.UNSUBSCRIBED
    (told,) = refused("table")
    assert told.startswith("5: status: 'subscribed' is not known; write one of pending, confirmed,")


@pytest.mark.parametrize("data", [b"", b"Name,Phone\nx,1\n", b"PK\x03\x04 no archive", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_export_is_told_with_what_is(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(ExportError, match=r"x\.csv:1: .*Mailchimp, Buttondown"):
        rows(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert export_file.size(tmp_path / "x.csv") == 0
    with pytest.raises(ExportError, match="No such file"):
        rows(tmp_path / "x.csv")


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    path = audience_export(tmp_path)
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    with pytest.raises(ExportError, match="cannot be unpacked"):
        rows(path)


def test_an_archive_without_an_export_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("posts.csv", "post_id,title\n1,First\n")
        archive.writestr("__MACOSX/._posts.csv", b"\0\5\x16\7")
        archive.writestr("readme.txt", "x")
    with pytest.raises(ExportError, match="none of its files"):
        rows(tmp_path / "x.zip")


def test_an_archive_that_unpacks_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_file, "MOST_BYTES", 1000)
    with pytest.raises(ExportError, match="more than 1,000 bytes"):
        rows(audience_export(tmp_path))


def test_the_whole_export_of_substack_is_read_for_its_list_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("posts.csv", "post_id,title\n1,First\n")
        archive.write(FOLDER / "email_list.insider.csv", "nested/email_list.insider.csv")
    assert len(rows(tmp_path / "export.zip")) == 3
