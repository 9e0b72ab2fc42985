"""Mailboxes that bounces lie in: Maildir, mbox, and a real IMAP server. What was understood goes, the rest stays."""

from __future__ import annotations

import mailbox
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.digest.returns.mailbox import empty
from plugins.publication.mistake import PublicationError
from tests.imap_server import PASSWORD, ImapServer, running
from tests.mail.returned_mails import HOLIDAY, postfix

MESSAGES = [postfix(), HOLIDAY, postfix("5.2.2")]


class Taker:
    """Takes what is a bounce, and keeps what it saw."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def __call__(self, raw: bytes) -> bool:
        self.seen.append(raw.replace(b"\r\n", b"\n"))
        return b"delivery-status" in raw


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    box = mailbox.Maildir(tmp_path / "bounces")
    for raw in MESSAGES:
        box.add(raw)
    return tmp_path / "bounces"


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    box = mailbox.mbox(tmp_path / "mbox")
    for raw in MESSAGES:
        box.add(raw)
    box.close()
    return tmp_path / "mbox"


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_what_was_taken_in_goes_and_the_rest_stays_for_a_person(kind: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(kind)
    look = Taker()
    assert empty(str(path), look) == 3
    assert empty(str(path), look) == 3  # without --live nothing has changed
    taker = Taker()
    assert empty(str(path), taker, is_live=True) == 3
    assert sorted(taker.seen) == sorted(look.seen[:3])
    left = mailbox.Maildir(path) if kind == "maildir" else mailbox.mbox(path)
    (message,) = left
    assert "I am away" in message.as_string()
    left.close()
    assert empty(str(path), taker, is_live=True) == 0
    mailbox.Maildir(path).add(postfix()) if kind == "maildir" else _append(path)
    assert empty(str(path), taker, is_live=True) == 1


def _append(path: Path) -> None:
    box = mailbox.mbox(path)
    box.add(postfix())
    box.close()


@pytest.fixture(scope="module")
def imap() -> Iterator[ImapServer]:
    with tempfile.TemporaryDirectory(prefix="imap.") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running(folder) as server:
            yield server


def deliver(server: ImapServer, raw: bytes, name: str) -> None:
    file = server.mail / "new" / f"{name}.test"
    file.write_bytes(raw)
    owner = server.mail.stat()
    os.chown(file, owner.st_uid, owner.st_gid)


def test_a_mailbox_on_a_server(imap: ImapServer) -> None:
    for number, raw in enumerate(MESSAGES):
        deliver(imap, raw, f"1700000000.M{number}")
    taker = Taker()
    assert empty(imap.address, taker, PASSWORD, trust=imap.trust) == 3
    assert empty(imap.address, taker, PASSWORD, is_live=True, trust=imap.trust) == 3
    assert taker.seen[:3] == MESSAGES
    assert empty(imap.address, taker, PASSWORD, is_live=True, trust=imap.trust) == 0
    (left,) = [path for folder in ("new", "cur") for path in (imap.mail / folder).iterdir()]
    assert b"I am away" in left.read_bytes()


def test_what_is_wrong_with_a_server_is_told(imap: ImapServer) -> None:
    with pytest.raises(PublicationError, match="see that it runs, and who may log in"):
        empty(imap.address, Taker(), "wrong", trust=imap.trust)
    with pytest.raises(PublicationError, match="certificate verify failed"):
        empty(imap.address, Taker(), PASSWORD)
    with pytest.raises(PublicationError, match="Nowhere: the server has no such folder"):
        empty(imap.address.replace("INBOX", "Nowhere"), Taker(), PASSWORD, trust=imap.trust)
    with pytest.raises(PublicationError, match="put it into the environment as BOUNCE_PASSWORD"):
        empty(imap.address, Taker())


@pytest.mark.parametrize("where", ["nowhere", "imaps://host/INBOX", 'imaps://user@host/IN"BOX'])
def test_what_is_no_mailbox_is_told(where: str) -> None:
    with pytest.raises(PublicationError, match="imaps://user@host/INBOX"):
        empty(where, Taker(), PASSWORD)
