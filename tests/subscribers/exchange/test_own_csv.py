"""Our own table: what is written is read again, and no cell of it is a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.subscribers.consent import Consent
from plugins.subscribers.exchange import own_csv
from plugins.subscribers.exchange.incoming import Agreement, Incoming, NoSubscriberError, Refusal, Row, RowError
from plugins.subscribers.exchange.own_csv import COLUMNS
from plugins.subscribers.exchange.spreadsheet_text import protect, unprotect
from plugins.subscribers.store import FORGOTTEN
from plugins.subscribers.subscriber import Status, Subscriber
from tests.subscribers.exchange.exports import NOW, at

PLACES = {name: place for place, name in enumerate(COLUMNS)}
PERSON = Subscriber(
    *(7, "ann@example.com", "=Ann()", ("content", "offers"), Status.CONFIRMED),
    *(at(2024, 5, 6, 7, 8, 9, 10), at(2020, 1, 2), at(2024, 5, 6, 7, 8, 9, 10)),
)
FIRST = Consent(
    1, 7, "footer", "films", "/a/", "Yes, send it.", at(2020, 1, 2), at(2020, 1, 16), at(2020, 1, 3), "192.0.2.1"
)
AGAIN = Consent(2, 7, "article", "", "/b/", "+ Yes\nplease.", at(2024, 5, 6), at(2024, 5, 20), at(2024, 5, 6, 7), None)
OPEN = Consent(3, 7, "page", "tv", "/c/", "Yes.", at(2026, 11, 20), at(2026, 12, 4), None, None)


def read(*cells: str, **values: str) -> Incoming | Refusal:
    written = list(cells) or [values.get(name, "") for name in COLUMNS]
    return own_csv.read(Row(PLACES, written, NOW), "x.csv")


def test_a_person_with_consents_is_written_and_read() -> None:
    written = own_csv.cells(PERSON, [FIRST, AGAIN, OPEN])
    assert len(written) == len(COLUMNS)
    assert "192.0.2.1" not in "".join(written)
    found = read(*written)
    assert isinstance(found, Incoming)
    assert (found.address, found.name, found.interests) == (PERSON.address, PERSON.name, PERSON.interests)
    assert (found.id, found.status, found.status_at) == (7, Status.CONFIRMED, PERSON.status_at)
    assert (found.created_at, found.confirmed_at) == (PERSON.created_at, PERSON.confirmed_at)
    assert found.agreements == tuple(
        Agreement(one.form, one.given_at, one.confirmed_at, one.tag, one.page, one.wording, one.id)
        for one in (FIRST, AGAIN)
    )


def test_a_form_that_waits_is_kept_for_who_is_pending() -> None:
    pending = Subscriber(8, "b@example.com", "", ("content",), Status.PENDING, OPEN.given_at, OPEN.given_at)
    found = read(*own_csv.cells(pending, [OPEN]))
    assert isinstance(found, Incoming)
    assert found.agreements == (Agreement("page", OPEN.given_at, None, "tv", "/c/", "Yes.", 3),)
    with pytest.raises(NoSubscriberError):
        read(email="b@example.com", status="pending", asked_at="2026-10-01")


def test_a_hash_is_written_and_read() -> None:
    refusal = Refusal("ab" * 32, FORGOTTEN, at(2026, 1, 2, 3))
    assert read(*own_csv.refusal_cells(refusal)) == refusal


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"email": "a@example.com", "status": "Abonniert"}, "status: 'abonniert' is not known"),
        ({"status": "forgotten", "address_hash": "xyz", "status_at": "2026-01-01"}, "not the SHA-256"),
        ({"status": "confirmed", "address_hash": "ab" * 32, "status_at": "2026-01-01"}, "a hash needs one of"),
        ({"status": "forgotten", "address_hash": "ab" * 32}, "and status_at"),
        ({"email": "a@example.com", "status": "confirmed", "agreed_at": "soon"}, "'soon' is not a time"),
        (
            {"email": "a@example.com", "status": "bounced", "agreed_at": "2026-01-01", "form": "f" * 101},
            "form: it is",
        ),
        *(
            ({"email": "a@example.com", "status": "confirmed", "earlier_consents": text}, "earlier_consents")
            for text in ("{", "[1]", '[{"asked_at": "2026-01-01"}]', "3", '"x"', "[" * 5000)
        ),
    ],
)
def test_what_is_wrong_is_told(values: dict[str, str], why: str) -> None:
    with pytest.raises(RowError, match=why):
        read(**values)


def test_unknown_ids_and_interests_are_no_mistake() -> None:
    found = read(email="a@example.com", status="confirmed", agreed_at="2026-01-01", id="9" * 15, interests="Offers, x")
    assert isinstance(found, Incoming)
    assert (found.id, found.interests) == (None, ("offers",))


@given(st.text())
def test_every_text_survives_the_spreadsheet(text: str) -> None:
    assert unprotect(protect(text)) == text
    assert not protect(text).startswith(("=", "+", "-", "@", "\t", "\r"))
