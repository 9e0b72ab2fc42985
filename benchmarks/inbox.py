"""Sign-ups a second: the inbox, beside a bare Flask on the same waitress settings that does one durable INSERT each.

Run it with `.venv/bin/python -m benchmarks.inbox`. Each server runs in a process of its own, on SQLite with
`synchronous=FULL`; the load comes from this process. The figures of the inbox are of whole sign-ups: the form checked,
subscriber, consent and queued mail in the database and on the disk before the answer. Afterwards the rows are counted.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.load import Measured, send
from plugins.building import build as building
from plugins.inbox.form_age import fresh_token
from plugins.inbox.forms import FILE as FORMS
from plugins.inbox.server import KEYS, WAITRESS
from plugins.moderation.publication import Publication
from plugins.newsletter_signup.form import WORDING_DIGITS
from plugins.subscribers.consent import wording_hash
from plugins.subscribers.token import Tokens

ROOT = Path(__file__).resolve().parent.parent
KEY = "a key for the benchmark alone and long enough"
WORDING = "Yes, send me the weekly email."
SIGN_UPS, CONNECTIONS, ROUNDS = 6000, 32, 3
WANTED = {"per second": 500, "of bare Flask": 0.7, "p99 at half load": 50}


def main() -> None:
    """Run a server as the arguments say, or measure both."""
    if sys.argv[1:2] == ["inbox"]:
        serve_inbox(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["bare"]:
        serve_bare(Path(sys.argv[2]))
    else:
        measure()


def measure() -> None:
    """Print the figures, the best of some rounds in turns, and exit 1 when one of them misses."""
    best = {"inbox": 0.0, "bare": 0.0, "p99": float("inf")}
    for number in range(ROUNDS):
        rate = 0.0
        for kind in ("inbox", "bare"):
            with running(kind) as (port, folder):
                done = send(port, sign_ups(f"{kind}{number}", SIGN_UPS), CONNECTIONS)
                report(f"{kind}, as fast as it can", done)
                best[kind] = max(best[kind], done.per_second)
                rate = done.per_second / 2 if kind == "inbox" else rate
                half = send(port, sign_ups("half", SIGN_UPS // 2), CONNECTIONS, rate)
                report(f"{kind}, at half of what the inbox takes", half)
                if kind == "inbox":
                    best["p99"] = min(best["p99"], half.percentile(0.99))
                    prove(folder, SIGN_UPS + SIGN_UPS // 2)
    share = best["inbox"] / best["bare"]
    print(f"sign-ups: {best['inbox']:.0f}/s (wanted: {WANTED['per second']})")
    print(f"of a bare Flask: {share:.2f} (wanted: {WANTED['of bare Flask']})")
    print(f"p99 at half load: {best['p99']:.1f} ms (wanted: {WANTED['p99 at half load']} or less)")
    kept = best["inbox"] >= WANTED["per second"] and share >= WANTED["of bare Flask"]
    sys.exit(0 if kept and best["p99"] <= WANTED["p99 at half load"] else 1)


def report(what: str, done: Measured) -> None:
    """One line."""
    times = ", ".join(f"p{int(share * 100)} {done.percentile(share):.1f} ms" for share in (0.5, 0.95, 0.99))
    print(f"{what}: {done.per_second:.0f}/s, {times}, {done.refused} refused", flush=True)


def sign_ups(name: str, number: int) -> list[bytes]:
    """So many forms for different addresses, as a script on the page sends them."""
    from datetime import UTC, datetime, timedelta

    token = fresh_token(Tokens([KEY]), datetime.now(UTC) - timedelta(seconds=10))
    wording = wording_hash(WORDING)[:WORDING_DIGITS]
    fixed = {"consent": "yes", "form": "footer", "page": "/2011/11/a-page/", "wording": wording}
    requests = []
    for count in range(number):
        body = urlencode({"email": f"{name}.{count}@example.com", **fixed, "token": token, "website": ""}).encode()
        head = (
            "POST /inbox/subscribe HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Forwarded-For: 198.51.{count % 200}.7\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


def prove(folder: Path, number: int) -> None:
    """Every sign-up that was answered is in the database, each with its consent and its mail."""
    with closing(sqlite3.connect(folder / "state" / "private.db")) as connection:
        for table in ("subscribers", "consents", "queued_mail"):
            (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
            assert found == number, f"{table}: {found} rows for {number} sign-ups"


@contextmanager
def running(kind: str) -> Iterator[tuple[int, Path]]:
    """A server in a process of its own: its port, and the folder of its files."""
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".benchmark.") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.inbox", kind, folder],
            cwd=ROOT,
            env=os.environ | {KEYS: KEY, "DATABASE_URL": ""},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        try:
            yield int(process.stdout.readline()), Path(folder)
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def serve_inbox(folder: Path) -> None:
    """The inbox with its limits raised, its mail going into an outbox at the usual pace."""
    from plugins.inbox.server import Server

    (folder / FORMS).parent.mkdir()
    row = {"id": "footer", "page": None, "wording": WORDING, "sha256": wording_hash(WORDING), "tag": ""}
    (folder / FORMS).write_text(json.dumps({"forms": [row]}))
    settings = building.read_settings(ROOT / "pelicanconf.py") | {
        "STATE_DIR": str(folder / "state"),
        "INBOX_NETWORK_LIMIT": 10**9,
        "INBOX_LIMIT": 10**9,
    }
    server = Server(settings, Publication(folder, lambda: folder, lambda: folder), "http://127.0.0.1:8000")
    print(server.port, flush=True)
    server.run()


def serve_bare(folder: Path) -> None:
    """The least that keeps a sign-up: one INSERT, durable, on a connection for each thread."""
    import logging

    import waitress
    from flask import Flask, jsonify, request

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    file = str(folder / "bare.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE sign_up (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, at REAL)")
    own = threading.local()
    app = Flask("bare")

    @app.post("/inbox/subscribe")
    def subscribe() -> object:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(file, timeout=15, isolation_level=None)
            own.connection.execute("PRAGMA synchronous = FULL")
        row = (request.form["email"], time.time())
        own.connection.execute("INSERT INTO sign_up (address, at) VALUES (?, ?)", row)
        return jsonify(status="ok")

    server = waitress.create_server(app, host="127.0.0.1", port=0, **WAITRESS)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main()
