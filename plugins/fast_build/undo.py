"""Takes back what a build that failed, or was killed, has changed in its output.

Before a file is overwritten or removed it is moved aside, and files that are new are noted in a list. When all went
well, both are thrown away; else everything is put back, by the same build or, when it was killed, by the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

NEW = "new"  # the list of files that were not there before, a NUL behind each
GONE = ".gone"  # behind the name of the folder, when nothing in it is wanted any more
MOVE, LINK, COPY = "move", "link", "copy"


def _copy(path: str, aside: str) -> None:
    """What is changed in place becomes a file of its own: it may be shared with another output by a hard link."""
    os.rename(path, aside)
    shutil.copy2(aside, path, follow_symlinks=False)


def _link(path: str, aside: str) -> None:
    os.link(path, aside, follow_symlinks=False)


_KEEPERS: dict[str, Callable[[str, str], None]] = {MOVE: os.rename, LINK: _link, COPY: _copy}


class Undo:
    """The undoing of changes below `output`; what is moved aside lies in `folder`, on the same file system."""

    def __init__(self, output: str, folder: str) -> None:
        self._output = output.rstrip("/") + "/"
        self.folder = folder
        self._kept: set[str] = set()
        self._list = -1

    def begin(self) -> None:
        """Be ready for changes; recover first."""
        self._kept.clear()
        Path(self.folder, "old").mkdir(parents=True, exist_ok=True)
        self._list = os.open(f"{self.folder}/{NEW}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def keep(self, path: str, how: str) -> None:
        """A file is about to be overwritten (`how` is MOVE), removed (LINK) or changed in place (COPY)."""
        if self._list < 0 or not path.startswith(self._output) or path in self._kept:
            return
        self._kept.add(path)
        relative = path[len(self._output) :]
        aside = f"{self.folder}/old/{relative}"
        if not os.path.lexists(path):
            os.write(self._list, os.fsencode(relative) + b"\0")
        elif not os.path.isdir(path) and not os.path.lexists(aside):
            os.makedirs(os.path.dirname(aside), exist_ok=True)
            _KEEPERS[how](path, aside)

    def note_new(self, path: str) -> None:
        """A file is there that was not there before, and of which nobody has told."""
        if self._list >= 0:
            os.write(self._list, os.fsencode(path[len(self._output) :]) + b"\0")

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
        with suppress(OSError):
            for name in filter(None, Path(self.folder, NEW).read_bytes().split(b"\0")):
                self._remove(os.fsencode(self._output) + name)
        aside = Path(self.folder, "old")
        for path in sorted(aside.rglob("*")):
            if path.is_symlink() or path.is_file():
                target = Path(self._output, path.relative_to(aside))
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
        shutil.rmtree(self.folder, ignore_errors=True)
        return True

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
