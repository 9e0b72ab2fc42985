"""What a large list costs: bringing in 100,000 subscribers of Mailchimp, bringing them in again, and taking them away.

Run it with `.venv/bin/python -m benchmarks.subscribers`; it takes a minute. Each figure is taken in a process of its
own: its seconds, and its peak of memory beyond Python's own start, for 10,000 and for 100,000, so that one sees whether
memory grows with the list. BENCHMARK_DATABASE_URL names another database, which must be empty: then for 100,000 alone.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000)
BEGIN = datetime(2016, 1, 1, 9, tzinfo=UTC)
COLUMNS = (
    "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,"
    "CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
)


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["run"]:
        run(*sys.argv[2:5])
        return
    own = os.environ.get("BENCHMARK_DATABASE_URL")
    for size in SIZES[-1:] if own else SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with (folder / "subscribed.csv").open("w", encoding="utf-8") as stream:
                stream.writelines(rows(size))
            for what in ("dry", "import", "again", "export", "report"):
                database = own or f"sqlite:///{folder / 'private.db'}"
                command = [sys.executable, "-m", "benchmarks.subscribers", "run", what, name, database]
                subprocess.run(command, cwd=ROOT, check=True)


def rows(size: int) -> Iterator[str]:
    """An export of so many subscribers, of whom one in a thousand has no address."""
    chance = random.Random(1)  # noqa: S311 - chance, not a secret
    yield COLUMNS + "\n"
    for number in range(size):
        at = f"{BEGIN + timedelta(minutes=number * 50):%Y-%m-%d %H:%M:%S}"
        address = f"reader{number}@host{chance.randrange(500)}.example.com" if number % 1000 else "none"
        place = "34.05,-118.24,-8,-7,America/Los_Angeles,US,CA"
        yield (
            f'{address},Reader,"Number {number}",,,,2,{at},192.0.2.1,{at},192.0.2.1,{place},{at},{number},{number:010x}'
            ',,"""students"""\n'
        )


def run(what: str, name: str, database: str) -> None:
    """One thing, in this process."""
    from zoneinfo import ZoneInfo

    from plugins.database.engine import open_database
    from plugins.database.migration import migrate
    from plugins.subscribers.exchange import exporting, importing, reporting

    folder, now = Path(name), datetime(2026, 11, 23, 17, tzinfo=UTC)
    engine = open_database(database)
    migrate(engine)
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    if what in {"dry", "import", "again"}:
        wish = importing.Wish(folder / "quarantine", is_live=what != "dry")
        done = importing.import_export(engine, folder / "subscribed.csv", wish, now)
        people = sum(done.fates.values())
        assert what == "again" or done.fates["new"] == people, "the database was not empty"
    elif what == "export":
        with (folder / "out.csv").open("w", encoding="utf-8", newline="") as stream:
            people = exporting.export_list(engine, stream)
    else:
        people = reporting.report_on(engine, ZoneInfo("America/Los_Angeles"), now).confirmed
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    beyond = (after.ru_maxrss - before.ru_maxrss) / 1024
    print(
        f"{what:7} {people:8,} people: {seconds:6.1f} s, {cpu:6.1f} s CPU, {beyond:5.0f} MB beyond the start",
        flush=True,
    )


if __name__ == "__main__":
    main()
