"""The word that was probably meant."""

from __future__ import annotations

from plugins.publication.suggestion import remedy


def test_a_word_that_is_close_is_proposed() -> None:
    assert remedy("carer advice", ["moving up", "career advice"]) == "did you mean `career advice`?"
    assert remedy("DESK", ["desk"]) == "did you mean `desk`?"


def test_otherwise_all_words_are_named() -> None:
    assert remedy("xyz", ["moving up", "career advice"]) == "use one of: moving up, career advice"
    assert remedy("xyz", []) == "there is none yet"


def test_a_long_list_is_cut() -> None:
    told = remedy("xyz", (f"article-{number}" for number in range(5000)))
    assert len(told) < 500
    assert told.endswith("article-29 … (5000 in all)")


def test_among_ten_thousand_the_close_one_is_found_too() -> None:
    known = [f"/2026/01/article-number-{number}/" for number in range(10_000)] + ["/2026/01/interviews/"]
    for written in ("/2026/02/interviews/", "/2026/01/interviws/", "interviews", "/2026/01/Interviews"):
        assert remedy(written, known) == "did you mean `/2026/01/interviews/`?"
    assert remedy("/xyz/", known).endswith("(10001 in all)")
