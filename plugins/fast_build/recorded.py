"""Dictionaries and lists that note what is read of them; otherwise they are what they seem."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterable, Iterator
from typing import Any

from plugins.fast_build.record import RECORDER


class RecordedDict(dict[Any, Any]):
    """A dictionary that notes every name that is asked for, as the cell `(kind, name)`."""

    kind = "context"
    _numbers: dict[Any, int]
    changed: set[Any] | None = None  # the names that are set from now on, where somebody wants to know

    def _note(self, key: Any) -> None:
        record = RECORDER.record
        if record is not None:
            try:
                record.cells.add(self._numbers[key])
            except (KeyError, AttributeError):
                record.cells.add(self._number(key))

    def _number(self, key: Any) -> int:
        number = RECORDER.numbering.number((self.kind, key))
        vars(self).setdefault("_numbers", {})[key] = number
        return number

    def renumber(self) -> None:
        """The cells have other numbers from now on."""
        vars(self).pop("_numbers", None)

    def __getitem__(self, key: Any) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self._note(key)
        return super().__contains__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of `key`, noted."""
        self._note(key)
        return super().get(key, default)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value of `key`, noted."""
        self._note(key)
        self._note_change([key] if not dict.__contains__(self, key) else ())
        return super().setdefault(key, default)

    def _note_change(self, keys: Iterable[Any]) -> None:
        if self.changed is not None:
            self.changed.update(keys)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._note_change([key])
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        self._note_change([key])
        super().__delitem__(key)

    def pop(self, key: Any, *default: Any) -> Any:
        """Take out `key`, noted."""
        self._note(key)
        self._note_change([key])
        return super().pop(key, *default)

    def update(self, *others: Any, **named: Any) -> None:
        """Take in what others hold, noted."""
        new = dict(*others, **named)
        self._note_change(new)
        super().update(new)

    def __ior__(self, other: Any) -> RecordedDict:  # type: ignore[misc]  # narrower than dict's
        self.update(other)
        return self


class RecordedSettings(RecordedDict):
    """Pelican's settings, noted."""

    kind = "setting"


class RecordedList(list[Any]):
    """A list that notes what is asked of it, as the cell `("list", path, question, …)`.

    What it holds counts by who it is: an article in it is noted as being there, not with its words. Lists inside it,
    also those in tuples, are of this kind too.
    """

    def __init__(self, path: str, items: Iterable[Any]) -> None:
        super().__init__(items)
        self.path = path
        first = list.__getitem__(self, 0) if list.__len__(self) else None
        if type(first) in {list, tuple}:
            for index, item in enumerate(list.__iter__(self)):
                list.__setitem__(self, index, _inside(item, f"{path}/{index}"))

    def _note(self, *question: str) -> None:
        RECORDER.note("list", self.path, *question)

    def __iter__(self) -> Iterator[Any]:
        self._note("all")
        return super().__iter__()

    def __reversed__(self) -> Iterator[Any]:
        self._note("all")
        return super().__reversed__()

    def __len__(self) -> int:
        self._note("length")
        return super().__len__()

    def __bool__(self) -> bool:
        self._note("any")
        return super().__len__() > 0

    def __contains__(self, item: Any) -> bool:
        self._note("all")
        return super().__contains__(item)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            self._note("part", repr((index.start, index.stop, index.step)))
        else:
            self._note("one", repr(index))
        return super().__getitem__(index)

    def __eq__(self, other: object) -> bool:
        self._note("all")
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        self._note("all")
        return super().__ne__(other)

    __hash__ = None

    def __add__(self, other: Any) -> Any:
        self._note("all")
        return super().__add__(other)

    def __radd__(self, other: Any) -> Any:
        self._note("all")
        return other + self.plain()

    def copy(self) -> list[Any]:
        """A plain copy."""
        return self.plain()

    def index(self, *arguments: Any) -> int:
        """Where an item is."""
        self._note("all")
        return super().index(*arguments)

    def count(self, value: Any) -> int:
        """How often an item is there."""
        self._note("all")
        return super().count(value)

    def plain(self) -> list[Any]:
        """What it holds as a plain list, noted."""
        self._note("all")
        return list(super().__iter__())

    def answer(self, question: str, detail: str = "") -> Any:
        """What a noted question would bring now."""
        held = list.__iter__(self)
        if question == "all":
            return list(held)
        if question in {"length", "any"}:
            return list.__len__(self) if question == "length" else list.__len__(self) > 0
        asked = literal_eval(detail)
        return list.__getitem__(self, slice(*asked) if question == "part" else asked)


def _inside(item: Any, path: str) -> Any:
    if type(item) is list:
        return RecordedList(path, item)
    if type(item) is tuple and any(type(part) is list for part in item):
        return tuple(_inside(part, f"{path}/{index}") for index, part in enumerate(item))
    return item


def find(root: Any, path: str) -> Any:
    """The recorded list at a path such as `categories/3/1` below `root`; None where there is none any more."""
    found: Any = root
    for step in path.split("/")[1:]:
        try:
            found = (list if isinstance(found, list) else tuple).__getitem__(found, int(step))
        except (IndexError, TypeError):
            return None
    return found if isinstance(found, RecordedList) else None
