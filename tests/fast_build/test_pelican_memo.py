"""What is remembered or found quicker is what Pelican gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican import utils
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG

from plugins.fast_build import pelican_memo

_relative_source_path = pelican_memo._relative_source_path
PARTS = st.sampled_from([*"0123456789", "19", "2026", "12", "-", ":", "T", " ", "_", "+02:00", "Z"])
DIGITS = st.integers(0, 99).map("{:02}".format)


def _outcome(function: Any, *arguments: Any) -> Any:
    try:
        found = function(*arguments)
    except (ValueError, OverflowError) as error:
        return type(error), str(error)
    return type(found), repr(found)


@given(st.lists(PARTS).map("".join))
@example("2026-02-29")
@example("2026-13-01")
@example("2026-01-31T24:00")
def test_dates_of_any_form(text: str) -> None:
    assert _outcome(pelican_memo.get_date, text) == _outcome(utils.get_date, text)


@given(st.integers(900, 9999), DIGITS, DIGITS, st.sampled_from(["T", " "]), st.tuples(DIGITS, DIGITS, DIGITS))
def test_dates_as_people_write_them(year: int, month: str, day: str, between: str, clock: tuple[str, ...]) -> None:
    date = f"{year}-{month}-{day}"
    for text in (date, f"{date}{between}{clock[0]}:{clock[1]}", f"{date}{between}{':'.join(clock)}"):
        assert _outcome(pelican_memo.get_date, text) == _outcome(utils.get_date, text)


@given(st.text(), st.booleans(), st.booleans())
def test_slugs(name: str, preserve_case: bool, use_unicode: bool) -> None:
    substitutions = DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]
    for _ in range(2):
        found = pelican_memo.slugify(name, substitutions, preserve_case, use_unicode)
        assert found == utils.slugify(name, substitutions, preserve_case, use_unicode)


@pytest.mark.parametrize("path", ["a.md", "b/../c/a.md", "/elsewhere/a.md", "{folder}/b/a.md"])
def test_the_path_of_a_source_in_the_content(path: str, tmp_path: Path) -> None:
    source = path.replace("{folder}", str(tmp_path))
    for folder in (str(tmp_path), "content"):
        article = Article("text", settings=DEFAULT_CONFIG | {"PATH": folder}, source_path=source)
        for asked in (None, source, "d.md"):
            found = pelican_memo._get_relative_source_path(article, asked)
            assert found == _relative_source_path(article, asked)
