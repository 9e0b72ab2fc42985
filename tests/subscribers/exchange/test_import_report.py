"""The account of an import: every row counted once, in words and for machines."""

from __future__ import annotations

import json
from collections import Counter

from plugins.subscribers.exchange.import_report import SHOWN, ImportReport
from plugins.subscribers.exchange.merging import Fate
from plugins.subscribers.subscriber import Status


def report(bad: int, is_dry_run: bool) -> ImportReport:
    made = ImportReport(is_dry_run, [("a.csv", "ghost"), ("b.csv", "own")])
    made.fates = Counter({Fate.NEW: 1200, Fate.CHANGED: 2, Fate.LEFT_BEFORE: 3, Fate.CONFIRMED_SINCE: 4})
    made.statuses = Counter({Status.UNSUBSCRIBED: 2, Status.CONFIRMED: 1200})
    made.hashes = 5
    made.left_out["members who were deleted"] = 6
    for line in range(bad):
        made.refuse("b.csv", line + 2, "no address")
    made.quarantines = ["var/imports/b-quarantine.csv"] if bad else []
    return made


def test_in_words() -> None:
    assert report(1, is_dry_run=False).as_text().splitlines() == [
        "a.csv (ghost)",
        "b.csv (own)",
        "1,221 rows read",
        "    1,200 new, 2 changed: 1,200 confirmed, 2 unsubscribed",
        "        0 as they were",
        "        3 who left here before, and are not brought back",
        "        4 who left there, and have confirmed here since",
        "        5 hashes of people who must not be mailed",
        "        6 left out: members who were deleted",
        "        1 bad rows, not imported:",
        "  b.csv:2: no address",
        "var/imports/b-quarantine.csv: mend the rows in this file, and import it.",
    ]


def test_of_many_bad_rows_the_first_are_shown() -> None:
    lines = report(SHOWN + 30, is_dry_run=True).as_text().splitlines()
    assert lines[-4:-2] == [f"  b.csv:{SHOWN + 1}: no address", "  … and 30 more"]
    assert lines[-1] == "Nothing was changed; add --live to import."
    assert "bad rows" not in report(0, is_dry_run=True).as_text()


def test_for_machines() -> None:
    told = json.loads(report(2, is_dry_run=True).as_json())
    assert (told["read"], told["new"], told["left_before"], told["confirmed_since"]) == (1222, 1200, 3, 4)
    assert told["bad"] == {"no address": 2}
    assert told["statuses"]["confirmed"] == 1200
