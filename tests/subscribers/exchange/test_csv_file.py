"""CSV as other programs write it: read row by row, with line numbers, and with what is wrong told at its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.subscribers.exchange import csv_file
from plugins.subscribers.exchange.csv_file import Record, Unreadable


def read(data: bytes | str) -> list[Record | Unreadable]:
    raw = data.encode() if isinstance(data, str) else data
    return list(csv_file.records(csv_file.as_text(io.BytesIO(raw))))


def cells(data: bytes | str) -> list[tuple[str, ...]]:
    return [found.cells for found in read(data)]


def test_rows_have_the_lines_that_they_begin_at() -> None:
    found = read('a,b\r\n1,"two\r\nlines"\r\n\r\n,\r\n3,4')
    assert found == [Record(1, ("a", "b")), Record(2, ("1", "two\r\nlines")), Record(6, ("3", "4"))]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfa,b\n1,2\n",
        "a,b\n1,2\n".encode("utf-16"),
        b"a;b\n1;2\n",
        b"a\tb\n1\t2\n",
        b"a,b\r1,2\r",
        b'"a","b"\n"1","2"',
    ],
)
def test_programs_write_tables_in_many_ways(data: bytes) -> None:
    assert cells(data) == [("a", "b"), ("1", "2")]


def test_a_comma_inside_quotes_is_no_delimiter() -> None:
    assert cells('"a, b, c, d";e\n1;2') == [("a, b, c, d", "e"), ("1", "2")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b'x,"never closed', "opened here and not closed"),
        (b'x,"a "nickname" here"', "inside a quoted cell"),
        (b"x,\xff", "not UTF-8"),
        (b"x,\0", "NUL"),
        (b"x," + b"y" * 250_000, "longer than"),
        (b'x,"' + b"\n" * 500, "opened here and not closed"),
    ],
)
def test_a_bad_row_takes_no_other_with_it(row: bytes, why: str) -> None:
    found = read(b"a,b\n" + row + b"\n1,2\n3,4")
    bad = found[1]
    assert isinstance(bad, Unreadable)
    assert why in bad.why
    assert bad.line == 2
    assert [one.cells for one in found[-2:]] == [("1", "2"), ("3", "4")]
    assert all(isinstance(one, Record) for one in found[-2:])


def test_a_bad_row_is_shown_as_most_programs_read_it() -> None:
    assert cells('a,b,c\nx,"a "nickname" here",z')[1] == ("x", 'a nickname" here"', "z")


def test_a_row_of_an_old_spreadsheet_is_shown_as_it_was_meant() -> None:
    assert cells("a,b\nZoë,x".encode("cp1252"))[1] == ("Zoë", "x")


def test_an_empty_file_has_no_rows() -> None:
    assert read(b"") == read(b"\xef\xbb\xbf") == read(b"\n\n") == []


def test_what_was_read_is_told() -> None:
    data, heard = b"a,b\n" + b"1,2\n" * 100_000, []
    list(csv_file.records(csv_file.as_text(io.BytesIO(data), heard.append)))
    assert sum(heard) == len(data)
    assert len(heard) > 2


_cell = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@settings(max_examples=200)
@given(st.lists(st.lists(_cell, min_size=2, max_size=4), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_a_program_wrote_is_what_is_read(table: list[list[str]], end: str) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([["first", "second"], *table])
    kept = [tuple(row) for row in table if any(cell.strip() for cell in row)]
    assert cells(written.getvalue())[1:] == kept


@settings(max_examples=300)
@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"a", b'""', b"\xff", b"\0", b'"\n"']), max_size=40))
def test_every_line_is_in_some_row(pieces: list[bytes]) -> None:
    found = read(b"a,b\n" + b"".join(pieces))
    lines = [one.line for one in found]
    assert lines == sorted(set(lines))
