"""Notes what steps read of Pelican's contents, by hooks in their classes.

An article's attribute is the cell `(source path, attribute)`. Properties that are worked out, such as `content`, may
read other articles on the way; what they read then belongs to everybody who asks for them later.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property, partial
from typing import Any

from pelican.cache import FileStampDataCacher
from pelican.contents import Content, Static

from plugins.fast_build.pelican_holding import held_by, identity, missing_attribute, whole
from plugins.fast_build.record import RECORDER, Record

# What every content has alike, or what is compared by other means.
_UNNOTED = frozenset({"settings", "_context", "relative_source_path", "source_path"})
ANSWERS = "_fast_build_answers"  # what some methods of a content will say, as long as it is as it was read
EVERYTHING = "__dict__"  # who takes everything may read everything
_ADDRESSES = frozenset({"url", "save_as"})
_known: dict[int, _Known] = {}  # by the address of each content
_noted: set[tuple[type, str]] = set()  # attributes that the coarse record has
_behind: dict[int, Record] = {}  # what the properties of contents have read elsewhere, by the numbers of their cells
_alike: dict[frozenset[int], Record] = {}  # one record for all properties that read the same cells, and nothing else
_remembered: list[dict[Any, Any]] = []  # where Pelican keeps the results of methods
late: set[str] = set()  # what attributes of contents were set since somebody emptied it
ATTACHED = "attached"  # in `late`: a page has taken a static file to itself, unless another has linked to it before
_LINKED = "_output_location_referenced"  # by this, Pelican knows whether another has
_get, _set = object.__getattribute__, object.__setattr__
_address = object.__hash__  # as good as id(), of which Python tells every observer


def install() -> None:
    """Put the hooks into the classes, once a process."""
    if Content.__getattribute__ is _getattribute:
        return
    Content.__getattribute__ = _getattribute
    Content.__getattr__ = missing_attribute
    Content.__setattr__ = _setattr
    for name in ("get_static_links", "refresh_metadata_intersite_links", "is_valid"):
        setattr(Content, name, _silent(getattr(Content, name)))
    for name in ("get_content", "get_summary"):
        setattr(Content, name, _remembering(name, vars(Content)[name]))
    Static.attach_to = _attaching(Static.attach_to)
    FileStampDataCacher._get_file_stamp = _no_stamp


def forget() -> None:
    """Forget what is known of contents: they are others now, or are numbered in another way.

    What Pelican remembers of them goes too. Whoever asks for it again reads what it was worked out from again.
    """
    for remembered in _remembered:
        remembered.clear()
    _behind.clear()
    _alike.clear()
    _known.clear()
    _noted.clear()


class _Known(dict[str, int]):
    """What is known of a content: for each attribute the number of its cell, doubled, and odd where it is worked out.

    Attributes that are not noted have a negative number. Addresses are asked for very often, and worked out once.
    """

    def __init__(self, content: Content) -> None:
        super().__init__()
        self.content = content  # so that its address is no other's
        self.identity = identity(content) or ""
        self.addresses: dict[str, str] = {}

    def __missing__(self, name: str) -> int:
        number = -1
        if name not in _UNNOTED:
            kind = _kind(type(self.content), name)
            if kind >= 0:
                number = 2 * RECORDER.numbering.number((self.identity, name)) + kind
        self[name] = number
        return number


def _kind_of(cls: type, name: str) -> int:
    """Of an attribute: 1 where it is worked out, 0 where it lies there; -1 for a method, which is the class's."""
    if name.startswith("__"):
        return -1
    for base in cls.__mro__:
        if name in vars(base):
            value = vars(base)[name]
            return 1 if isinstance(value, property | cached_property) else -1 if callable(value) else 0
    return 0


_kind: Callable[[Any, str], int] = cache(_kind_of)


def _getattribute(self: Content, name: str) -> Any:
    record = RECORDER.record
    if record is None:
        return _get(self, name) if name != EVERYTHING else whole(self)
    if record.coarse or record.is_making:
        return _read_coarsely(self, name, record)
    known = _known.get(_address(self))
    if known is None:
        known = _known[_address(self)] = _Known(self)
    number = known[name]
    if number < 0:
        if name == EVERYTHING:
            record.is_loose = True
            return whole(self)
        return _get(self, name)
    record.cells.add(number >> 1)
    if not number & 1:
        return _get(self, name)
    if name in _ADDRESSES and not issubclass(type(self), Static):
        if name not in known.addresses:
            known.addresses[name] = _worked_out(number >> 1, record, partial(_get, self, name))
        else:
            record.add(_behind[number >> 1])
        return known.addresses[name]
    return _worked_out(number >> 1, record, partial(_get, self, name))


def _read_coarsely(self: Content, name: str, record: Record) -> Any:
    """What is worked out counts by its result, and not by what it is worked out from."""
    cls = type(self)
    if record.is_making:
        return _get(self, name) if name != EVERYTHING else whole(self)
    if (cls, name) not in _noted:
        _noted.add((cls, name))
        if name == EVERYTHING or (name not in _UNNOTED and _kind(cls, name) >= 0):
            RECORDER.note("class", cls.__name__, name)
    if name == EVERYTHING:
        return whole(self)
    if not is_worked_out(cls, name):
        return _get(self, name)
    RECORDER.record = None
    try:
        return _get(self, name)
    finally:
        RECORDER.record = record


def value_of(content: Content, name: str) -> Any:
    """The value of an attribute; an address that was worked out is not worked out again."""
    known = _known.get(_address(content))
    return known.addresses[name] if known and name in known.addresses else getattr(content, name)


def is_worked_out(cls: type, name: str) -> bool:
    """Whether an attribute of a class of contents is worked out from others."""
    return _kind(cls, name) == 1


def _setattr(self: Content, name: str, value: Any) -> None:
    known = _known.get(_address(self))
    if known is not None:
        known.addresses.clear()
    if name != _LINKED:
        late.add(name)
        held_by(self).pop(ANSWERS, None)
    _set(self, name, value)


def _worked_out(number: int, record: Record, work: Callable[[], Any]) -> Any:
    """The value of a property, and what it read elsewhere, now or when it was first asked for."""
    behind = _behind.get(number)
    RECORDER.record = Record() if behind is None else None
    try:
        value = work()
        if behind is None and RECORDER.record is not None:
            behind = RECORDER.record
            cells = RECORDER.numbering.things
            own = cells[number][0]
            behind.cells = {other for other in behind.cells if cells[other][0] != own}
            if behind.is_of_cells:  # most have read no more than the same few settings
                behind = _alike.setdefault(frozenset(behind.cells), behind)
            _behind[number] = behind
    finally:
        RECORDER.record = record
    if behind is not None:
        record.add(behind)
    return value


def _remembering(name: str, method: Any) -> Callable[..., Any]:
    """A method whose results Pelican remembers, so that it reads nothing when it is called again."""

    remembered = getattr(method, "cache", {})
    _remembered.append(remembered)

    def look(self: Content, site_url: str) -> Any:
        try:
            return remembered[self, site_url]
        except (KeyError, TypeError):  # TypeError: what cannot be a key is not remembered
            return method.__get__(self, type(self))(site_url)

    def call(self: Content, site_url: str) -> Any:
        record = RECORDER.record
        if record is None:
            return look(self, site_url)
        if record.coarse:
            RECORDER.note("class", type(self).__name__, name)
            return look(self, site_url)
        number = RECORDER.numbering.number((identity(self) or "", name, site_url))
        record.cells.add(number)
        return _worked_out(number, record, partial(look, self, site_url))

    return call


def _no_stamp(self: FileStampDataCacher, filename: str) -> str:
    """Pelican asks for the time of each source, also where it keeps none."""
    return ""


def _attaching(method: Callable[..., Any]) -> Callable[..., Any]:
    """What becomes of a file depends on all pages that were made before, so who hears of this makes all of them."""

    def call(self: Static, *arguments: Any) -> Any:
        late.add(ATTACHED)
        return method(self, *arguments)

    return call


def _silent(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a content that concerns this content alone; what it will say may be known from its reading."""
    name = method.__name__

    def call(self: Content, *arguments: Any) -> Any:
        answers = held_by(self).get(ANSWERS)
        if answers and name in answers:
            return answers[name]
        if RECORDER.record is not None and RECORDER.record.is_making:  # it may be asked for what it will say
            return method(self, *arguments)
        with RECORDER.silence():
            return method(self, *arguments)

    return call
