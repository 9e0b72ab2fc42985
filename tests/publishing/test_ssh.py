"""Over a real sshd: what a key may do, which is to get and to push the publication, and nothing else."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.publication import turn
from plugins.publishing import due, record, release_folder
from plugins.publishing.place import Place
from tests.copies import git
from tests.publishing.conftest import PATIENCE, Writer, invoke, page, told
from tests.publishing.ssh import Ssh, sshd
from tests.publishing.test_pitfalls import blocked_build, build_has_begun, let_go, processes_with, push_of

NEW = "/2026/01/second/"


@pytest.fixture
def server(place: Place, tmp_path: Path) -> Iterator[Ssh]:
    with sshd(tmp_path / "ssh") as running:
        yield running


def person(server: Ssh, place: Place, name: str, role: str) -> Writer:
    """Somebody whose key the owner lets in, with a clone that they got by it."""
    key = server.key(name)
    tree = place.current.resolve() / "tree"
    options = ["--name", name, "--key", f"{key}.pub", "--role", role, "--file", str(server.keys)]
    allowed = invoke(tree, "publish.allow", *options)
    assert allowed.returncode == 0, allowed.stderr
    variables = {"GIT_SSH_COMMAND": shlex.join(server.command(key))}
    writer = Writer(place.folder.parent / name, variables)
    writer.folder.mkdir()
    got = writer.git("clone", "--quiet", f"ssh://127.0.0.1:{server.port}/publication.git", ".")
    assert got.returncode == 0, got.stderr
    return writer


def test_an_author_publishes_content_and_an_owner_everything(server: Ssh, place: Place) -> None:
    author = person(server, place, "jennyym", "author")
    author.article("second", "Over ssh.")
    pushed = author.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "Over ssh." in page(place, NEW)
    assert record.read(place)[-1].who == "jennyym"

    author.write("publishconf.py", "raise SystemExit\n")
    author.commit("Code")
    refused = author.push()
    assert refused.returncode == 1
    assert "publishconf.py:1: file: an author's key may change what is in content/ alone" in told(refused)

    owner = person(server, place, "sam", "owner")
    owner.write("publishconf.py", (owner.folder / "publishconf.py").read_text() + "\nTAGLINE = 'Another line.'\n")
    owner.commit("Another tagline")
    assert owner.push().returncode == 0
    assert (record.read(place)[-1].who, record.read(place)[-2].what) == ("sam", "refused")

    tree = place.current.resolve() / "tree"
    forbidden = invoke(tree, "publish.forbid", "--name", "jennyym", "--file", str(server.keys))
    assert forbidden.stdout.strip() == f"{server.keys}: 1 key(s) of jennyym removed."
    assert author.git("fetch").returncode == 128
    assert owner.git("fetch").returncode == 0


def test_a_key_opens_nothing_but_git(server: Ssh, place: Place) -> None:
    person(server, place, "jennyym", "author")
    key, ran = server.folder / "jennyym", place.folder / "ran"
    for command in (
        "",
        "sh",
        f"touch {ran}",
        f"git-receive-pack x; touch {ran}",
        f"git-shell -c 'touch {ran}'",
        "scp -t /",
    ):
        answer = server.run(key, *([command] if command else []))
        assert answer.returncode != 0
    assert "Hello jennyym. This key is for git" in server.run(key, "sh").stderr
    # Whatever repository is asked for, it is the publication; nothing in the words is run.
    for asked in ("'/etc'", f'"$(touch {ran})"', f"`touch {ran}`", "--upload-pack=x", "'../../other.git'"):
        answer = server.run(key, f"git-upload-pack {asked} < /dev/null")
        assert "refs/heads/main" in answer.stdout
    assert not ran.exists()
    forwarded = subprocess.run(
        [*server.command(key), "-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1", "127.0.0.1"],
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert forwarded.returncode == 255
    batch = place.folder.parent / "sftp"
    batch.write_text("ls /\n")
    options = ["-P", str(server.port), "-i", str(key), "-b", str(batch)]
    sftp = ["sftp", "-F", "/dev/null", *options, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
    assert subprocess.run([*sftp, "127.0.0.1"], capture_output=True, check=False, timeout=PATIENCE).returncode != 0


def test_an_author_cannot_give_themselves_another_role(server: Ssh, place: Place) -> None:
    author = person(server, place, "jennyym", "author")
    ssh = f"{author.variables['GIT_SSH_COMMAND']} -o SendEnv=PUBLICATION_ROLE -o SetEnv=PUBLICATION_ROLE=owner"
    liar = Writer(author.folder, {"GIT_SSH_COMMAND": ssh, "PUBLICATION_ROLE": "owner"})
    liar.write("publishconf.py", "raise SystemExit\n")
    liar.commit("Code")
    pushed = liar.push("-o", "role=owner")
    assert pushed.returncode != 0
    assert liar.push().returncode == 1


def test_a_connection_that_breaks_leaves_a_whole_site_and_no_lock(server: Ssh, place: Place) -> None:
    owner = person(server, place, "sam", "owner")
    with blocked_build(owner) as pipe:
        push = push_of(owner)
        build_has_begun(pipe)
        os.killpg(push.pid, 9)
        push.communicate(timeout=PATIENCE)
        let_go(pipe)
    with turn.hold(place.repository, PATIENCE) as is_mine:
        assert is_mine
    due.run(place, datetime.now(UTC), PATIENCE)
    live = release_folder.live(place)
    assert live
    assert live.commit == git(place.repository, "rev-parse", "main").strip()
    assert page(place, "/2026/01/first/")
    assert list(place.repository.rglob("*.lock")) == []
    assert owner.push().returncode == 0
    assert "After a while." in page(place, NEW)
    assert processes_with(f"plugins.publishing.pre_receive\0{place.folder}") == []
