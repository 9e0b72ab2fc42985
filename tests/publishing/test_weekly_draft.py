"""The timer of a place drafts the weekly email into the place's repository, and the draft is no page for readers."""

from __future__ import annotations

import subprocess

from plugins.publishing.place import Place
from tests.copies import git
from tests.publishing.conftest import Writer, page


def run(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [place.bin / "invoke", *arguments], capture_output=True, encoding="utf-8", check=False, timeout=120
    )


def test_the_draft_is_in_the_repository_of_the_place(place: Place, author: Writer) -> None:
    author.article("second", date="2026-01-05 09:00")
    assert author.push().returncode == 0
    done = run(place, "digest.due", "--at", "2026-01-06 06:00")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Drafted the edition 2026-W02: content/editions/2026-W02.md\n")
    text = git(place.repository, "show", "main:content/editions/2026-W02.md")
    assert "  - second  # The article second" in text
    assert "A mail lies in " in done.stdout  # no mail server is set
    assert page(place, "/weekly/2026-W02/") == ""

    # The editor pulls it, approves it, and pushes; then readers have it.
    author.git("pull", "--quiet", "--rebase")
    author.write("content/editions/2026-W02.md", text.replace("\nstatus: draft", "\nstatus: approved"))
    author.commit("Approve the edition 2026-W02")
    pushed = author.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "The article second" in page(place, "/weekly/2026-W02/")

    # On the server, what was approved is known by its commit, and the mail is the same as it was then.
    approved = author.git("rev-parse", "HEAD").stdout.strip()
    done = run(place, "digest.send", "--edition", "2026-W02", "--at", "2026-01-06 07:30")
    assert done.returncode == 0, done.stderr
    assert f"in {approved[:10]}; unchanged since." in done.stdout
    assert done.stdout.endswith("Nothing was sent; add --live to send it.\n")
