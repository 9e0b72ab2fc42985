"""Addresses that bounces go to: they name their reader, and nobody else can make one up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.digest.returns.bounce_address import BounceAddress
from plugins.digest.week import Week
from plugins.mail.letter import Mailbox

WEEK = Week(2026, 47)
OLD, NEW = "an old key for the tests", "a new key for the tests"
ADDRESS = BounceAddress("bounces@example.org", [OLD])


@given(st.integers(0, 2**48 - 1))
def test_what_is_made_is_read_also_when_a_server_wrote_it_large(number: int) -> None:
    made = ADDRESS.make(WEEK, number)
    assert Mailbox(made).address == made
    assert len(made.partition("@")[0]) <= 64
    assert ADDRESS.read(made) == ADDRESS.read(made.upper()) == (WEEK, number)


def test_the_longest_mailbox_still_fits() -> None:
    made = BounceAddress("b" * 20 + "@example.org", [OLD]).make(WEEK, 2**48 - 1)
    assert len(made.partition("@")[0]) <= 64


def test_keys_may_be_changed() -> None:
    made = ADDRESS.make(WEEK, 7)
    assert BounceAddress("bounces@example.org", [NEW, OLD]).read(made) == (WEEK, 7)
    assert BounceAddress("bounces@example.org", [NEW]).read(made) is None


def test_a_week_cannot_be_changed() -> None:
    assert ADDRESS.read(ADDRESS.make(WEEK, 7).replace("202647", "202648")) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bounces@example.org",
        "bounces+202647-@example.org",
        f"bounces+202647-{'a' * 29}@example.org",
        f"bounces+202699-{'a' * 29}@example.org",
        f"bounces+202647-{'1' * 29}@example.org",
    ],
)
def test_what_we_have_not_made_is_nobodys(address: str) -> None:
    assert ADDRESS.read(address) is None


@given(st.text())
def test_any_text_is_nobodys(text: str) -> None:
    assert ADDRESS.read(text) is None
