"""Publish your first article, as its guide has it: set up, go live, be refused, show a preview, take it back.

Over a real sshd, before a real Caddy by the example as it is written, and with a browser.
"""

from __future__ import annotations

import getpass
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from plugins.publishing.place import Place
from tests.copies import copy_of_the_repository, git
from tests.publishing.conftest import Writer, told, use_this_environment
from tests.publishing.ssh import sshd
from tests.servers import free_port, needs, running

INVOKE = [sys.executable, "-m", "invoke"]
ARTICLE = "content/articles/three-questions-for-a-first-meeting.md"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@contextmanager
def caddy(place: Place, folder: Path) -> Iterator[str]:
    """Caddy with the file of the place; only that it needs no certificate here is the test's."""
    command = [needs("caddy", "caddy"), "run", "--adapter", "caddyfile", "--config"]
    configuration = f"{{\n    admin off\n    auto_https off\n}}\nimport {place.web}/Caddyfile\n"
    port = re.search(r"^http://127\.0\.0\.1:(\d+) \{", (place.web / "Caddyfile").read_text(), re.M)
    assert port
    yield from running(command, folder / "Caddyfile", lambda _: configuration, int(port[1]))


def test_from_a_server_to_an_article_and_back(tmp_path: Path, context: BrowserContext) -> None:
    # The owner sets up the server.
    clone = copy_of_the_repository(tmp_path / "clone")
    address = f"http://127.0.0.1:{free_port()}"
    settings = clone / "pelicanconf.py"
    settings.write_text(re.sub(r'PUBLIC_URL = "[^"]*"', f'PUBLIC_URL = "{address}"', settings.read_text()))
    git(clone, "commit", "--quiet", "--all", "--message", "Our own address")
    use_this_environment(tmp_path / "place")
    place = Place(tmp_path / "place")
    made = run(clone, *INVOKE, "publish.init", "--to", str(place.folder))
    assert made.returncode == 0, made.stderr
    assert f"What is there and what is missing says: {place.bin}/invoke publish.doctor" in made.stdout
    assert "Nothing to change" in run(clone, *INVOKE, "publish.init", "--to", str(place.folder)).stdout
    command = [str(place.bin / "invoke")]

    with sshd(tmp_path / "ssh") as server, caddy(place, tmp_path / "caddy") as site:
        assert site == address
        # The owner lets an author in.
        key = server.key("jennyym")
        allowed = ["publish.allow", "--name", "jennyym", "--key", f"{key}.pub", "--file", str(server.keys)]
        assert run(tmp_path, *command, *allowed).stdout.strip() == f"{server.keys}: jennyym may push as author."

        # The author gets the publication, writes, and pushes.
        author = Writer(tmp_path / "author", {"GIT_SSH_COMMAND": shlex.join(server.command(key))})
        author.folder.mkdir()
        got = author.git("clone", "--quiet", f"ssh://127.0.0.1:{server.port}/publication.git", ".")
        assert got.returncode == 0, got.stderr
        new = run(author.folder, *INVOKE, "new", "--title", "Three Questions for a First Meeting")
        assert new.stdout.strip() == ARTICLE
        text = (author.folder / ARTICLE).read_text().replace("status: draft", "status: published")
        text = re.sub(r"^date: .*$", "date: 2026-11-02 09:00", text, flags=re.M)
        author.write(ARTICLE, text.replace("Write here.", "What would you ask?"))
        author.commit("Three questions for a first meeting")
        pushed = author.git("push")
        assert pushed.returncode == 0, pushed.stderr
        live = re.search(rf"^  new      ({address}/\S+)$", told(pushed), re.M)
        assert live

        page = context.new_page()
        page.goto(live[1])
        expect(page.get_by_text("What would you ask?")).to_be_visible()
        page.goto(address)
        expect(page.get_by_role("link", name="Three Questions for a First Meeting").first).to_be_visible()

        # A mistake: the push is refused, the site stays.
        author.write(ARTICLE, text.replace("date: 2026-11-02", "date: 2026-13-01"))
        author.commit("A correction")
        refused = author.git("push")
        assert refused.returncode == 1
        assert f"{ARTICLE}:4: date: '2026-13-01 09:00' is not a date; write it as 2026-11-24 09:00" in told(refused)
        page.goto(live[1])
        expect(page.get_by_text("What would you ask?")).to_be_visible()
        author.write(ARTICLE, text.replace("Write here.", "What would you ask first?"))
        git(author.folder, "commit", "--quiet", "--all", "--amend", "--no-edit")
        assert author.git("push").returncode == 0
        page.reload()
        expect(page.get_by_text("What would you ask first?")).to_be_visible()

        # A preview of a draft, for whoever has its address.
        git(author.folder, "switch", "--quiet", "--create", "an-idea")
        draft = run(author.folder, *INVOKE, "new", "--title", "An idea of mine").stdout.strip()
        author.commit("An idea")
        shown = told(author.git("push", "--set-upstream", "origin", "an-idea"))
        preview = re.search(rf"^  ({address}/preview/\S+/)$", shown, re.M)
        assert preview
        page.goto(preview[1])
        page.get_by_role("link", name="An idea of mine").first.click()
        expect(page.get_by_text("Write here.")).to_be_visible()
        expect(page.get_by_text("draft", exact=False).first).to_be_visible()
        assert page.url.startswith(preview[1])
        answer = page.goto(page.url.replace(preview[1], f"{address}/"))
        assert answer
        assert answer.status == 404, "the draft is not on the site"
        assert Path(author.folder / draft).is_file()

        # The way back: the owner, at once; the author, with a push.
        back = run(tmp_path, *command, "publish.rollback", "--to", git(clone, "rev-parse", "HEAD").strip())
        assert "hidden: Three Questions for a First Meeting" in back.stdout, back.stderr
        answer = page.goto(live[1])
        assert answer
        assert answer.status == 404
        git(author.folder, "switch", "--quiet", "main")
        git(author.folder, "revert", "--no-edit", "HEAD")
        assert author.git("push").returncode == 0
        page.goto(live[1])
        expect(page.get_by_text("What would you ask?")).to_be_visible()

        # Who did what; and what is still missing.
        log = run(tmp_path, *command, "publish.log", "--json").stdout
        assert re.findall(r'"what": "(\w+)"', log) == [*("push", "push", "refused", "push", "rollback", "push")]
        assert set(re.findall(r'"who": "([^"]*)"', log)) == {"the owner", "jennyym", getpass.getuser()}
        doctor = run(tmp_path, *command, "publish.doctor").stdout.splitlines()
        assert [line.partition(":")[0] for line in doctor[:-1]] == ["the timer", "the inbox"]
