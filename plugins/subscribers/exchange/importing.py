"""Brings an export into the list: five thousand rows at a time, each batch in a transaction of its own.

Short transactions let sign-ups in between. An import that was ended half-way is simply run again: what is there already
stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine

from plugins.database.engine import reading
from plugins.publication.mistake import PublicationError
from plugins.subscribers.address import AddressError, normalise
from plugins.subscribers.exchange import export_file, store
from plugins.subscribers.exchange.export_file import FoundRow, Source
from plugins.subscribers.exchange.import_report import ImportReport
from plugins.subscribers.exchange.incoming import Incoming, NoSubscriberError, Refusal, RowError
from plugins.subscribers.exchange.merging import Fate, Known, merge
from plugins.subscribers.exchange.quarantine import Quarantine
from plugins.subscribers.exchange.store import Change
from plugins.subscribers.subscriber import Status, clean_name

BATCH = 5000  # rows: more would hold up sign-ups, fewer would write each page of the database more often
LEAVING = tuple(status for status in Status if status not in {Status.PENDING, Status.CONFIRMED})


@dataclass(frozen=True)
class Wish:
    """What the owner wants: where bad rows go, whether everybody in the export has left, and whether it is meant."""

    quarantine: Path  # a folder
    status: str = ""
    is_live: bool = False

    def __post_init__(self) -> None:
        if self.status and self.status not in LEAVING:
            raise PublicationError(f"--status: '{self.status}' is not known; write one of {', '.join(LEAVING)}")


def import_export(
    engine: Engine, path: Path, wish: Wish, now: datetime, on_bytes: Callable[[int], None] = lambda _: None
) -> ImportReport:
    """Import an export, or, unless it is meant, tell what would happen; `on_bytes` hears of what was read.

    Raises PublicationError for a wish that cannot be, for a file that is no export, and for one that is damaged: what
    came before the damage is in the list then.
    """
    run = _Run(engine, wish, now)
    with export_file.opened(path, on_bytes) as sources:
        for source in sources:
            run.take(source)
    run.settle()
    return run.report


@dataclass(frozen=True)
class _Accepted:
    """A row that can be imported."""

    address: str
    told: Incoming


@dataclass
class _Run:
    engine: Engine
    wish: Wish
    now: datetime
    report: ImportReport = field(init=False)
    would_be: dict[str, Known] = field(default_factory=dict)  # in a dry run: what the rows so far would have changed
    refusals: dict[str, Refusal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.report = ImportReport(is_dry_run=not self.wish.is_live)

    def take(self, source: Source) -> None:
        """Import one CSV file."""
        self.report.sources.append((source.name, source.format.SYSTEM))
        with Quarantine(self.wish.quarantine, source.name, source.header) as quarantine:
            found = (self._accepted(row, source, quarantine) for row in source.rows(self.now))
            accepted = filter(None, found)
            while batch := list(islice(accepted, BATCH)):
                self._import(batch)
        if quarantine.file:
            self.report.quarantines.append(str(quarantine.file))

    def settle(self) -> None:
        """At the end: who must not be mailed is not."""
        if self.refusals and self.wish.is_live:
            with self.engine.begin() as connection:
                store.refuse(connection, list(self.refusals.values()))
                store.settle(connection, self.refusals, self.now)

    def _accepted(self, row: FoundRow, source: Source, quarantine: Quarantine) -> _Accepted | None:
        if isinstance(row.who, Refusal):
            self.report.hashes += 1
            self.refusals[row.who.address_hash] = row.who
            return None
        try:
            return self._person(row.who)
        except NoSubscriberError as reason:
            self.report.left_out[str(reason)] += 1
            return None
        except RowError as error:
            self.report.refuse(source.name, row.line, str(error))
            if self.wish.is_live:
                quarantine.add(row.line, row.cells, str(error))
            return None

    def _person(self, who: Incoming | RowError) -> _Accepted:
        if isinstance(who, RowError):
            raise who
        told = replace(who, status=Status(self.wish.status), status_at=None) if self.wish.status else who
        if not told.address:
            raise RowError("it has no address; fill it in, or leave the line out")
        if told.status is Status.CONFIRMED and not told.confirmed_at:
            raise RowError("it does not say when this person agreed; fill in the time")
        try:
            return _Accepted(normalise(told.address), told)
        except AddressError as error:
            raise RowError(f"the address: {error}") from None

    def _import(self, accepted: Sequence[_Accepted]) -> None:
        transaction = self.engine.begin() if self.wish.is_live else reading(self.engine)
        with transaction as connection:
            fates, statuses = self._decide(connection, accepted)
        self.report.fates += fates
        self.report.statuses += statuses

    def _decide(self, connection: Connection, accepted: Sequence[_Accepted]) -> tuple[Counter[Fate], Counter[Status]]:
        fates: Counter[Fate] = Counter()
        statuses: Counter[Status] = Counter()
        known = store.known(connection, {one.address for one in accepted}, for_update=self.wish.is_live)
        known |= {one.address: self.would_be[one.address] for one in accepted if one.address in self.would_be}
        changes: dict[str, Change] = {}
        for one in accepted:
            fate, status = merge(known.get(one.address, Known()), one.told)
            fates[fate] += 1
            if fate not in {Fate.NEW, Fate.CHANGED}:
                continue
            statuses[status] += 1
            if one.address in changes:  # twice in one batch: the first has to be there before
                self._write(connection, changes)
            name = clean_name(one.told.name)
            changes[one.address] = Change(one.address, name, one.told, status, is_new=fate is Fate.NEW)
            known[one.address] = Known(status, one.told.confirmed_here_at)
        self._write(connection, changes)
        return fates, statuses

    def _write(self, connection: Connection, changes: dict[str, Change]) -> None:
        if self.wish.is_live:
            store.write(connection, list(changes.values()), self.now)
        else:
            self.would_be |= {one.address: Known(one.status, one.told.confirmed_here_at) for one in changes.values()}
        changes.clear()
