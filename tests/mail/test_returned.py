"""What is read out of mail that comes back, whoever wrote it, and whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.mail.returned import Kind, Returned, read
from tests.mail.returned_mails import BOUNCES, HOLIDAY, UNSUBSCRIBE, complaint, exim, postfix, qmail

FULL = "smtp; 552 5.2.2 mailbox full"


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        (postfix(), Kind.HARD, "5.1.1"),
        (postfix("5.0.0", "smtp; 550 5.1.1 no such user"), Kind.HARD, "5.1.1"),
        (postfix("5.2.1", "smtp; 550 5.2.1 disabled"), Kind.HARD, "5.2.1"),
        (postfix("5.2.2", FULL), Kind.SOFT, "5.2.2"),
        (postfix("5.7.1", "smtp; 550 5.7.1 not from you"), Kind.SOFT, "5.7.1"),
        (postfix("4.4.7", "smtp; 451 4.4.7 too long in the queue"), Kind.SOFT, "4.4.7"),
        (postfix("4.4.1", "smtp; 421 not now", action="delayed"), Kind.DELAYED, ""),
        (postfix("2.0.0", "smtp; 250 ok", action="delivered"), Kind.OTHER, ""),
        (qmail(), Kind.HARD, "5.1.1"),
        (qmail("552 mailbox full"), Kind.SOFT, ""),
        (exim(), Kind.HARD, "5.2.1"),
        (complaint(), Kind.COMPLAINT, ""),
        (complaint("opt-out"), Kind.COMPLAINT, ""),
        (complaint("not-spam"), Kind.OTHER, ""),
        (HOLIDAY, Kind.OTHER, ""),
        (b"", Kind.OTHER, ""),
    ],
)
def test_what_a_message_means(raw: bytes, kind: Kind, code: str) -> None:
    returned = read(raw)
    assert (returned.kind, returned.code) == (kind, code)


def test_the_words_of_a_server_hold_no_address() -> None:
    assert read(postfix()).said == "550 5.1.1 <address>: no such user"


@pytest.mark.parametrize("raw", [postfix(), complaint()])
def test_the_clues_are_where_it_arrived_and_what_stood_in_our_head(raw: bytes) -> None:
    clues = read(raw).clues
    assert BOUNCES in clues
    assert UNSUBSCRIBE in clues
    assert "2026-w47.0123456789abcdef01234567@yourindustryinsider.example" in clues


PIECES = [line + b"\n" for raw in (postfix(), qmail(), exim(), complaint(), HOLIDAY) for line in raw.split(b"\n")]


@given(st.lists(st.sampled_from([*PIECES, b"\xff\xfe\n", b"\n", b"\x00", b"Content-Type: message/rfc822\n\n"])))
def test_whatever_comes_is_read_or_is_nothing(pieces: list[bytes]) -> None:
    assert isinstance(read(b"".join(pieces)), Returned)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_are_nothing(raw: bytes) -> None:
    assert read(raw).kind in set(Kind)


def test_parts_in_parts_without_end_are_nothing() -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    assert read(raw).kind is Kind.OTHER


def test_a_long_message_is_read_from_its_front() -> None:
    assert read(postfix() + b"x" * 5_000_000).kind is Kind.HARD
