"""An inbox on the test publication, its clock in the test's hand, its mail in a list."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from plugins.building import build as building
from plugins.comments_archive import archive_file
from plugins.comments_archive.record import Comment
from plugins.database.engine import reading
from plugins.inbox.app import create_app
from plugins.inbox.discussion import Articles, Discussion
from plugins.inbox.forms import FILE as FORMS
from plugins.inbox.forms import Forms
from plugins.inbox.letters import Letters
from plugins.inbox.limit import Limit
from plugins.inbox.page import Pages
from plugins.inbox.service import Inbox
from plugins.inbox.settings import from_settings
from plugins.inbox.worker import Worker
from plugins.inbox.writer import Writer
from plugins.mail.failure import MailError
from plugins.mail.letter import Letter
from plugins.mail.message import Message
from plugins.mail.settings import from_settings as mail_settings
from plugins.moderation import store as comment_store
from plugins.moderation.publication import Publication
from plugins.moderation.received import Received
from plugins.moderation.received import Status as CommentStatus
from plugins.moderation.settings import from_settings as comment_settings
from plugins.moderation.writer import Writers
from plugins.subscribers import store
from plugins.subscribers.consent import wording_hash
from plugins.subscribers.subscriber import Subscriber
from plugins.subscribers.token import Tokens
from tests.conftest import TEST_SITE

URL = "https://in.example"
KEY = "the key of the tests, which is long enough"
EDITOR = "editor@example.org"
WORDING = "Yes, send me the weekly email."
START = datetime(2026, 11, 23, 17, tzinfo=UTC)


class Clock:
    """A time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Mailbag:
    """Takes messages, or fails as it is told to, once for each failure."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.failures: list[MailError] = []

    def send(self, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.messages.append(message)

    def close(self) -> None:
        pass


@dataclass
class Readable(Letters):
    """Letters that a test can read as they were written."""

    inbox: Inbox
    settings: dict[str, Any]
    written: list[Letter] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.inbox, self.settings, mail_settings(self.settings, {}))

    def write(self, *arguments: Any) -> Letter | None:
        letter = super().write(*arguments)
        if letter:
            self.written.append(letter)
        return letter


@dataclass
class Desk:
    """The inbox, and what a test does with it."""

    inbox: Inbox
    client: FlaskClient
    clock: Clock
    worker: Worker
    letters: Readable
    mailbag: Mailbag
    site: Path

    def token(self, seconds: float = 10) -> str:
        """The token of a form that was opened so many seconds ago."""
        token: str = self.client.get("/inbox/token").json["token"]
        self.clock.move(seconds=seconds)
        return token

    def fields(self, **changed: Any) -> dict[str, Any]:
        """A form as a browser sends it."""
        return {
            "email": "ann@example.com",
            "consent": "yes",
            "form": "footer",
            "page": "/2026/01/plain/",
            "wording": wording_hash(WORDING),
            "website": "",
        } | changed

    def sign_up(self, **changed: Any) -> Any:
        """Send the form with a token that is old enough, and ask for JSON."""
        token = changed.pop("token", None) or self.token()
        fields = self.fields(token=token, **changed)
        return self.client.post("/inbox/subscribe", data=fields, headers={"Accept": "application/json"})

    def comment(self, **changed: Any) -> Any:
        """Send a comment with a token that is old enough, and ask for JSON."""
        fields = {"article": "plain", "name": "Ann", "text": "Thank you."} | changed
        fields = fields if "token" in fields else fields | {"token": self.token()}
        return self.client.post("/inbox/comment", data=fields, headers={"Accept": "application/json"})

    def comments(self, *statuses: CommentStatus) -> list[Received]:
        """The comments that came in, of some statuses or of all."""
        with reading(self.inbox.engine) as connection:
            return comment_store.listed(connection, statuses or tuple(CommentStatus), 100)

    def write_thread(self, article: str, *records: Comment) -> None:
        """Have readers see these comments on an article."""
        folder = self.inbox.discussion.publication.archive()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{article}.yaml").write_text(archive_file.write(records), encoding="utf-8")

    def log_in(self) -> str:
        """Let the client be an editor's; the key of its forms."""
        self.client.post("/inbox/moderate/login", data={"email": EDITOR})
        letter = next(letter for letter in self.send_mail() if "/login/" in letter.text)
        assert self.client.post(link_in(letter, "/inbox/moderate/login/")).status_code == 303
        key = re.search(r'name="key" value="([^"]+)"', self.client.get("/inbox/moderate").get_data(as_text=True))
        assert key
        return key[1]

    def send_mail(self) -> list[Letter]:
        """Let the worker send what is due; the letters it wrote."""
        before = len(self.letters.written)
        while self.worker.send_due():
            pass
        return self.letters.written[before:]

    def confirmed(self, address: str = "ann@example.com") -> Subscriber:
        """Somebody who signed up and confirmed."""
        self.sign_up(email=address)
        (letter,) = self.send_mail()
        link = link_in(letter, "/inbox/confirm/")
        assert self.client.post(link).status_code == 200
        return self.person(address)

    def person(self, address: str = "ann@example.com") -> Subscriber:
        with reading(self.inbox.engine) as connection:
            found = store.by_address(connection, address)
        assert found
        return found


def link_in(letter: Letter, path: str) -> str:
    """The path of the link in a letter's text that begins with `path`."""
    (found,) = {word.strip() for word in letter.text.split() if word.startswith(URL + path)}
    return found.removeprefix(URL)


def write_forms(site: Path, *wordings: str) -> None:
    """The forms of a site: `footer`, and `other1` and so on where there are more sentences."""
    names = ["footer", *(f"other{number}" for number in range(1, len(wordings)))]
    rows = [
        {"id": name, "page": None, "wording": text, "sha256": wording_hash(text), "tag": "home"}
        for name, text in zip(names, wordings, strict=True)
    ]
    (site / FORMS).parent.mkdir(parents=True, exist_ok=True)
    unfinished = site / f"{FORMS}.new"
    unfinished.write_text(json.dumps({"forms": rows}), encoding="utf-8")
    unfinished.replace(site / FORMS)


@pytest.fixture(scope="session")
def test_settings() -> dict[str, Any]:
    """The settings of the test publication's preview."""
    return building.read_settings(TEST_SITE / "testconf.py")


@pytest.fixture
def site(built_preview: Path, tmp_path: Path) -> Path:
    """The part of a built site that the inbox reads, with one form."""
    shutil.copytree(built_preview / "_inbox", tmp_path / "site" / "_inbox")
    write_forms(tmp_path / "site", WORDING)
    return tmp_path / "site"


@pytest.fixture
def desk(engine: Engine, site: Path, test_settings: dict[str, Any]) -> Iterator[Desk]:
    """An inbox on either database."""
    yield from make_desk(engine, site, test_settings)


def make_desk(engine: Engine, site: Path, test_settings: dict[str, Any], **changed: Any) -> Iterator[Desk]:
    """An inbox with some of its settings changed."""
    settings, clock = from_settings(test_settings | changed, URL), Clock()
    talk = comment_settings(test_settings | changed, {"EDITORS": EDITOR})
    publication = Publication(site.parent, lambda: site, lambda: site.parent / "content/comments")
    writer = Writer(engine, clock, lambda: None)
    inbox = Inbox(
        settings=settings,
        engine=engine,
        tokens=Tokens([KEY]),
        forms=Forms(lambda: site),
        pages=Pages(test_settings, lambda: site),
        writer=writer,
        by_network=Limit(settings.network_limit),
        by_all=Limit(settings.limit),
        discussion=Discussion(
            settings=talk,
            writers=Writers([KEY]),
            publication=publication,
            articles=Articles(publication),
            by_network=Limit(talk.network_limit),
            by_all=Limit(talk.limit),
            publish=lambda: None,
        ),
        now=clock,
        wake=lambda: None,
    )
    mailbag, letters = Mailbag(), Readable(inbox, test_settings)
    worker = Worker(engine, letters, mailbag, clock)
    yield Desk(inbox, create_app(inbox).test_client(), clock, worker, letters, mailbag, site)
    writer.close()
