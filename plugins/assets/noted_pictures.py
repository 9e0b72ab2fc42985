"""The pictures of a site by their paths, noting which of them is asked for: a page depends on those that it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plugins.assets.published_picture import PublishedPicture


class NotedPictures(Mapping[str, PublishedPicture]):
    """A map that calls `note(path)` for each picture that is asked for, and `note()` when it is asked for all."""

    notes_itself = True  # plugins.fast_build need not compare the whole

    def __init__(self, held: Mapping[str, PublishedPicture], note: Callable[..., None]) -> None:
        self._held, self._note = held, note

    def __getitem__(self, path: str) -> PublishedPicture:
        self._note(path)
        return self._held[path]

    def __iter__(self) -> Iterator[str]:
        self._note()
        return iter(self._held)

    def __len__(self) -> int:
        self._note()
        return len(self._held)


def answer(held: Mapping[str, PublishedPicture], *path: str) -> Any:
    """What a noted question asks for, as plain values."""
    return [held.get(one) for one in path] if path else list(held.items())
