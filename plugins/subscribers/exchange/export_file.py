"""Opens an export: one CSV file, or a zip archive of several, and finds out whose it is by its columns.

with export_file.opened(path) as sources:
    for source in sources:              # one a CSV file that we can read
        for row in source.rows(now): …
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from plugins.publication.mistake import PublicationError
from plugins.subscribers.exchange import buttondown, csv_file, ghost, listmonk, mailchimp, own_csv, substack
from plugins.subscribers.exchange.csv_file import Record, Unreadable
from plugins.subscribers.exchange.incoming import Incoming, Refusal, Row, RowError

MOST_BYTES = 4_000_000_000  # of a zip archive's files together, unpacked
WE_READ = (
    "the exports of Mailchimp, Buttondown, Substack, listmonk and Ghost, our own, and any table that has the columns "
    "email and status"
)


class ExportError(PublicationError):
    """An export cannot be read; the message names the file and the remedy."""


class Format(Protocol):
    """What the module of a mailing system offers."""

    SYSTEM: str

    def fits(self, columns: Collection[str]) -> bool:
        """Whether a file with these columns, in lower case, is of this system."""

    def read(self, row: Row, file: str) -> Incoming | Refusal:
        """Who a row is; raises RowError."""


FORMATS = cast(Sequence[Format], (mailchimp, buttondown, listmonk, ghost, substack, own_csv))


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row: the line that it begins at, its cells as they are, and who it is, or why it is nobody."""

    line: int
    cells: tuple[str, ...]
    who: Incoming | Refusal | RowError


@dataclass(frozen=True)
class Source:
    """One CSV file of an export, its first line read and its format known."""

    name: str
    format: Format
    header: tuple[str, ...]
    records: Iterator[Record | Unreadable]

    def rows(self, now: datetime) -> Iterator[FoundRow]:
        """Every row after the first line."""
        columns = _columns(self.header)
        for record in self.records:
            if isinstance(record, Record):
                yield FoundRow(record.line, record.cells, self._who(record.cells, columns, now))
            else:
                yield FoundRow(record.line, record.cells, RowError(record.why))

    def _who(self, cells: tuple[str, ...], columns: Mapping[str, int], now: datetime) -> Incoming | Refusal | RowError:
        if len(cells) < len(self.header) or any(cell.strip() for cell in cells[len(self.header) :]):
            width = f"it has {len(cells)} columns, and the first line {len(self.header)}"
            return RowError(f"{width}; look where a comma is missing or too many, or export the file again")
        try:
            return self.format.read(Row(columns, cells, now), self.name)
        except RowError as error:
            return error


@contextmanager
def opened(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> Iterator[Iterator[Source]]:
    """The sources of an export, one after another; `on_bytes` hears of each piece that is read.

    Raises ExportError, also while the rows are read: for what is no export of a system that we know, and for an
    archive that is damaged.
    """
    try:
        with path.open("rb") as stream:
            if zipfile.is_zipfile(stream):
                with zipfile.ZipFile(stream) as archive:
                    yield _of_archive(archive, path.name, on_bytes)
            else:
                stream.seek(0)
                yield _of_file(stream, path.name, on_bytes)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}; write the name of the export after --file") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ExportError(f"{path}: it cannot be unpacked ({error}); export it again, without a password") from None


def size(path: Path) -> int:
    """How many bytes `on_bytes` will hear of; none where the file cannot be read, which `opened` tells."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return sum(member.file_size for member in _members(archive))
        return path.stat().st_size
    except (OSError, zipfile.BadZipFile):
        return 0


def _of_file(stream: BinaryIO, name: str, on_bytes: Callable[[int], None]) -> Iterator[Source]:
    source = _source(stream, name, on_bytes)
    if source is None:
        raise ExportError(f"{name}:1: these are not the columns of an export that we know; we read {WE_READ}")
    yield source


def _of_archive(archive: zipfile.ZipFile, name: str, on_bytes: Callable[[int], None]) -> Iterator[Source]:
    members = _members(archive)
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise ExportError(f"{name}: it unpacks to more than {MOST_BYTES:,} bytes; import its files one by one")
    found = False
    for member in members:
        with archive.open(member) as stream:
            source = _source(cast(BinaryIO, stream), PurePosixPath(member.filename).name, on_bytes)
            if source:
                found = True
                yield source
    if not found:
        raise ExportError(f"{name}: none of its files is an export that we know; we read {WE_READ}")


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The CSV files, without the double that macOS puts beside each."""
    names = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
    return [member for member in names if not PurePosixPath(member.filename).name.startswith(".")]


def _source(stream: BinaryIO, name: str, on_bytes: Callable[[int], None]) -> Source | None:
    records = csv_file.records(csv_file.as_text(stream, on_bytes))
    first = next(records, None)
    if not isinstance(first, Record):
        return None
    columns = _columns(first.cells)
    format_ = next((one for one in FORMATS if one.fits(columns)), None)
    return Source(name, format_, first.cells, records) if format_ else None


def _columns(header: Sequence[str]) -> dict[str, int]:
    """The places of the columns by their names in lower case; of two with one name, the first."""
    return {name.strip().lower(): place for place, name in reversed(list(enumerate(header)))}
