"""The files of an export: one, packed or not, or those of a zip archive. What a zip must not do is refused at once."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from plugins.comments_archive import detect
from plugins.comments_archive.export import ExportError

LARGEST = 2_000_000_000  # bytes of one part, unpacked; the largest exports known are a tenth of it
RATIO, FREE = 150, 20_000_000  # how much smaller a part may be packed, beyond the first megabytes; text packs 1:10
_UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f]")


@dataclass(frozen=True)
class Part:
    """A file of an export: its name for messages, its format, and how it is opened."""

    name: str
    format: str
    is_database: bool
    open: Callable[[], BinaryIO]

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """The part as a file of its own, for what cannot be read as a stream."""
        with tempfile.TemporaryDirectory() as folder, self.open() as stream:
            path = Path(folder, "database")
            with path.open("wb") as target:
                shutil.copyfileobj(stream, target)
            yield path


def parts(path: Path, wanted: str) -> list[Part]:
    """The parts of the export at `path`, in order; raises ExportError when there is nothing of the wanted format.

    `wanted` is a format, or `auto`.
    """
    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "there is no such file"
        raise ExportError(str(path), 0, what, "name the exported file")
    with path.open("rb") as stream:
        head = stream.read(detect.HEAD)
    if detect.is_zip(head):
        return _zipped(path, wanted)
    if detect.is_gzip(head):
        with _unpacked(path) as unpacked:
            head = unpacked.read(detect.HEAD)
        return [_part(str(path), head, wanted, lambda: _unpacked(path))]
    return [_part(str(path), head, wanted, lambda: path.open("rb"))]


def _part(name: str, head: bytes, wanted: str, opened: Callable[[], BinaryIO]) -> Part:
    found = detect.format_of(head)
    if not head.strip():
        raise ExportError(name, 1, "the file is empty")
    if not found and (wanted == "auto" or wanted == "isso" or b"<" not in head[:1000]):
        known = "WordPress (WXR), Disqus (XML), Isso (SQLite, JSON) or Blogger (Atom)"
        raise ExportError(name, 1, f"this is no export of {known}", "name the exported file, or say --format")
    if found and wanted not in {"auto", found}:
        raise ExportError(name, 1, f"this is an export of {found}, not of {wanted}", f"write --format {found}")
    return Part(name, found or wanted, detect.is_database(head), opened)


def _unpacked(path: Path) -> BinaryIO:
    return cast("BinaryIO", _Bounded(cast("IO[bytes]", gzip.open(path)), path.stat().st_size, str(path)))


def _zipped(path: Path, wanted: str) -> list[Part]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            for member in members:
                if _UNSAFE.search(member.filename):
                    name = member.filename.encode("unicode_escape").decode()
                    raise ExportError(str(path), 0, f"it holds a file named '{name}'", "make the zip anew")
            found = []
            for member in sorted(members, key=lambda member: member.filename):
                with _opened(archive, member, path) as stream:
                    head = stream.read(detect.HEAD)
                if detect.format_of(head) and wanted in {"auto", detect.format_of(head)}:
                    opened = _opener(path, member)
                    found.append(_part(f"{path}/{member.filename}", head, wanted, opened))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise ExportError(str(path), 0, f"this zip cannot be read ({error})") from None
    if not found:
        raise ExportError(str(path), 0, "there is no export in this zip", "name the exported file itself")
    return found


def _opener(path: Path, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        with zipfile.ZipFile(path) as archive:  # an open member keeps the file open
            return _opened(archive, member, path)

    return opened


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> BinaryIO:
    return cast("BinaryIO", _Bounded(archive.open(member), member.compress_size, f"{path}/{member.filename}"))


class _Bounded:
    """What a packed file holds, as far as it does not grow beyond what an export can be, whatever its index says."""

    def __init__(self, stream: IO[bytes], packed_size: int, name: str) -> None:
        self._stream, self._name, self._read = stream, name, 0
        self._limit = min(LARGEST, max(FREE, packed_size * RATIO))

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            data = self._stream.read(self._limit - self._read + 1 if size < 0 else size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ExportError(self._name, 0, f"what is packed in it cannot be read ({error})") from None
        self._read += len(data)
        if self._read > self._limit:
            raise ExportError(self._name, 0, "it unpacks to more than an export can be", "unpack it")
        return data

    def __enter__(self) -> _Bounded:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
