"""An author writes an article: a new file, a look while it grows, a mistake and its remedy, publication."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.copies import copy_of_the_repository, git
from tests.serving import Serving, events

INVOKE = [sys.executable, "-m", "invoke"]


def run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*INVOKE, *arguments], cwd=repository, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def test_from_a_new_file_to_the_public_site(tmp_path: Path, context: BrowserContext) -> None:
    repository = copy_of_the_repository(tmp_path / "copy")

    made = run(repository, "new", "--kind", "article", "--title", "What a reader's report is for")
    assert made.stdout.strip() == "content/articles/what-a-readers-report-is-for.md"
    article = repository / made.stdout.strip()
    assert run(repository, "check").stdout.strip() == "No mistakes."

    with Serving([*INVOKE, "serve"], repository) as serving:
        address = serving.address()
        date = re.search(r"^date: (\d{4})-(\d{2})", article.read_text(), re.M)
        assert date
        location = f"/{date[1]}/{date[2]}/what-a-readers-report-is-for/"
        page = context.new_page()
        page.goto(address + location)
        expect(page.get_by_text("Write here.")).to_be_visible()
        expect(page.get_by_text("draft", exact=False).first).to_be_visible()

        # The open page follows what is written.
        with closing(events(address)) as heard:
            next(heard)
            text = article.read_text().replace("Write here.", "A report saves somebody an evening.")
            article.write_text(text)
            next(heard)
        expect(page.get_by_text("A report saves somebody an evening.")).to_be_visible()

        # A mistake is told over the page, in words; the page below stays.
        article.write_text(text.replace("status: draft", "draft: yes"))
        notice = page.get_by_role("alert")
        expect(notice).to_contain_text("write `status: draft`")
        expect(page.get_by_text("A report saves somebody an evening.")).to_be_visible()
        article.write_text(text)
        expect(notice).to_have_count(0)

    # As a draft it is not on the public site.
    assert run(repository, "build").returncode == 0
    page_file = repository / "output" / location.strip("/") / "index.html"
    assert not page_file.exists()

    article.write_text(text.replace("status: draft", "status: published"))
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "A new article")
    built = run(repository, "build")
    assert built.returncode == 0, built.stderr
    assert "A report saves somebody an evening." in page_file.read_text()
    assert git(repository, "status", "--porcelain") == ""

    # Later the address is changed, and the check says what is needed.
    article.write_text(article.read_text().replace("slug: what-a-readers-report-is-for", "slug: readers-reports"))
    refused = run(repository, "check")
    assert refused.returncode == 1
    assert "content/articles/what-a-readers-report-is-for.md:3: slug: the published address" in refused.stdout
    needed = re.findall(r"^    (id: .*|aliases: .*)$", refused.stdout, re.M)
    assert needed == ["id: what-a-readers-report-is-for", f"aliases: [{location}]"]
    article.write_text(article.read_text().replace("status: published", "status: published\n" + "\n".join(needed)))
    assert run(repository, "check").returncode == 0


def test_mistakes_are_annotations_for_hosts_that_cannot_refuse(tmp_path: Path) -> None:
    repository = copy_of_the_repository(tmp_path / "copy")
    (repository / "content/pages/about.md").write_text("Just text.\n")
    done = run(repository, "check", "--format", "github")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=content/pages/about.md,line=1::front matter: ")
