"""An owner sends the weekly email: from an approved edition to a thousand readers, killed on the way, accounted for.

Three kinds of failure are among them: a mailbox that is not there, one that wants to be asked later, and a connection
that breaks when the letter is complete. Then a reader leaves by one POST, another one's letter comes back, and the next
edition goes to neither.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lxml import etree

from plugins.database.engine import open_database
from plugins.database.migration import migrate
from tests.copies import copy_of_the_repository, git
from tests.digest.sending.office import address, answering, people
from tests.mail.returned_mails import postfix
from tests.mail_sink import DROP, Received, SmtpSink
from tests.serving import Serving

KEY = "a key that is for the journey alone"
PEOPLE, DEAD, LATER, BROKEN = 1000, 17, 18, 19
SETTINGS = """
MAIL_SERVER, MAIL_SECURITY = "127.0.0.1:{port}", "none"
MAIL_BOUNCES = "bounces@yourindustryinsider.example"
DIGEST_PER_SECOND = 0
"""


class Owner:
    """Somebody who types commands in a copy of the repository, whose mail server is a sink."""

    def __init__(self, folder: Path, sink: SmtpSink) -> None:
        self.repository, self.sink = copy_of_the_repository(folder / "copy"), sink
        with (self.repository / "pelicanconf.py").open("a") as stream:
            stream.write(SETTINGS.format(port=sink.port))
        self.commit("The mail server")
        self.environment = os.environ | {"SIGNING_KEYS": KEY, "DATABASE_URL": ""}

    def commit(self, message: str) -> None:
        git(self.repository, "commit", "--quiet", "--all", "--message", message)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "invoke", *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=self.repository, env=self.environment, encoding="utf-8", **pipes)

    def types(self, *arguments: str | Path, fails: bool = False, stdin: str = "") -> str:
        """The standard output of a command, which is silent otherwise, as for cron; where it fails, its error."""
        with self.start(*arguments) as process:
            said, error = process.communicate(stdin)
        assert process.returncode == int(fails), error + said
        assert "Traceback" not in error
        assert fails or not error, error
        return error if fails else said

    def subscribers(self, numbers: range) -> None:
        engine = open_database(f"sqlite:///{self.repository}/var/private.db")
        migrate(engine)
        people(engine, numbers)
        engine.dispose()

    def at(self, messages: int, happen: Callable[[], None]) -> None:
        """Have something happen when the server has taken so many messages, over all, before it answers the last."""
        self.sink.received = Counted(self.sink.received, messages, happen)

    def signal_after(self, process: subprocess.Popen[str], messages: int, number: int) -> None:
        """The process gets a signal when the server has taken so many messages."""
        self.at(messages, lambda: os.kill(process.pid, number))


class Counted(list[Received]):
    """What the server has taken; at a certain number something happens."""

    def __init__(self, received: Iterable[Received], number: int, happen: Callable[[], None]) -> None:
        super().__init__(received)
        self._number, self._happen = number, happen

    def append(self, received: Received) -> None:
        super().append(received)
        if len(self) == self._number:
            self._happen()


def letter_to(received: list[Received], number: int) -> Received:
    return next(one for one in received if one.recipient == address(number))


def one_click(owner: Owner, letter: Received, site: Path) -> int:
    """What a mail program does when its “unsubscribe” is pressed (RFC 8058), at the running inbox; the status."""
    link = re.search(rb"^List-Unsubscribe:\s+<https://[^/]+(/u/[^>]+)>", letter.raw, re.M)
    assert link
    command = [sys.executable, "-m", "invoke", "inbox.serve", "--port", "0", "--site", str(site)]
    with Serving(command, owner.repository, {"SIGNING_KEYS": KEY, "DATABASE_URL": ""}) as serving:
        host = serving.line(r"http://([0-9.]+:[0-9]+)/inbox/")[1]
        connection = http.client.HTTPConnection(host, timeout=60)
        body, kind = "List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", link[1].decode(), body, kind)
        status = connection.getresponse().status
        connection.close()
    return status


@pytest.fixture
def owner(tmp_path: Path) -> Callable[[SmtpSink], Owner]:
    return lambda sink: Owner(tmp_path, sink)


def test_an_edition_reaches_everybody_once_and_is_accounted_for(
    owner: Callable[[SmtpSink], Owner], tmp_path: Path, built_site: Path
) -> None:
    to_recipient = {address(DEAD): "550 5.1.1 no such user", address(LATER): "450 4.2.1 come back later"}
    with answering(recipient=to_recipient, message={address(BROKEN): DROP}) as sink:
        one = owner(sink)
        one.subscribers(range(1, PEOPLE + 1))

        # The editor's part: drafted, approved, and pushed.
        one.types("digest.draft", "--edition", "2026-W46", "--at", "2026-11-09 09:00")
        assert "it is a draft" in one.types("digest.send", "--at", "2026-11-10 07:05", fails=True)
        one.types("digest.approve", "--edition", "2026-W46", "--at", "2026-11-09 10:00")
        assert "commit and push it" in one.types("digest.send", "--at", "2026-11-10 07:05", fails=True)
        git(one.repository, "add", "--all")
        one.commit("Approve the edition 2026-W46")
        assert "it goes out on 2026-11-10 at 07:00" in one.types("digest.send", "--at", "2026-11-10 06:55", fails=True)

        # A look at what would happen.
        told = one.types("digest.send", "--edition", "2026-W46", "--at", "2026-11-10 07:05")
        assert "unchanged since." in told
        assert "1,000 subscribers are confirmed." in told
        assert told.endswith("Nothing was sent; add --live to send it.\n")
        assert sink.received == []

        # It is sent; somebody ends it, goes on with it, and the machine fails in the middle.
        live = ("digest.send", "--edition", "2026-W46", "--live", "--at", "2026-11-10 07:05")
        with one.start(*live) as process:
            one.signal_after(process, 200, signal.SIGTERM)
            said, _ = process.communicate()
        assert process.returncode == 0
        assert "2026-W46: it was told to end. The rest goes out with the next run." in said
        assert re.search(r"^uncertain +1 ", said, re.M)  # the broken connection alone
        with one.start(*live) as process:
            one.signal_after(process, 400, signal.SIGKILL)
            process.communicate()
        assert process.returncode == -signal.SIGKILL

        # The same command goes on; who types it again meanwhile is told, and does no harm.
        meanwhile: list[str] = []
        one.at(500, lambda: meanwhile.append(one.types(*live)))
        told = one.types(*live)
        assert "2026-W46: nobody is left to send it to now." in told
        assert meanwhile == ["2026-W46: another run is at it; nothing to do here.\n"]
        report = json.loads(one.types("digest.report", "--edition", "2026-W46", "--json"))
        states = [report[name] for name in ("sent", "failed", "deferred", "uncertain")]
        assert sum(states) == report["audience"] == PEOPLE
        assert (report["failed"], report["deferred"]) == (1, 1)
        assert 1 <= report["uncertain"] <= 1 + 4  # the broken connection, and one of each that was killed
        times = [received.recipient for received in sink.received]
        assert len(times) == len(set(times)), "nobody got it twice"
        assert len(times) >= report["sent"]

        # The account, for a person, for a spreadsheet, and as a picture.
        told = one.types("digest.report", "--csv", tmp_path / "rows.csv", "--svg", tmp_path / "report.svg")
        assert "· 550 5.1.1 no such user" in told
        assert "audience      1,000" in told
        assert (tmp_path / "rows.csv").stat().st_mode & 0o777 == 0o600
        assert len((tmp_path / "rows.csv").read_text().splitlines()) == PEOPLE + 1
        assert "1,000 subscribers" in (etree.parse(tmp_path / "report.svg").findtext("{*}desc") or "")

        # Later the server takes what it had put off.
        sink.answers = {}
        assert "nobody is left" in one.types(*live[:-1], "2026-11-10 08:00")
        assert json.loads(one.types("digest.report", "--json"))["deferred"] == 0

        # One reader leaves by their mail program; the letter of another comes back, piped in by the mail server.
        assert one_click(one, letter_to(sink.received, 21), built_site) == 200
        bounce = postfix(to=letter_to(sink.received, 22).sender).decode()
        dry = one.types("digest.bounces", "--file", "-", stdin=bounce)
        assert dry.endswith("Nothing was changed; add --live to take it in.\n")
        assert one.types("digest.bounces", "--file", "-", "--live", stdin=bounce).startswith("taken off the list")
        assert "came back: there is no such mailbox" in one.types("digest.report", "--edition", "2026-W46")

        # The next edition goes out by the scheduler, to everybody but them and the dead mailbox.
        sink.received = []
        one.types("digest.draft", "--edition", "2026-W47", "--at", "2026-11-20 08:00")
        with (one.repository / "pelicanconf.py").open("a") as stream:
            stream.write('DIGEST_SEND = "on time"\n')
        one.types("digest.approve", "--edition", "2026-W47", "--at", "2026-11-20 08:00")
        git(one.repository, "add", "--all")
        one.commit("Approve the edition 2026-W47")
        told = one.types("digest.due", "--at", "2026-11-20 08:07")
        assert "2026-W47: nobody is left to send it to now." in told
        *letters, to_editor = sink.received
        got = {received.recipient for received in letters}
        assert got == {address(number) for number in range(1, PEOPLE + 1)} - {address(n) for n in (DEAD, 21, 22)}
        assert len(letters) == PEOPLE - 3
        assert b"Subject: The weekly email 2026-W47 has gone out" in to_editor.raw
        assert to_editor.recipient == "weekly@yourindustryinsider.example"
        assert "sent" not in one.types("digest.due", "--at", "2026-11-20 09:07")
        assert len(sink.received) == PEOPLE - 2

        # Nothing of it is in git, and no address in what the commands said.
        assert git(one.repository, "status", "--porcelain") == ""
