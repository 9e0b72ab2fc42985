"""One person of an export, as any system tells it, before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugins.subscribers.exchange.spreadsheet_text import unprotect
from plugins.subscribers.exchange.written_time import TimeError, parse_time
from plugins.subscribers.subscriber import INTERESTS, Status

ELSEWHERE = "import: "  # how the forms of other systems are called


class RowError(ValueError):
    """A row is not imported; the message says why, with the remedy, and nothing of the person."""


class NoSubscriberError(RowError):
    """A row of somebody who is no subscriber, and never was: there is nothing to mend, and nothing to keep."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person agreed to, as far as the export says; it is a consent since `confirmed_at`. Times are UTC."""

    form: str
    given_at: datetime
    confirmed_at: datetime | None
    tag: str = ""
    page: str = ""
    wording: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A person, with the address as it is written; `status_at` is None where the export does not say since when.

    The last agreement is the newest. `id` is one that our own list gave before.
    """

    address: str
    status: Status
    agreements: tuple[Agreement, ...]
    name: str = ""
    interests: tuple[str, ...] = INTERESTS
    status_at: datetime | None = None
    created_at: datetime | None = None
    last_confirmed_at: datetime | None = None  # where it is told apart from the agreements
    id: int | None = None

    @property
    def confirmed_at(self) -> datetime | None:
        """When the person agreed, the last time."""
        times = [one.confirmed_at for one in self.agreements if one.confirmed_at]
        return self.last_confirmed_at or max(times, default=None)

    @property
    def confirmed_here_at(self) -> datetime | None:
        """When the person agreed on a form of ours, the last time."""
        here = [one.confirmed_at for one in self.agreements if one.confirmed_at and not is_elsewhere(one.form)]
        return max(here, default=None)


def is_elsewhere(form: str) -> bool:
    """Whether an agreement was made at another system, and not on a form of ours."""
    return form.startswith(ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address that must not be mailed, of which only the hash is left (see `suppressions`)."""

    address_hash: str
    reason: str
    since: datetime


class Row:
    """The cells of one row by the names of their columns, in lower case; `now` is when it is read."""

    def __init__(self, columns: Mapping[str, int], cells: Sequence[str], now: datetime) -> None:
        self.columns, self.now, self._cells = columns, now, cells

    def text(self, *names: str) -> str:
        """What stands in the first of these columns that has something; else nothing."""
        for name in names:
            place = self.columns.get(name)
            if place is not None and (found := self._cells[place].strip()):
                return unprotect(found)
        return ""

    def time(self, *names: str) -> datetime | None:
        """The time in the first of these columns that has something; raises RowError."""
        try:
            return parse_time(self.text(*names), self.now)
        except TimeError as error:
            raise RowError(str(error)) from None


def imported(system: str, asked: datetime | None, confirmed: datetime | None = None) -> tuple[Agreement, ...]:
    """What somebody agreed to at another system, which tells neither the form nor its words; nothing without a time."""
    given = asked or confirmed
    return (Agreement(f"{ELSEWHERE}{system}", given_at=given, confirmed_at=confirmed or given),) if given else ()
