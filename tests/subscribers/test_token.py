"""Tokens: short, good for one purpose, refused when a letter is changed, and readable after the keys were changed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.subscribers.token import LONGEST, Purpose, SigningKeyError, TokenError, Tokens, read_keys

OLD, NEW = "the old key, of 32 characters …!!", "the new key, of 32 characters …!!"
TOKENS = Tokens([NEW, OLD])
numbers = st.integers(1, 2**48 - 1)
purposes = st.sampled_from(Purpose)


@given(purposes, numbers)
def test_a_token_gives_its_number_back(purpose: Purpose, number: int) -> None:
    token = TOKENS.make(purpose, number)
    assert TOKENS.read(purpose, token) == number
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", token)
    assert len(token) <= LONGEST == 31


@given(purposes, purposes, numbers)
def test_a_token_is_good_for_one_purpose(purpose: Purpose, other: Purpose, number: int) -> None:
    if purpose is not other:
        with pytest.raises(TokenError):
            TOKENS.read(other, TOKENS.make(purpose, number))


@given(numbers, st.integers(0, LONGEST - 1), st.sampled_from("abcXYZ019_-."))
def test_a_changed_token_never_names_another_number(number: int, place: int, letter: str) -> None:
    token = TOKENS.make(Purpose.CONFIRM, number)
    changed = token[:place] + letter + token[place + 1 :]
    try:
        assert TOKENS.read(Purpose.CONFIRM, changed) == number
    except TokenError:
        return


@given(st.text() | st.text(alphabet="abAB01-_.", min_size=20, max_size=40))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(TokenError):
        TOKENS.read(Purpose.CONFIRM, text)


@given(numbers)
def test_links_outlive_a_change_of_keys_and_not_the_removal_of_theirs(number: int) -> None:
    token = Tokens([OLD]).make(Purpose.UNSUBSCRIBE, number)
    assert TOKENS.read(Purpose.UNSUBSCRIBE, token) == number
    with pytest.raises(TokenError):
        Tokens([NEW]).read(Purpose.UNSUBSCRIBE, token)
    assert TOKENS.make(Purpose.UNSUBSCRIBE, number) == Tokens([NEW]).make(Purpose.UNSUBSCRIBE, number)


@pytest.mark.parametrize("keys", ["", " , ", "short", f"{NEW},short"])
def test_a_weak_key_or_none_is_refused_with_a_remedy(keys: str) -> None:
    with pytest.raises(SigningKeyError, match=r"^SIGNING_KEYS: .*python3 -c"):
        Tokens(read_keys(keys))


def test_keys_are_separated_by_commas() -> None:
    assert read_keys(f" {NEW[:10]} ,{OLD[:10]},") == [NEW[:10].strip(), OLD[:10].strip()]
