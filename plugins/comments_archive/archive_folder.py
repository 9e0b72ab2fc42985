"""The archive's folder, `content/comments/`: a file a thread, named after its article's id.

The thread of an article that the publication does not have yet lies below `by-address/`, under the old address. When
an article with that address, or that alias, appears, the thread is its own; the next import moves it to the id.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote, unquote

from plugins.comments_archive import archive_file
from plugins.comments_archive.archive_file import Misread, Reading
from plugins.comments_archive.matching import path_of
from plugins.comments_archive.record import Comment
from plugins.comments_archive.schema import Fault
from plugins.publication.mistake import Mistake, PublicationError

FOLDER, BY_ADDRESS, SUFFIX = "comments", "by-address", ".yaml"
_LONGEST_NAME = 120


def article_file(article_id: str) -> str:
    """The file of an article's thread, below the folder."""
    return f"{article_id}{SUFFIX}"


def address_file(address: str) -> str:
    """The file of a thread without an article: its old address, every part of it fit to be a file's name."""
    path, _, query = path_of(address).partition("?")
    parts = [_name(part) for part in path.split("/") if part]
    if query or not parts:
        parts.append(_name(f"?{query}"))
    return "/".join([BY_ADDRESS, *parts]) + SUFFIX


def address_of(name: str) -> str:
    """The old address that a file below `by-address/` is named after."""
    path = unquote(name.removeprefix(f"{BY_ADDRESS}/").removesuffix(SUFFIX))
    return f"/{path}" if "?" in path else f"/{path}/"


def _name(part: str) -> str:
    name = quote(part, safe="").replace(".", "%2E")
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{hashlib.sha256(part.encode('utf-8', 'replace')).hexdigest()[:16]}"


def read(file: Path) -> Reading:
    """What a file holds; an empty reading where there is none."""
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Reading((), ())
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        fault = Fault("file", "this line is not UTF-8 text", "save the file as UTF-8 in your editor")
        return Reading((), (), (Misread(line, fault),))
    return archive_file.read(text.replace("\r\n", "\n"))


def mistakes_of(reading: Reading, shown: str) -> Iterator[Mistake]:
    """What could not be read in a file, as mistakes."""
    for misread in reading.misread:
        yield Mistake(shown, misread.line, misread.fault.field, misread.fault.what, misread.fault.remedy)


def records_of(folder: Path, article_id: str, addresses: Iterable[str]) -> tuple[list[Comment], list[Mistake]]:
    """The records of an article, wherever they lie, and what could not be read."""
    found: dict[str, Comment] = {}
    wrong: list[Mistake] = []
    names = [article_file(article_id)]
    if (folder / BY_ADDRESS).is_dir():
        names += [address_file(address) for address in addresses]
    for name in names:
        reading = read(folder / name)
        wrong += mistakes_of(reading, f"{folder.parent.name}/{folder.name}/{name}")
        for record in reading.records:
            found.setdefault(record.id, record)
    return list(found.values()), wrong


class Staging:
    """Changes to the folder that are made all together at the end, or not at all."""

    def __init__(self, folder: Path, staged: Path) -> None:
        self.folder, self._staged = folder, staged
        self._changed: dict[str, Path | None] = {}
        self._written = 0

    def read(self, name: str) -> list[Comment]:
        """The records of a file as they will be; raises PublicationError when it has mistakes."""
        if name in self._changed:
            staged = self._changed[name]
            return list(read(staged).records) if staged else []
        reading = read(self.folder / name)
        if reading.misread:
            lines = map(str, mistakes_of(reading, f"{self.folder}/{name}"))
            raise PublicationError("\n".join([*lines, "Correct this first; nothing was imported."]))
        return list(reading.records)

    def write(self, name: str, records: Iterable[Comment]) -> None:
        """Have a file hold these records."""
        staged = self._changed.get(name)
        if staged is None:
            self._written += 1
            staged = self._staged / str(self._written)
        staged.write_text(archive_file.write(records), encoding="utf-8", newline="\n")
        self._changed[name] = staged

    def remove(self, name: str) -> None:
        """Have a file be gone."""
        self._changed[name] = None

    @property
    def changed(self) -> list[str]:
        """The files that would be written or removed."""
        return sorted(self._changed)

    def commit(self) -> None:
        """Make the changes."""
        for name, staged in self._changed.items():
            target = self.folder / name
            if staged is None:
                target.unlink(missing_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(target)


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """Stage changes beside `folder`, on the same file system; what a killed run left there is cleared away."""
    beside = folder.resolve().parent
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob(f".{folder.name}.new.*"):
        owner = re.fullmatch(r"\.\w+\.new\.(\d+)\.\w+", left.name)
        if owner and not Path(f"/proc/{owner[1]}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)
    staged = Path(mkdtemp(prefix=f".{folder.name}.new.{os.getpid()}.", dir=beside))
    try:
        yield Staging(folder, staged)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
