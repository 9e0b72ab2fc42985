"""How long an editor waits: for the page of all comments, for a comment to appear, and for a thousand at once.

Run it with `.venv/bin/python -m benchmarks.moderation`; it takes a minute. `invoke serve` runs on a copy of the
publication, in a process of its own, and all goes by HTTP through the preview's server. What comes in is put into the
database by the code of the inbox, as a form's limits would not let so much in. Times are from the editor's press to
what is named. The database is SQLite with `synchronous=FULL`, on the disk of this repository.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from sqlalchemy import Engine

from plugins.building import build as building
from plugins.comments_archive import archive_file, registry
from plugins.database.engine import open_database, reading
from plugins.mail.kept import newest
from plugins.moderation import store, submission
from plugins.moderation.received import Received, Status
from plugins.moderation.submission import Posted, Submission
from plugins.moderation.writer import Writers
from tests.copies import copy_of_the_repository, git
from tests.serving import Serving

ROOT = Path(__file__).resolve().parent.parent
WAITING, PAGES, ROUNDS, BATCH = 10_000, 20, 5, 1000
WANTED = {"page of 10,000": 0.2, "approve to visible": 3.0, "1,000 approvals": 10.0}  # seconds
WRITERS = Writers(["a key for the benchmark alone and long enough"])
ARTICLE = "three-must-dos-when-you-dont-get-the-job"


def main() -> None:
    """Measure everything, and exit 1 when a figure misses."""
    with serving() as desk:
        kept = [*appearing(desk), *batches(desk), *pages(desk)]
    sys.exit(0 if all(kept) else 1)


@dataclass
class Desk:
    """A preview at work: its copy of the publication, its address, its database, and a browser that is logged in."""

    folder: Path
    address: str
    engine: Engine
    browser: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))

    def get(self, path: str) -> str:
        """A page."""
        with self.browser.open(self.address + path) as answer:
            return str(answer.read().decode())

    def post(self, path: str, fields: Sequence[tuple[str, object]] = ()) -> str:
        """The answer to a form."""
        with self.browser.open(self.address + path, urlencode(fields).encode()) as answer:
            return str(answer.read().decode())

    @cached_property
    def key(self) -> str:
        """Log in by the link of the mail; what the forms of the editors' page have to send along."""
        settings = building.read_settings(ROOT / "pelicanconf.py")
        address = re.search(r"[^\s<]+@[^\s>]+", settings["MAIL_FROM"])
        assert address
        self.post("/inbox/moderate/login", [("email", address[0])])
        outbox = self.folder / "var" / "outbox"
        wait_until(lambda: any("/login/" in mail.text for mail in newest(outbox, 5)))
        texts = " ".join(mail.text for mail in newest(outbox, 5))
        self.post(found(r"(/inbox/moderate/login/\S+)", texts))
        return found(r'name="key" value="([^"]+)"', self.get("/inbox/moderate"))

    def leave(self, number: int, articles: Sequence[str], what: str) -> list[Received]:
        """Comments that wait, as the inbox keeps them."""
        now = datetime.now(UTC)
        with self.engine.begin() as connection:
            for count in range(number):
                taken = submission.take(
                    Posted(
                        article=articles[count % len(articles)],
                        name=f"Reader {count}",
                        text=f"{what} {count}: the *second* one helped me.",
                    ),
                    WRITERS,
                )
                assert isinstance(taken, Submission)
                store.receive(connection, taken, [], Status.PENDING, now)
            return store.listed(connection, [Status.PENDING], number, newest_first=True)

    def approve(self, comments: Sequence[Received]) -> None:
        """Press the button of one, or of all that are ticked."""
        ticked = [("id", one.id) for one in comments]
        answer = self.post("/inbox/moderate", [("key", self.key), ("approve", "ticked"), *ticked])
        assert " approved." in answer

    def is_done(self) -> bool:
        """Whether readers see everything that was approved."""
        with reading(self.engine) as connection:
            return not store.to_commit(connection) and not store.not_shown(connection)


def appearing(desk: Desk) -> Iterator[bool]:
    """From the press of “Approve” to the page that a reader gets."""
    address = f"/2011/11/{ARTICLE}/"
    times = []
    for number in range(ROUNDS):
        (one,) = desk.leave(1, [ARTICLE], f"Round {number}")
        assert desk.key
        begun = time.perf_counter()
        desk.approve([one])
        wait_until(lambda one=one: f'id="{one.record}"' in desk.get(address))
        times.append(time.perf_counter() - begun)
        wait_until(desk.is_done)
    yield told("approve to visible", times)


def batches(desk: Desk) -> Iterator[bool]:
    """A thousand approvals on all open articles, by one press."""
    registries = desk.folder.glob(f".serve/*/*/{registry.FILE}")
    newest_one = max(registries, key=lambda path: path.stat().st_mtime_ns)
    articles = sorted(registry.read(newest_one.read_bytes()).articles)
    comments = desk.leave(BATCH, articles, "Batch")
    before = git(desk.folder, "rev-parse", "HEAD").strip()
    begun = time.perf_counter()
    desk.approve(comments)
    wait_until(lambda: git(desk.folder, "rev-parse", "HEAD").strip() != before)
    committed = time.perf_counter() - begun
    wait_until(desk.is_done)
    shown = time.perf_counter() - begun
    commits = int(git(desk.folder, "rev-list", "--count", f"{before}..HEAD"))
    for one in articles:
        written = archive_file.read(git(desk.folder, "show", f"HEAD:content/comments/{one}.yaml")).records
        wanted = {comment.record for comment in comments if comment.article == one}
        assert wanted <= {record.id for record in written}, one
    print(f"{BATCH:,} approvals on {len(articles)} articles: {commits} commit(s), after {committed:.2f} s")
    yield commits <= len(articles)
    yield told("1,000 approvals", [shown])


def pages(desk: Desk) -> Iterator[bool]:
    """The editors' page, its first and its last, while ten thousand comments wait."""
    desk.leave(WAITING, [ARTICLE], "Waiting")
    times = []
    for path in ("/inbox/moderate", "/inbox/moderate?page=200"):
        for _ in range(PAGES):
            begun = time.perf_counter()
            html = desk.get(path)
            times.append(time.perf_counter() - begun)
        assert html.count("data-comment") == 50
    assert f'<span class="moderate-number">{WAITING}</span>' in html.replace(",", "")
    yield told("page of 10,000", times)


def told(name: str, times: Sequence[float]) -> bool:
    """Print a figure; whether the worst of its times is good enough."""
    middle, worst = statistics.median(times), max(times)
    print(
        f"{name}: {middle:.3f} s, at worst {worst:.3f} s of {len(times)} (wanted: {WANTED[name]} s or less)", flush=True
    )
    return worst <= WANTED[name]


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look every ten milliseconds."""
    while not is_so():
        time.sleep(0.01)


def found(pattern: str, text: str) -> str:
    """The group of a pattern that has to be there."""
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


@contextmanager
def serving() -> Iterator[Desk]:
    """`invoke serve` on a copy of the publication."""
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".benchmark.") as name:
        folder = copy_of_the_repository(Path(name, "copy"))
        command = [sys.executable, "-m", "invoke", "serve", "--port", "0"]
        with Serving(command, folder, {"PYTHONPATH": "", "DATABASE_URL": ""}) as running:
            address = running.line(r"(http://127\.0\.0\.1:\d+)/")[1]
            for _ in range(2):
                running.line(r"^(Mail that it would send|Built in)")
            engine = open_database(f"sqlite:///{folder / 'var' / 'private.db'}")
            yield Desk(folder, address, engine)
            engine.dispose()


if __name__ == "__main__":
    main()
