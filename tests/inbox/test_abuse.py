"""What strangers try: bombing one address, one network for all, hostile fields, and every byte there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from plugins.database.engine import reading
from plugins.database.tables import SUBSCRIBERS
from plugins.subscribers import store
from plugins.subscribers.subscriber import Status
from plugins.subscribers.token import Purpose
from tests.inbox.conftest import Desk, make_desk


@pytest.fixture
def open_desk(engine: Engine, site: Path, test_settings: dict[str, Any]) -> Iterator[Desk]:
    """An inbox without limits."""
    yield from make_desk(engine, site, test_settings, INBOX_NETWORK_LIMIT=10**9, INBOX_LIMIT=10**9)


@pytest.fixture
def strict_desk(engine: Engine, site: Path, test_settings: dict[str, Any]) -> Iterator[Desk]:
    """An inbox that takes three sign-ups an hour out of a network, and five in all."""
    yield from make_desk(engine, site, test_settings, INBOX_NETWORK_LIMIT=3, INBOX_LIMIT=5)


def people(desk: Desk) -> int:
    with reading(desk.inbox.engine) as connection:
        return connection.scalar(select(func.count()).select_from(SUBSCRIBERS)) or 0


# One address, one network


def test_a_thousand_sign_ups_for_one_address_send_one_mail(open_desk: Desk) -> None:
    """Ten thousand of them go through the store in tests/subscribers/test_store.py."""
    token = open_desk.token()
    answers = {open_desk.sign_up(token=token, name=str(number)).status_code for number in range(1000)}
    assert answers == {200}
    assert len(open_desk.send_mail()) == 1
    assert people(open_desk) == 1


def test_addresses_that_differ_in_case_or_blanks_alone_are_one(open_desk: Desk) -> None:
    for typed in ("ann@example.com", "Ann@Example.com", "ANN@EXAMPLE.COM", " ann@example.com\t", "ann@ｅxample.com"):
        assert open_desk.sign_up(email=typed).json["status"] == "ok"
    assert people(open_desk) == 1
    assert len(open_desk.send_mail()) == 1


def test_look_alikes_are_somebody_else(open_desk: Desk) -> None:
    assert open_desk.sign_up(email="ann@example.com").json["status"] == "ok"
    assert open_desk.sign_up(email="аnn@example.com").json["field"] == "email"  # a Cyrillic а before the @
    assert open_desk.sign_up(email="ann@exаmple.com").json["status"] == "ok"  # and in the domain
    letters = open_desk.send_mail()
    assert [letter.to.address for letter in letters] == ["ann@example.com", "ann@xn--exmple-4nf.com"]


@pytest.mark.parametrize(
    "email",
    [
        "ann@example.com\r\nBcc: all@example.com",
        "ann@example.com%0d%0aBcc:all@example.com",
        "ann\x00@example.com",
        "ann@example.com\x00",
        "a" * 290 + "@example.com",
        "ann@" + "a." * 150 + "com",
        "ann@example.com, ben@example.com",
        "Ann <ann@example.com>",
    ],
)
def test_what_could_reach_into_a_mails_head_is_no_address(open_desk: Desk, email: str) -> None:
    data = urlencode(open_desk.fields(token=open_desk.token(), email=email), errors="surrogatepass")
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    answer = open_desk.client.post("/inbox/subscribe", data=data, headers=headers)
    assert (answer.status_code, answer.json["field"]) == (422, "email")
    assert people(open_desk) == 0


def test_hostile_fields_are_kept_clean_or_not_at_all(open_desk: Desk) -> None:
    answer = open_desk.sign_up(
        name="Ann\x00\r\nBcc: all@example.com\u202e" + "x" * 1000,
        form="footer\x00' OR 1=1",
        page="javascript:alert(1)",
        interest=["content", "'; DROP TABLE subscribers", "content"],
    )
    assert answer.json["status"] == "ok"
    person = open_desk.person()
    assert person.name.startswith("Ann Bcc: all@example.com")
    assert len(person.name) == 100
    assert person.interests == ("content",)
    with reading(open_desk.inbox.engine) as connection:
        (consent,) = store.consents_of(connection, person.id)
    assert (consent.form, consent.page) == ("unknown", "")


def test_a_network_has_its_limit_and_is_told_how_long_to_wait(strict_desk: Desk) -> None:
    token = strict_desk.token()

    def sign_up(number: int, network: str) -> Any:
        fields = strict_desk.fields(token=token, email=f"{number}@example.com")
        headers = {"Accept": "application/json", "X-Forwarded-For": f"6.6.6.6, {network}.{number}"}
        return strict_desk.client.post("/inbox/subscribe", data=fields, headers=headers)

    assert [sign_up(number, "198.51.100").status_code for number in range(4)] == [200, 200, 200, 429]
    refused = sign_up(5, "198.51.100")
    assert int(refused.headers["Retry-After"]) == 1200
    assert "in 20 minutes" in refused.json["message"]
    assert [sign_up(number, "203.0.113").status_code for number in range(10, 13)] == [200, 200, 429], "five in all"
    assert people(strict_desk) == 5
    strict_desk.clock.move(seconds=1200)
    assert sign_up(6, "198.51.100").status_code == 200


def test_who_is_refused_finds_what_they_typed(strict_desk: Desk) -> None:
    token = strict_desk.token()
    for number in range(4):
        fields = strict_desk.fields(token=token, email=f"{number}@example.com")
        answer = strict_desk.client.post("/inbox/subscribe", data=fields)
    assert answer.status_code == 429
    assert 'value="3@example.com"' in answer.get_data(as_text=True)


def test_the_network_address_is_kept_only_where_the_settings_say_so(
    engine: Engine, site: Path, test_settings: dict[str, Any]
) -> None:
    for desk in make_desk(engine, site, test_settings, CONSENT_IP_DAYS=30):
        fields = desk.fields(token=desk.token())
        desk.client.post("/inbox/subscribe", data=fields, headers={"X-Forwarded-For": "198.51.100.7"})
        with reading(engine) as connection:
            (consent,) = store.consents_of(connection, desk.person().id)
        assert consent.network_address == "198.51.100.7"


# Logs


def test_no_log_line_holds_an_address_or_a_token(open_desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    link = open_desk.inbox.preferences_path(open_desk.confirmed("secret@example.com").id)
    with open_desk.inbox.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE subscribers RENAME TO away")
    try:
        assert open_desk.sign_up(email="secret@example.com").status_code == 503
        assert open_desk.client.post(link, data={"interest": "offers"}).status_code == 500
    finally:
        with open_desk.inbox.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO subscribers")
    assert "NotWrittenError" in caplog.text
    assert "secret" not in caplog.text
    assert link.rpartition("/")[2] not in caplog.text


# Every byte there is

texts = st.text(max_size=60) | st.sampled_from(["yes", "ann@example.com", "One-Click", "content", "\x00", "a" * 70_000])
names = st.sampled_from(
    ["email", "name", "interest", "consent", "form", "page", "wording", "token", "website", "List-Unsubscribe"]
)
kinds = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain; charset=utf-7",
        "",
    ]
)
bodies = st.binary(max_size=300) | st.lists(st.sampled_from([b"--x", b"\r\n", b"email=", b"%00", b"&", b"\xff"])).map(
    b"".join
)


@st.composite
def paths(draw: st.DrawFn, desk_tokens: list[str]) -> str:
    """An address of the inbox, whole or damaged."""
    front = draw(st.sampled_from(["/inbox/confirm/", "/inbox/preferences/", "/u/", "/inbox/subscribe", "/inbox/", "/"]))
    tail = draw(st.sampled_from(desk_tokens) | st.text(max_size=40))
    return front + tail + draw(st.sampled_from(["", "/", "/data", "?x=1", "//", "/..", "\x00"]))


def test_no_request_is_our_fault(open_desk: Desk) -> None:
    person = open_desk.confirmed()
    tokens = [open_desk.inbox.tokens.make(purpose, person.id) for purpose in Purpose]

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def fuzz(data: st.DataObject) -> None:
        path = data.draw(paths(tokens))
        method = data.draw(st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "TRACE"]))
        headers = {"Accept": data.draw(st.sampled_from(["application/json", "text/html", "*/*", ";;q=,"]))}
        headers["X-Forwarded-For"] = data.draw(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
        options: dict[str, Any]
        if data.draw(st.booleans()):
            options = {"data": data.draw(bodies), "content_type": data.draw(kinds)}
        else:
            options = {"data": data.draw(st.dictionaries(names, texts | st.lists(texts, max_size=3)))}
        answer = open_desk.client.open(path, method=method, headers=headers, **options)
        assert answer.status_code < 500, (method, path, options)
        assert "Set-Cookie" not in answer.headers

    fuzz()
    assert open_desk.person().status in {Status.CONFIRMED, Status.UNSUBSCRIBED}
