"""A file of many small values that are read one at a time: what a source became, what an article holds.

New values are appended; where they lie is kept by whoever keeps the shelf's places, so that a build that was killed
leaves nothing but bytes that nobody refers to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from plugins.fast_build.fact import digest

Place = tuple[int, int, bytes]  # where a value begins, how long it is, and its digest


class Shelf:
    """The values in `file`, of which the first `length` bytes are known to be good."""

    def __init__(self, file: Path, length: int = 0) -> None:
        self.file = file
        self.length = self.length_before = length
        self._number = -1

    def put(self, data: bytes, known: Place | None = None) -> Place:
        """Keep a value; its place, which is `known` where the same value lies there. Raises OSError."""
        summed = digest(data)
        if known and known[2] == summed and known[1] == len(data):
            return known
        os.pwrite(self._opened(), data, self.length)
        place = (self.length, len(data), summed)
        self.length += len(data)
        return place

    def get(self, place: Place) -> bytes | None:
        """The value at a place; None where it is damaged."""
        start, size, summed = place
        try:
            data = os.pread(self._opened(), size, start)
        except OSError:
            return None
        return data if len(data) == size and digest(data) == summed else None

    def copied_to(self, new: Shelf, places: Iterable[Place]) -> dict[Place, Place]:
        """Copy what lies at `places` to another shelf; where each lies there. Raises OSError."""
        moved = {}
        for place in sorted(set(places)):
            start, size, summed = place
            moved[place] = (new.length, size, summed)
            os.pwrite(new._opened(), os.pread(self._opened(), size, start), new.length)
            new.length += size
        return moved

    def close(self) -> None:
        """Let go of the file."""
        if self._number >= 0:
            os.close(self._number)
            self._number = -1

    def _opened(self) -> int:
        if self._number < 0:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._number = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o666)
        return self._number
