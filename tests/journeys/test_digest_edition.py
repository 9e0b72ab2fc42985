"""An editor’s week: two articles, a draft, edits, a preview, a test mail, approval; and the edition is on the site."""

from __future__ import annotations

import subprocess
import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.copies import copy_of_the_repository, git
from tests.publications import article

INVOKE = [sys.executable, "-m", "invoke"]
SITE = "https://yourindustryinsider.example"
EDITION = "content/editions/2026-W51.md"
NOTE = "Two pieces this week, and [one from the archive](../articles/how-to-take-a-general-meeting.md).\n"


def run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*INVOKE, *arguments], cwd=repository, capture_output=True, encoding="utf-8", check=False)


def commit(repository: Path, message: str) -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", message)


@pytest.mark.browser
def test_an_editors_week(tmp_path: Path, page: Page) -> None:
    repository = copy_of_the_repository(tmp_path / "copy")
    edition = repository / EDITION

    # Two articles are published, and one that is not for the email. Before, nothing was new.
    empty = run(repository, "digest.draft", "--at", "2026-12-14 09:00")
    assert empty.returncode == 0, empty.stderr
    assert empty.stdout.startswith("No edition 2026-W51: no article was published since 2026-12-08 07:00")
    for name, keys in {"first": {}, "second": {}, "quiet": {"digest": "no"}}.items():
        text = article(name, title=f"What the {name} reads", date="2026-12-12 09:00", **keys)
        (repository / f"content/articles/{name}.md").write_text(text, encoding="utf-8")
    commit(repository, "Three articles")

    # The draft proposes the two, and overwrites nothing.
    drafted = run(repository, "digest.draft", "--at", "2026-12-14 09:00")
    assert drafted.returncode == 0, drafted.stderr
    assert drafted.stdout.splitlines()[0] == EDITION
    text = edition.read_text()
    assert "- first  # What the first reads" in text
    assert "- second  # What the second reads" in text
    assert "quiet" not in text
    assert "date: 2026-12-15 07:00" in text
    again = run(repository, "digest.draft", "--edition", "2026-W51", "--at", "2026-12-14 09:00")
    assert again.returncode == 1
    assert "this edition is there" in again.stderr
    assert edition.read_text() == text

    # The editor misspells an id, and is told; then writes a subject and a note.
    edition.write_text(text.replace("- first ", "- frist "))
    refused = run(repository, "check")
    assert refused.returncode == 1
    assert f"{EDITION}:8: articles: 'frist' is not the id of an article; did you mean `first`?" in refused.stdout
    lines = text.splitlines()
    lines[4] = "subject: Two ways to read a script"
    edition.write_text("\n".join(lines) + "\n\n" + NOTE, encoding="utf-8")
    assert run(repository, "check").stdout.strip() == "No mistakes."

    # The preview: both schemes, the text, nothing from elsewhere.
    shown = run(repository, "digest.preview", "--no-show", "--output", "look.html")
    assert shown.returncode == 0, shown.stderr
    page.goto((repository / "look.html").as_uri())
    mail = page.frame_locator("iframe[title='Dark, wide']")
    expect(mail.get_by_role("heading", level=1)).to_have_text("Two ways to read a script")
    expect(mail.get_by_role("link", name="one from the archive")).to_have_attribute(
        "href", f"{SITE}/2026/10/how-to-take-a-general-meeting/"
    )
    expect(page.locator("section pre")).to_contain_text("What the second reads")

    # A test mail lies in the outbox.
    sent = run(repository, "digest.test", "--to", "Ed <ed@example.org>")
    assert sent.returncode == 0, sent.stderr
    (file,) = (repository / "var/outbox").glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert (str(message["To"]), str(message["Subject"])) == ("Ed <ed@example.org>", "Two ways to read a script")
    assert str(message["List-Unsubscribe"]).startswith(f"<{SITE}/u/test>, <mailto:")
    plain = message.get_body(("plain",))
    assert plain
    assert f"{SITE}/weekly/2026-W51/" in plain.get_content()
    assert run(repository, "digest.test", "--to", "nobody").stderr.startswith("--to: 'nobody' is not a mail address")

    # Approved and pushed, it is a page and the newest entry of the feed, from its date on.
    approved = run(repository, "digest.approve", "--at", "2026-12-14 15:00")
    assert approved.returncode == 0, approved.stderr
    assert f"git add {EDITION}" in approved.stdout
    unapproved = edition.read_text().replace("\nstatus: approved", "\nstatus: draft")
    assert unapproved.splitlines() == [*lines, "", NOTE.strip()]
    git(repository, "add", EDITION)
    git(repository, "commit", "--quiet", "--message", "Approve the edition 2026-W51")
    built = run(repository, "build", "--at", "2026-12-15 07:00")
    assert built.returncode == 0, built.stderr
    found = BeautifulSoup((repository / "output/weekly/2026-W51/index.html").read_text(), "lxml")
    assert found.h1
    assert found.h1.get_text() == "Two ways to read a script"
    feed = feedparser.parse((repository / "output/feeds/weekly.xml").read_bytes())
    assert [entry.link for entry in feed.entries] == [f"{SITE}/weekly/2026-W51/"]
    assert "one from the archive" in feed.entries[0].content[0].value

    # What was approved stays, but for a correction that says so.
    edition.write_text(edition.read_text().replace("Two ways", "Three ways"))
    refused = run(repository, "check")
    assert refused.returncode == 1
    assert f"{EDITION}:5: subject: this edition was approved, and its mail may have gone out" in refused.stdout
    edition.write_text(edition.read_text().replace("\nstatus:", "\nupdated: 2026-12-16\nstatus:"))
    assert run(repository, "check").stdout.strip() == "No mistakes."

    # The next edition has none of them again.
    commit(repository, "A correction")
    following = run(repository, "digest.draft", "--at", "2026-12-21 09:00")
    assert following.stdout.startswith("No edition 2026-W52: no article was published since 2026-12-08 07:00")
