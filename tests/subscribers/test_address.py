"""Addresses: one spelling for each mailbox, and nothing that could harm a mail's head."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.subscribers.address import LONGEST, AddressError, address_hash, masked, normalise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("name@example.com", "name@example.com"),
        ("  Name@Example.COM\t", "name@example.com"),
        ("o'hara+news@mail.example.co.uk", "o'hara+news@mail.example.co.uk"),
        ("name@bücher.example", "name@xn--bcher-kva.example"),
        ("name@ｅｘａｍｐｌｅ.com", "name@example.com"),  # full-width letters are the same domain
        ("name@exаmple.com", "name@xn--exmple-4nf.com"),  # a Cyrillic а is another one
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "name",
        "@example.com",
        "name@",
        "name@localhost",
        "a b@example.com",
        "name@example..com",
        "name@example.com\r\nBcc: all@example.com",
        "name@example.com\n",
        "name\x00@example.com",
        '"quoted name"@example.com',
        "name@[127.0.0.1]",
        "nаme@example.com",
        "Name <name@example.com>",
        "one@example.com,two@example.com",
        "a" * 65 + "@example.com",
        "name@" + "a" * 290 + ".com",
        "name\u202e@example.com",
    ],
)
def test_what_is_no_address_is_refused_in_words_for_the_person(typed: str) -> None:
    with pytest.raises(AddressError) as told:
        normalise(typed)
    assert str(told.value)[-1] in ".?"
    assert len(str(told.value)) < 120


@given(st.text() | st.emails() | st.text(alphabet="a@.\r\n\x00<>\"'ａ", max_size=300))
def test_whatever_is_typed_becomes_plain_ascii_or_is_refused(text: str) -> None:
    try:
        kept = normalise(text)
    except AddressError:
        return
    assert kept.isascii()
    assert kept.isprintable()
    assert len(kept) <= LONGEST
    assert kept.count("@") == 1
    assert not set(kept) & set(' <>,;:"\\')
    assert normalise(kept) == kept
    assert normalise(kept.upper()) == kept


def test_a_hash_is_of_the_address_alone() -> None:
    assert address_hash("name@example.com") != address_hash("mane@example.com")
    assert len(address_hash("name@example.com")) == 64


def test_a_masked_address_can_be_recognised_by_its_owner_alone() -> None:
    assert masked("jennyym@example.com") == "j…\u2060@example.com"
