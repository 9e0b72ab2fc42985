"""Takes back what a build that failed, or was killed, has changed in its output.

Before a file is overwritten or removed it is noted in a list and moved aside; files that are new are noted too. When
all went well, everything aside is thrown away; else it is put back, the last change first, by the same build or, when
that was killed, by the next. Of an output that was empty nothing needs to be noted.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

# A list for each process, which would wait for one another's: of each file when it was changed in nanoseconds of the
# machine's clock, where it lies aside (nowhere: it is new), and its path, with blanks between and a NUL at the end.
LIST = "list-"
EMPTY = "empty"  # there when the output was empty at the beginning
GONE = ".gone"  # behind the name of the folder, when nothing in it is wanted any more
MOVE, LINK, COPY = "move", "link", "copy"


def _copy(path: str, aside: str) -> None:
    """What is changed in place becomes a file of its own: it may be shared with another output by a hard link."""
    os.rename(path, aside)
    shutil.copy2(aside, path, follow_symlinks=False)


def _link(path: str, aside: str) -> None:
    os.link(path, aside, follow_symlinks=False)


def _part(path: str, how: str) -> None:
    """Leave another output its file. What was linked is new here, so there is nothing to put back."""
    if how == COPY:
        copy = f"{path}.copy"
        shutil.copy2(path, copy, follow_symlinks=False)
        os.rename(copy, path)
    elif how == MOVE:
        os.unlink(path)


_KEEPERS: dict[str, Callable[[str, str], None]] = {MOVE: os.rename, LINK: _link, COPY: _copy}


class Undo:
    """The undoing of changes below `output`; what is moved aside lies in `folder`, on the same file system."""

    def __init__(self, output: str, folder: str) -> None:
        self._output = output.rstrip("/") + "/"
        self.folder = folder
        self._kept: set[str] = set()
        self._folders: set[str] = set()  # of such files
        self._linked: set[str] = set()  # new files that another output has as well
        self._number = 0
        self._list = -1
        self._process = 0  # whose list that is
        self._was_empty = False

    def begin(self) -> None:
        """Be ready for changes; recover first."""
        self._kept.clear()
        self._number = 0
        Path(self.folder).mkdir(parents=True, exist_ok=True)
        self._was_empty = not os.path.isdir(self._output) or not os.listdir(self._output)
        if self._was_empty:
            Path(self.folder, EMPTY).touch()
        self._open()

    def _open(self) -> None:
        self._process = os.getpid()
        name = f"{self.folder}/{LIST}{self._process}"
        self._list = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def keep(self, path: str, how: str) -> None:
        """A file is about to be overwritten (`how` is MOVE), removed (LINK) or changed in place (COPY)."""
        if self._list < 0 or not path.startswith(self._output) or path in self._kept:
            return
        self._kept.add(path)
        if path in self._linked:
            _part(path, how)
        elif self._was_empty:
            return
        elif not os.path.lexists(path):
            self._note("", path)
        elif not os.path.isdir(path):
            self._number += 1
            aside = f"{os.getpid()}.{self._number}"
            self._note(aside, path)
            _KEEPERS[how](path, f"{self.folder}/{aside}")

    def _note(self, aside: str, path: str) -> None:
        if self._was_empty:
            return
        if self._process != os.getpid():  # a fork of the build
            self._open()
        entry = f"{time.monotonic_ns()} {aside} ".encode() + os.fsencode(path[len(self._output) :]) + b"\0"
        os.write(self._list, entry)

    def link(self, source: str, path: str) -> None:
        """Take a file of another output by a hard link; whoever writes to it later gets a file of its own."""
        self._note("", path)
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        os.link(source, path)
        self._linked.add(path)
        self._kept.discard(path)  # the observer has heard of the link as of a file that is written

    def note_new(self, path: str) -> None:
        """A file is there that was not there before, and of which nobody has told."""
        if self._list >= 0:
            self._note("", path)

    def keep_below(self, folder: str) -> None:
        """A whole folder is about to be removed."""
        for parent, _, names in os.walk(folder):
            for name in names:
                self.keep(f"{parent}/{name}", LINK)

    def commit(self) -> None:
        """The changes are for good, from one moment to the next."""
        self._close()
        with suppress(FileNotFoundError):
            os.rename(self.folder, f"{self.folder}{GONE}")
        shutil.rmtree(f"{self.folder}{GONE}", ignore_errors=True)

    def recover(self) -> bool:
        """Put back what a build changed that did not come to its end; whether there was one."""
        self._close()
        shutil.rmtree(f"{self.folder}{GONE}", ignore_errors=True)
        if not os.path.isdir(self.folder):
            return False
        if Path(self.folder, EMPTY).exists():
            shutil.rmtree(self._output, ignore_errors=True)
        for _, aside, name in sorted(self._entries(), reverse=True):
            self._take_back(os.fsencode(self.folder) + b"/" + aside if aside else b"", name)
        shutil.rmtree(self.folder, ignore_errors=True)
        return True

    def _entries(self) -> Iterator[tuple[int, bytes, bytes]]:
        for file in Path(self.folder).glob(f"{LIST}*"):
            for entry in file.read_bytes().split(b"\0")[:-1]:
                moment, aside, name = entry.split(b" ", 2)
                yield int(moment), aside, name

    def _take_back(self, aside: bytes, name: bytes) -> None:
        path = os.fsencode(self._output) + name
        if not aside:
            self._remove(path)
        elif os.path.lexists(aside):  # else the build ended before it was moved
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.replace(aside, path)

    def _remove(self, path: bytes) -> None:
        """Remove a file that was not there before, and the folders that it leaves empty, the output itself as well."""
        with suppress(OSError):
            os.unlink(path)
        with suppress(OSError):
            while len(path := os.path.dirname(path)) + 1 >= len(os.fsencode(self._output)):
                os.rmdir(path)

    def _close(self) -> None:
        if self._list >= 0:
            os.close(self._list)
            self._list = -1
