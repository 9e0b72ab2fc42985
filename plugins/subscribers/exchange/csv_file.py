"""Rows of a CSV file that other people's programs wrote: any size, in flat memory, each with its line number.

What cannot be read is told row by row and never ends the file. RFC 4180 says how commas, quotes and line ends are
written; what programs do besides is met here: a byte order mark, UTF-16, semicolons or tabs instead of commas.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

MOST_LINES = 200  # of one row: notes have line breaks; a quotation mark that is never closed would swallow the rest
MOST_CHARACTERS = 100_000  # of one line; a row of an export has hundreds
DELIMITERS = ",;\t"
AS_UTF8 = "save the file as 'CSV UTF-8', or export it again"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line that it begins at, counted from 1, and its cells as they are."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is not as it should be: where it begins, what it could mean, and what is wrong, with the remedy."""

    line: int
    cells: tuple[str, ...]
    why: str


def as_text(stream: BinaryIO, on_bytes: Callable[[int], None] = lambda _: None) -> TextIO:
    """A stream of bytes as text: UTF-8, or UTF-16 where a byte order mark says so; other bytes become surrogates.

    `on_bytes` is told how many bytes were read each time.
    """
    head = stream.read(2)
    encoding = "utf-16" if head in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    buffered = io.BufferedReader(_Again(head, stream, on_bytes), 1 << 16)
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return io.TextIOWrapper(buffered, encoding, errors, newline="")


class _Again(io.RawIOBase):
    """A stream with the bytes in front that were read already; streams out of a zip archive cannot be rewound."""

    def __init__(self, head: bytes, rest: BinaryIO, on_bytes: Callable[[int], None]) -> None:
        self._head, self._rest, self._on_bytes = head, rest, on_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants any buffer
        found = self._head or self._rest.read(len(buffer))
        taken, self._head = found[: len(buffer)], found[len(buffer) :]
        buffer[: len(taken)] = taken
        self._on_bytes(len(taken))
        return len(taken)


def records(stream: TextIO) -> Iterator[Record | Unreadable]:
    """Every row, the header among them; empty rows are left out. The delimiter is that of the first line."""
    lines = _Lines(stream)
    delimiter = _delimiter(lines.peek())
    while lines.peek():
        lines.begin()
        first = lines.number
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error as error:
            went_on = lines.taken > 1
            yield Unreadable(first, _guessed(lines.give_back_all_but_the_first(), delimiter), _why(error, went_on))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        fault = _fault(cells)
        yield Unreadable(first, _shown(cells), fault) if fault else Record(first, tuple(cells))


def _delimiter(line: str) -> str:
    """The delimiter that the first line has most of, outside of quotes."""
    return max(DELIMITERS, key=re.sub(r'"[^"]*"', "", line).count)


def _guessed(line: str, delimiter: str) -> tuple[str, ...]:
    """The cells of a line whose quotation marks are wrong, as most programs would read it."""
    return _shown(next(csv.reader([line], delimiter=delimiter)))


def _shown(cells: list[str]) -> tuple[str, ...]:
    """Cells that a person may look at: not too long; bytes that are not UTF-8 as old spreadsheets meant them."""
    short = (cell[:500].replace("\0", "") for cell in cells)
    return tuple(cell if _is_text(cell) else _as_windows(cell) for cell in short)


def _is_text(cell: str) -> bool:
    """Whether no byte of it was beyond UTF-8."""
    return cell.isascii() or not any("\ud800" <= character <= "\udfff" for character in cell)


def _as_windows(cell: str) -> str:
    return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _why(error: csv.Error, went_on: bool) -> str:
    if went_on or "unexpected end" in str(error):
        return "a quotation mark is opened here and not closed; close it, or write two for one that is part of the text"
    if "expected after" in str(error):
        return "a quotation mark stands inside a quoted cell; write two for one that is part of the text"
    return f"it is not CSV ({error}); correct the line, or export the file again"


def _fault(cells: list[str]) -> str:
    """Why cells cannot be used as text; empty when they can."""
    text = "".join(cells)
    if len(text) + len(cells) > MOST_CHARACTERS:
        return f"it is longer than {MOST_CHARACTERS:,} characters; shorten it"
    if not _is_text(text):
        return f"it is not UTF-8 text; {AS_UTF8}"
    if "\0" in text:
        return "it has a NUL character; take it out, or export the file again"
    return ""


class _Lines:
    """The lines of a stream, of which one row may take so many; those that it should not have taken come again."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0  # of the line that the row begins at

    def begin(self) -> None:
        """A new row begins with the next line."""
        self.number += len(self._taken) or 1
        self._taken = []

    def peek(self) -> str:
        """The next line; empty at the end."""
        if not self._waiting:
            self._waiting.append(self._read())
        return self._waiting[0]

    def _read(self) -> str:
        line = self._stream.readline(MOST_CHARACTERS)
        if len(line) == MOST_CHARACTERS and not line.endswith(("\n", "\r")):
            while (rest := self._stream.readline(MOST_CHARACTERS)) and not rest.endswith(("\n", "\r")):
                pass  # too long to be a row; what was read of it is told
        return line

    @property
    def taken(self) -> int:
        """How many lines the row has so far."""
        return len(self._taken)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = "" if self.taken >= MOST_LINES else self.peek()
        if not line:
            raise StopIteration
        self._taken.append(self._waiting.popleft())
        return line

    def give_back_all_but_the_first(self) -> str:
        """Let the lines after the first be read again; returns the first."""
        first, *others = self._taken
        self._waiting.extendleft(reversed(others))
        self._taken = [first]
        return first.rstrip("\r\n")
