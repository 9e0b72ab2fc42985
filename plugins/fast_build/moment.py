"""A now that notes until when it would have been answered alike.

Whoever asks it "is this before you?" depends on the moment at which the answer changes, and on nothing else of it. A
step that looks at it in any other way, as by writing it onto a page, depends on every second.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from plugins.fast_build.record import RECORDER

_SECOND = timedelta(microseconds=1)


def _note(first: datetime | None, last: datetime | None) -> None:
    """What was answered holds from `first` on, and until `last`."""
    record = RECORDER.record
    if record is not None:
        record.hold(written(first), written(last))


def written(moment: datetime | None) -> str:
    """A moment as records have it, so that the order of texts is that of time; empty for None."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""


class RecordedMoment(datetime):
    """An aware datetime for a build's now."""

    notes_itself = True

    @classmethod
    def of(cls, moment: datetime) -> RecordedMoment:
        """The same moment, recorded; `moment` is aware."""
        parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond)
        return cls(*parts, tzinfo=moment.tzinfo, fold=moment.fold)

    def _compared(self, other: Any, is_equal_before: bool) -> None:
        """A comparison with `other`; with `is_equal_before`, the very same moment is answered like an earlier one."""
        if not isinstance(other, datetime) or other.tzinfo is None:
            self._used()
            return
        turn = other + _SECOND if is_equal_before else other  # the first moment at which the answer is the later one
        plain = self.plain()
        _note(None, turn) if plain < turn else _note(turn, None)

    def _used(self) -> None:
        _note(self.plain(), self.plain() + _SECOND)

    def plain(self) -> datetime:
        """The moment as a plain datetime; nothing is noted."""
        parts: tuple[Any, ...] = (datetime.year, datetime.month, datetime.day)
        times: tuple[Any, ...] = (datetime.hour, datetime.minute, datetime.second, datetime.microsecond)
        year, month, day, *clock = (part.__get__(self) for part in (*parts, *times))
        return datetime.combine(date(year, month, day), time(*clock), self.tzinfo).replace(fold=self.fold)

    def __lt__(self, other: Any) -> bool:
        self._compared(other, False)
        return bool(self.plain() < other)

    def __ge__(self, other: Any) -> bool:
        self._compared(other, False)
        return bool(self.plain() >= other)

    def __le__(self, other: Any) -> bool:
        self._compared(other, True)
        return bool(self.plain() <= other)

    def __gt__(self, other: Any) -> bool:
        self._compared(other, True)
        return bool(self.plain() > other)

    def __eq__(self, other: object) -> bool:
        self._used()
        return self.plain() == other

    def __hash__(self) -> int:
        return hash(self.plain())

    def astimezone(self, tz: tzinfo | None = None) -> RecordedMoment:
        """The same moment in another zone, recorded too."""
        return RecordedMoment.of(self.plain().astimezone(tz))

    def date(self) -> RecordedDay:
        """The day, recorded."""
        plain = self.plain()
        day = RecordedDay(plain.year, plain.month, plain.day)
        day.zone = plain.tzinfo
        return day

    def __reduce_ex__(self, protocol: Any) -> Any:
        self._used()
        return self.plain().__reduce_ex__(protocol)

    def __copy__(self) -> RecordedMoment:
        return self

    def __deepcopy__(self, memo: Any) -> RecordedMoment:
        return self


class RecordedDay(date):
    """The day of a build's now, in its zone."""

    zone: tzinfo | None = None

    def plain(self) -> date:
        """The day as a plain date; nothing is noted."""
        parts: tuple[Any, ...] = (date.year, date.month, date.day)
        return date(*(part.__get__(self) for part in parts))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)

    def _compared(self, other: Any, is_equal_before: bool) -> None:
        if type(other) is not date:
            self._used()
            return
        turn = other + timedelta(days=1) if is_equal_before else other
        _note(None, self._midnight(turn)) if self.plain() < turn else _note(self._midnight(turn), None)

    def _used(self) -> None:
        plain = self.plain()
        _note(self._midnight(plain), self._midnight(plain + timedelta(days=1)))

    def __lt__(self, other: date) -> bool:
        self._compared(other, False)
        return self.plain() < other

    def __ge__(self, other: date) -> bool:
        self._compared(other, False)
        return self.plain() >= other

    def __le__(self, other: date) -> bool:
        self._compared(other, True)
        return self.plain() <= other

    def __gt__(self, other: date) -> bool:
        self._compared(other, True)
        return self.plain() > other

    def __eq__(self, other: object) -> bool:
        self._used()
        return self.plain() == other

    def __hash__(self) -> int:
        return hash(self.plain())


def _using(cls: type, name: str) -> Any:
    """A method or attribute of the plain class, whose use counts as a use of the whole value."""
    plain = getattr(cls.__mro__[1], name)

    def use(self: Any, *arguments: Any, **options: Any) -> Any:
        self._used()
        return getattr(self.plain(), name)(*arguments, **options)

    return use if callable(plain) else property(lambda self: (self._used(), getattr(self.plain(), name))[1])


_DAY = "year month day isoformat strftime ctime timetuple toordinal weekday isoweekday isocalendar replace __format__"
_MOMENT = " hour minute second microsecond timestamp time timetz utctimetuple"
for _cls, _names in ((RecordedMoment, _DAY + _MOMENT), (RecordedDay, _DAY)):
    for _name in [*_names.split(), "__str__", "__repr__", "__add__", "__radd__", "__sub__", "__rsub__", "__ne__"]:
        setattr(_cls, _name, _using(_cls, _name))
