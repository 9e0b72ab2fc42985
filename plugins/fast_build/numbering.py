"""Numbers for things that are named often, such as cells: small to keep, quick to compare."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Numbering(Generic[T]):
    """Gives every thing a number, the next one to a new thing. `things` are all, by their numbers."""

    def __init__(self, things: Iterable[T] = ()) -> None:
        self.things: list[T] = list(things)

    @cached_property
    def _numbers(self) -> dict[T, int]:
        return {thing: number for number, thing in enumerate(self.things)}  # not before somebody asks

    def number(self, thing: T) -> int:
        """The number of a thing."""
        number = self._numbers.get(thing)
        if number is None:
            number = self._numbers[thing] = len(self.things)
            self.things.append(thing)
        return number

    def known(self, thing: T) -> int | None:
        """The number of a thing; None for one that has none."""
        return self._numbers.get(thing)

    def numbers(self, things: Iterable[T]) -> array[int]:
        """The numbers of some things, in their order."""
        return array("I", sorted(map(self.number, things)))

    def of(self, numbers: Iterable[int]) -> Iterator[T]:
        """The things of some numbers."""
        return map(self.things.__getitem__, numbers)

    def __reduce__(self) -> tuple[type[Numbering[T]], tuple[list[T]]]:
        return Numbering, (self.things,)

    def __len__(self) -> int:
        return len(self.things)
