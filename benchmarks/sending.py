"""How fast an edition leaves: through the durable ledger, beside a bare loop, into Postfix's `smtp-sink`.

Run it with `.venv/bin/python -m benchmarks.sending`; it takes a few minutes. The bare loop writes the same letter for
each reader, and hands it over by the same code on as many connections, but remembers nothing. Both take turns in
processes of their own, as does the sink. `quick` as an argument leaves out the 100,000. The ledger is SQLite with
`synchronous=FULL`, on the disk of this repository.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from plugins.building import build as building
from plugins.database.engine import open_database, reading
from plugins.database.migration import migrate
from plugins.database.tables import SUBSCRIBERS
from plugins.digest.mail import PREFERENCES, UNSUBSCRIBE, Mail
from plugins.digest.mailing import Mailing
from plugins.digest.readers_letter import Sender
from plugins.digest.returns.bounce_address import BounceAddress
from plugins.digest.sending import counting_store
from plugins.digest.sending.delivery import Delivery, State
from plugins.digest.sending.letters import Letters
from plugins.digest.sending.sending import Sending
from plugins.digest.sending.settings import SendingSettings
from plugins.digest.week import Week
from plugins.mail.failure import MailError
from plugins.mail.message import compose
from plugins.mail.settings import from_settings
from plugins.mail.smtp import Server, SmtpCarrier
from plugins.subscribers.subscriber import Status
from plugins.subscribers.token import Tokens
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS, PEOPLE, MANY, ROUNDS = 16, 5000, 100_000, 3
RATES, RATE_SECONDS = (14, 200), 20
KEY = "a key for the benchmark alone and long enough"
WANTED = {"of a bare loop": 0.8, "a second": 300, "minutes for 100,000": 6, "megabytes": 150, "off the rate": 0.05}
ALL = ("content", "webinars", "offers")


def main() -> None:
    """Run one part, as the arguments say, or measure everything and exit 1 when a figure misses."""
    if sys.argv[1:2] in (["bare"], ["ledger"]):
        what, port, number, rate = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
        print(json.dumps((bare if what == "bare" else ledger)(port, number, rate)))
        return
    kept = [*speed(), *rates(), *([] if "quick" in sys.argv else many())]
    sys.exit(0 if all(kept) else 1)


def speed() -> Iterator[bool]:
    """The ledger beside the bare loop, the best of some rounds in turns."""
    best = {"bare": 0.0, "ledger": 0.0}
    for _ in range(ROUNDS):
        for what in best:
            done = run(what, PEOPLE)
            rate = PEOPLE / done["seconds"]
            best[what] = max(best[what], rate)
            print(f"{what:7} {rate:6.0f}/s, {1000 * done['cpu'] / PEOPLE:.2f} ms CPU a message", flush=True)
    yield told("a second", best["ledger"], best["ledger"] >= WANTED["a second"])
    share = best["ledger"] / best["bare"]
    yield told("of a bare loop", share, share >= WANTED["of a bare loop"])


def rates() -> Iterator[bool]:
    """How well a rate is kept."""
    for rate in RATES:
        done = run("ledger", rate * RATE_SECONDS, rate)
        off = abs(rate * RATE_SECONDS / done["seconds"] / rate - 1)
        print(f"{rate}/s wanted: {rate * RATE_SECONDS} messages in {done['seconds']:.2f} s", flush=True)
        yield told("off the rate", off, off <= WANTED["off the rate"])


def many() -> Iterator[bool]:
    """A large list."""
    done = run("ledger", MANY)
    yield told("minutes for 100,000", done["seconds"] / 60, done["seconds"] / 60 <= WANTED["minutes for 100,000"])
    yield told("megabytes", done["megabytes"], done["megabytes"] <= WANTED["megabytes"])


def told(what: str, value: float, is_kept: bool) -> bool:
    """Print a figure beside what is wanted."""
    print(f"{'kept  ' if is_kept else 'MISSED'} {what}: {value:.2f} (wanted: {WANTED[what]})", flush=True)
    return is_kept


def run(what: str, number: int, rate: float = 0) -> dict[str, float]:
    """One part in a process of its own, with a sink of its own."""
    with sink() as port:
        command = [sys.executable, "-m", "benchmarks.sending", what, str(port), str(number), str(rate)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def sink() -> Iterator[int]:
    """Postfix's sink for mail on a free port."""
    program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, "-4", *user, f"127.0.0.1:{port}", "128"])
    try:
        while process.poll() is None:
            with suppress(MailError), SmtpCarrier(server(port)) as carrier:
                carrier.greet()
                break
        yield port
    finally:
        process.terminate()
        process.wait()


def server(port: int) -> Server:
    """The sink as a mail server."""
    return Server("127.0.0.1", port, "none", name="desk.example")


def mailing() -> Mailing:
    """An edition of 30 KB, with curly quotes and dashes as the publication writes them."""
    links = f"https://yourindustryinsider.example/u/{UNSUBSCRIBE}\n{PREFERENCES}\n"
    line = "What a coordinator does between call sheet and wrap — told by one who “has been there” for years.\n"
    html = "".join(f'<tr><td style="padding:0 0 12px;font-size:16px">{line}</td></tr>\n' for _ in range(111))
    mail = Mail("Three Must-dos, and 2 more", f"<!doctype html><table>{html}</table>{links}", line * 60 + links)
    return Mailing(Week(2026, 47), {frozenset(ALL): mail})


def letters() -> Letters:
    """What writes the letters of both."""
    settings: dict[str, Any] = building.read_settings(ROOT / "publishconf.py")
    sender = Sender.of(settings, from_settings(settings | {"PREVIEW": True}, {}))
    bounces = BounceAddress("bounces@yourindustryinsider.example", [KEY])
    return Letters(sender, Tokens([KEY]), lambda: datetime.now(UTC), bounces)


def address(number: int) -> str:
    """Somebody's."""
    return f"reader{number}@host{number % 500}.example"


def bare(port: int, number: int, rate: float) -> dict[str, float]:
    """A loop on each connection that sends to the next one, and remembers nothing."""
    write, waiting, lock = letters().of(mailing()), iter(range(1, number + 1)), threading.Lock()

    def send() -> None:
        with SmtpCarrier(server(port)) as carrier:
            while True:
                with lock:
                    one = next(waiting, None)
                if one is None:
                    return
                carrier.send(compose(write(Delivery(one, address(one), "", ALL, 0))))

    threads = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    begun, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return measured(begun, cpu)


class Clock:
    """The real one."""

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC)

    def steady(self) -> float:
        """Seconds."""
        return time.monotonic()


def ledger(port: int, number: int, rate: float) -> dict[str, float]:
    """As `invoke digest.send` does, from the freezing of the edition to its release."""
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".benchmark.") as name:
        engine = open_database(f"sqlite:///{name}/private.db")
        migrate(engine)
        subscribe(engine, number)
        settings = SendingSettings(connections=CONNECTIONS, per_second=rate)
        write = letters().of
        sending = Sending(engine, settings, Path(name), Clock(), write, lambda: SmtpCarrier(server(port)))
        made = mailing()
        begun, cpu = time.perf_counter(), time.process_time()
        sending.begin(made)
        sending.go_on(str(made.week))
        done = measured(begun, cpu)
        with reading(engine) as connection:
            assert counting_store.counts(connection, str(made.week))[State.SENT] == number
        engine.dispose()
    return done


def subscribe(engine: Any, number: int) -> None:
    """So many confirmed subscribers."""
    now = datetime.now(UTC)
    fixed = {"name": "", "interests": " ".join(ALL), "status": Status.CONFIRMED, "status_at": now, "created_at": now}
    for start in range(1, number + 1, 5000):
        people = range(start, min(start + 5000, number + 1))
        with engine.begin() as connection:
            connection.execute(insert(SUBSCRIBERS), [{"id": one, "address": address(one)} | fixed for one in people])


def measured(begun: float, cpu: float) -> dict[str, float]:
    """What it took since then."""
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    main()
