"""The account of an import: every row that was read is counted once, and what became of it is said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plugins.subscribers.exchange.merging import Fate
from plugins.subscribers.subscriber import Status

SHOWN = 20  # bad rows that are named in the terminal; the quarantine has all


@dataclass
class ImportReport:
    """What was read, and what became of it; it says nothing of any one person. `bad_rows` are the first few."""

    is_dry_run: bool
    sources: list[tuple[str, str]] = field(default_factory=list)  # file, system
    fates: Counter[Fate] = field(default_factory=Counter)
    statuses: Counter[Status] = field(default_factory=Counter)  # of the rows that are new or changed
    hashes: int = 0  # of people who must not be mailed
    left_out: Counter[str] = field(default_factory=Counter)  # who is no subscriber, by the reason
    bad: Counter[str] = field(default_factory=Counter)  # rows that could be mended, by the reason
    bad_rows: list[str] = field(default_factory=list)
    quarantines: list[str] = field(default_factory=list)

    def refuse(self, source: str, line: int, why: str) -> None:
        """Count a bad row."""
        self.bad[why] += 1
        if len(self.bad_rows) < SHOWN:
            self.bad_rows.append(f"{source}:{line}: {why}")

    @property
    def read(self) -> int:
        """How many rows were read."""
        return self.fates.total() + self.hashes + self.left_out.total() + self.bad.total()

    def as_json(self) -> str:
        """The report as a JSON document."""
        document: dict[str, Any] = {
            "dry_run": self.is_dry_run,
            "sources": [{"file": name, "system": system} for name, system in self.sources],
            "read": self.read,
            **{fate.value.replace(" ", "_"): self.fates[fate] for fate in Fate},
            "hashes": self.hashes,
            "left_out": dict(self.left_out),
            "bad": dict(self.bad.most_common()),
            "statuses": {status.value: self.statuses[status] for status in Status},
            "quarantines": self.quarantines,
        }
        return json.dumps(document, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """The report in a few lines, for a terminal."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (f"{name} ({system})" for name, system in self.sources)
        yield f"{self.read:,} rows read"
        became = ", ".join(f"{self.statuses[status]:,} {status}" for status in Status if self.statuses[status])
        new, changed = self.fates[Fate.NEW], self.fates[Fate.CHANGED]
        yield f"{new:9,} new, {changed:,} changed" + (f": {became}" if became else "")
        yield f"{self.fates[Fate.UNCHANGED]:9,} as they were"
        if left := self.fates[Fate.LEFT_BEFORE]:
            yield f"{left:9,} who left here before, and are not brought back"
        if since := self.fates[Fate.CONFIRMED_SINCE]:
            yield f"{since:9,} who left there, and have confirmed here since"
        if self.hashes:
            yield f"{self.hashes:9,} hashes of people who must not be mailed"
        yield from (f"{number:9,} left out: {who}" for who, number in self.left_out.items())
        yield from self._bad_lines()
        if self.is_dry_run:
            yield "Nothing was changed; add --live to import."

    def _bad_lines(self) -> Iterator[str]:
        if not self.bad:
            return
        yield f"{self.bad.total():9,} bad rows, not imported:"
        yield from (f"  {row}" for row in self.bad_rows)
        if hidden := self.bad.total() - len(self.bad_rows):
            yield f"  … and {hidden:,} more"
        for file in self.quarantines:
            yield f"{file}: mend the rows in this file, and import it."
