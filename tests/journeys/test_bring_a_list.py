"""An owner brings a list from Mailchimp: look, import, mend the bad rows, report, show and erase one, take it away."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from lxml import etree

from tests.copies import copy_of_the_repository, git
from tests.subscribers.exchange.exports import audience_export


class Owner:
    """Somebody who types commands in a copy of the repository."""

    def __init__(self, folder: Path) -> None:
        self.repository = copy_of_the_repository(folder / "copy")
        self._environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def types(self, *arguments: str | Path, fails: bool = False) -> str:
        """The standard output of a command; where it fails, its one line of error."""
        command = [sys.executable, "-m", "invoke", *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=self.repository,
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == int(fails), done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr if fails else done.stdout


def test_from_an_export_to_the_list_and_out_again(tmp_path: Path) -> None:
    owner = Owner(tmp_path)
    export = audience_export(tmp_path)

    # A look at what would happen changes nothing.
    told = owner.types("subscribers.import", "--file", export)
    assert "13 rows read" in told
    assert "7 new, 0 changed: 4 confirmed, 2 unsubscribed, 1 bounced" in told
    assert "_0a1b2c3d4e.csv:7: '5/6/21 7:08' is not a time; write it as 2018-02-05 19:28:23" in told
    assert told.endswith("Nothing was changed; add --live to import.\n")

    # The import, and the bad rows in a file for their owner alone; one of them is mended and imported.
    told = owner.types("subscribers.import", "--file", export, "--live")
    (quarantine,) = (owner.repository / "var/imports").iterdir()
    assert f"{quarantine}: mend the rows in this file, and import it." in told
    assert quarantine.stat().st_mode & 0o777 == 0o600
    text = quarantine.read_text(encoding="utf-8")
    assert "example.com" not in told.replace("name@example.com", ""), "no address is printed"
    quarantine.write_text(text.replace("not-an-address", "four@example.com"), encoding="utf-8")
    again = json.loads(owner.types("subscribers.import", "--file", quarantine, "--live", "--json"))
    assert (again["new"], sum(again["bad"].values())) == (2, 3)

    # How the list stands.
    told = owner.types("subscribers.report", "--svg", tmp_path / "growth.svg")
    assert "confirmed            6\n" in told
    assert "█" in told
    assert etree.parse(tmp_path / "growth.svg").findtext("{*}desc")

    # One person asks what is kept of them, and then to be erased.
    told = owner.types("subscribers.show", "--address", "ONE@example.com")
    assert "Status:     confirmed, since 2019-03-04 17:24 UTC" in told
    assert "Form:       import: mailchimp" in told
    told = owner.types("subscribers.forget", "--address", "one@example.com", "--live")
    assert told.startswith("Erased: one subscriber, 1 of their sign-ups, 0 of their mails.\n")
    assert str(quarantine) in told
    assert "not on the list" in owner.types("subscribers.show", "--address", "one@example.com", fails=True)

    # The next import does not bring them back, and the list goes out as a table.
    told = owner.types("subscribers.import", "--file", export, "--live")
    assert "1 who left here before, and are not brought back" in told
    told = owner.types("subscribers.export", "--output", tmp_path / "out.csv")
    assert told == f"{tmp_path / 'out.csv'}: 8 people.\n"
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    statuses = [row["status"] for row in rows]
    assert [statuses.count(name) for name in ("confirmed", "unsubscribed", "bounced", "forgotten")] == [5, 2, 1, 1]
    assert "one@example.com" not in (tmp_path / "out.csv").read_text(encoding="utf-8")

    # Nothing private is where git could take it.
    assert git(owner.repository, "status", "--porcelain") == ""
