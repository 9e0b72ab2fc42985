"""Keeps the rows that were not imported, in a file with the columns of their source: mended, it can be imported.

Two columns stand in front, the line and the reason; an import takes no notice of them.
"""

from __future__ import annotations

import csv
import glob
import re
from collections.abc import Sequence
from pathlib import Path, PurePath
from types import TracebackType
from typing import TextIO

from plugins.subscribers.exchange import private_file
from plugins.subscribers.exchange.spreadsheet_text import protect

COLUMNS = ("quarantine_line", "quarantine_reason")


class Quarantine:
    """The rows of one source that were not imported; there is no file before the first. A context manager."""

    def __init__(self, folder: Path, source: str, header: Sequence[str]) -> None:
        stem = re.sub(r"[^\w.-]+", "_", PurePath(source).stem).strip(".") or "export"
        self._folder, self._stem = folder, f"{stem[:100]}-quarantine"
        self._skip = len(COLUMNS) if tuple(header[: len(COLUMNS)]) == COLUMNS else 0
        self._header = header[self._skip :]
        self._stream: TextIO | None = None
        self.file: Path | None = None

    def add(self, line: int, cells: Sequence[str], reason: str) -> None:
        """Keep a row; raises PrivateFileError where no file can be made."""
        if self._stream is None:
            self.file = private_file.free_name(self._folder, self._stem)
            self._stream = private_file.create(self.file)
            self._writer = csv.writer(self._stream)
            self._writer.writerow([*COLUMNS, *self._header])
        self._writer.writerow([str(line), reason, *map(protect, cells[self._skip :])])

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None) -> None:
        if self._stream and self.file:
            self._stream.close()
            self._drop_a_repetition(self.file)

    def _drop_a_repetition(self, file: Path) -> None:
        """An import that is run again finds the same bad rows; one file of them is enough."""
        text = file.read_bytes()
        for other in sorted(self._folder.glob(f"{glob.escape(self._stem)}*.csv")):
            if other != file and other.read_bytes() == text:
                file.unlink()
                self.file = other
                return
