"""Files with addresses in them: read by their owner alone, and never written over one that exists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TextIO

from plugins.publication.mistake import PublicationError


class PrivateFileError(PublicationError):
    """A file cannot be written; the message names it and the remedy."""


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """As `create`, but the file is there when the block has ended well, and not at all otherwise."""
    if path.exists():
        raise _there(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with create(unfinished) as stream:
            yield stream
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def create(path: Path) -> TextIO:
    """A new text file with mode 0600, for CSV (UTF-8, no translation of line ends); its folders get 0700 when made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        raise PrivateFileError(f"{path}: {error.strerror}; choose another name") from None
    return open(number, "w", encoding="utf-8", newline="")  # noqa: PTH123 - a file that is open already


def _there(path: Path) -> PrivateFileError:
    return PrivateFileError(f"{path}: it is there already; choose another name, or move it away")


def free_name(folder: Path, stem: str, suffix: str = ".csv") -> Path:
    """The first of `stem.csv`, `stem-2.csv`, `stem-3.csv` … that is not there."""
    names = (folder / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}" for number in count(1))
    return next(name for name in names if not name.exists())
