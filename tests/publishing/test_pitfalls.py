"""What goes wrong with hooks elsewhere, each by its name: it does not here, or it is told and mended."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from plugins.publication import turn
from plugins.publishing import door, due, post_receive, record, release_folder
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import PushedRef, Pusher, Role
from tests.copies import AUTHOR, git
from tests.publications import article
from tests.publishing.conftest import PATIENCE, Writer, clone_of, page, told

NEW = "/2026/01/second/"


def live(place: Place) -> str:
    found = release_folder.live(place)
    assert found
    return found.commit


def push_of(writer: Writer) -> subprocess.Popen[str]:
    """A push that the test can watch and kill, with all that it starts."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.Popen(
        ["git", "push", "origin", "HEAD:main"],
        cwd=writer.folder,
        env=inherited | AUTHOR | dict(writer.variables),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def heard(push: subprocess.Popen[str], words: str) -> str:
    """What a push says, up to a line with these words."""
    said = ""
    assert push.stderr
    for line in push.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it never said {words!r}:\n{said}")


@contextmanager
def blocked_build(owner: Writer, tail: str = "") -> Iterator[Path]:
    """Commit settings that make every build stop until the test writes into the pipe that this yields."""
    pipe = owner.folder.parent / "pipe"
    os.mkfifo(pipe)
    settings = owner.folder / "publishconf.py"
    settings.write_text(f"{settings.read_text()}\n{tail}\nopen({str(pipe)!r}).read()\n")
    owner.article("second", "After a while.")
    yield pipe


def let_go(pipe: Path) -> None:
    """Let everything that waits at the pipe go on, now and later."""
    pipe.rename(pipe.with_suffix(".gone"))
    pipe.touch()
    # Readers that came before wait for the pipe's other end to open and close.
    with os.fdopen(os.open(pipe.with_suffix(".gone"), os.O_RDWR | os.O_NONBLOCK), "w"):
        pass


def build_has_begun(pipe: Path) -> None:
    """Wait until a build reads from the pipe: opening the other end waits for a reader."""
    os.close(os.open(pipe, os.O_WRONLY))


def processes_with(word: str) -> list[int]:
    """The processes whose command line holds a word."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            if word in command:
                found.append(int(entry.name))
    return found


def test_git_dir_and_the_quarantine_do_not_leak(place: Place, author: Writer) -> None:
    """In a hook, git's variables mean the hook's repository: the check asks another one, and commits are made."""
    author.article("second")
    author.write("content/articles/first.md", article("moved", "The words of the first."))
    author.commit("A changed address, which needs the history")
    assert "the published address /2026/01/first/ became /2026/01/moved/" in told(author.push())


def test_a_bare_path_is_enough(place: Place, author: Writer) -> None:
    bare = Writer(author.folder, {**author.variables, "PATH": "/usr/bin:/bin", "LANG": "", "HOME": "/nonexistent"})
    bare.article("second", "With an ö in it.")
    pushed = bare.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "With an ö in it." in page(place, NEW)


def test_hooks_of_the_account_do_not_stand_in_for_ours(place: Place, author: Writer, tmp_path: Path) -> None:
    configuration = tmp_path / "gitconfig"
    configuration.write_text("[core]\n    hooksPath = /nonexistent\n")
    careless = Writer(author.folder, {**author.variables, "GIT_CONFIG_GLOBAL": str(configuration)})
    careless.article("second", date="2026-13-01")
    assert careless.push().returncode == 1


def test_a_shallow_clone_can_push(place: Place, author: Writer) -> None:
    author.article("second")
    author.push()
    git(place.folder.parent, "clone", "--quiet", "--depth=1", f"file://{place.repository}", "shallow")
    shallow = Writer(place.folder.parent / "shallow", author.variables)
    shallow.article("third")
    assert shallow.push().returncode == 0
    assert page(place, "/2026/01/third/")


def test_the_web_server_can_read_what_a_strict_account_builds(place: Place, author: Writer) -> None:
    author.article("second")
    former = os.umask(0o077)
    try:
        assert author.push().returncode == 0
    finally:
        os.umask(former)
    site = place.current.resolve() / "site"
    assert {path.stat().st_mode & 0o777 for path in (site, site.parent, *site.rglob("*")) if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o444 for path in site.rglob("*") if path.is_file()} == {0o444}
    assert (place.log.stat().st_mode & 0o777, place.state.stat().st_mode & 0o777) == (0o700, 0o700)


def test_a_chatty_build_is_bounded_and_kept_in_a_file(place: Place, owner: Writer) -> None:
    settings = owner.folder / "publishconf.py"
    settings.write_text(f"{settings.read_text()}\nprint('x' * 99 + chr(10), end='')\n" + "print('y' * 99)\n" * 3)
    settings.write_text(
        f"{settings.read_text()}\nfor number in range(20_000): print(number, 'z' * 50)\nraise SystemExit\n"
    )
    owner.commit("Chatty")
    pushed = owner.push()
    assert pushed.returncode == 1
    assert len(pushed.stderr) < 20_000
    (log,) = sorted(place.log.glob("*.txt"))[-1:]
    assert log.stat().st_size > 1_000_000


def test_a_child_that_lives_on_does_not_hold_the_push(place: Place, owner: Writer) -> None:
    """The hub that is told of a release answers only when the push has ended."""
    asked, ended = threading.Event(), threading.Event()

    class Hub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.set()
            ended.wait(PATIENCE)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings = owner.folder / "publishconf.py"
    settings.write_text(f"{settings.read_text()}\nWEBSUB_HUB = 'http://127.0.0.1:{server.server_port}/'\n")
    owner.article("second")
    try:
        assert owner.push().returncode == 0
        assert asked.wait(PATIENCE)
        with turn.hold(place.repository, PATIENCE) as is_mine:
            assert is_mine
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


def test_hooks_in_the_wrong_order_show_what_the_branch_has(place: Place, author: Writer) -> None:
    author.article("second")
    author.push()
    first = live(place)
    author.article("third")
    author.push()
    said: list[str] = []
    late = [PushedRef("0" * 40, first, "refs/heads/main")]
    post_receive.received(place, late, Pusher("sam", Role.AUTHOR), datetime.now(UTC), said.append, push=0)
    assert live(place) == git(place.repository, "rev-parse", "main").strip() != first
    assert said == []


# Ends in the middle


def test_a_hook_that_is_killed_leaves_the_site_and_no_lock(place: Place, owner: Writer) -> None:
    before = live(place)
    with blocked_build(owner) as pipe:
        push = push_of(owner)
        build_has_begun(pipe)
        for process in processes_with(f"plugins.publishing.pre_receive\0{place.folder}"):
            os.kill(process, signal.SIGKILL)
        push.communicate(timeout=PATIENCE)
        let_go(pipe)
    assert push.returncode == 1
    assert (live(place), git(place.repository, "rev-parse", "main").strip()) == (before, before)
    assert list(place.repository.rglob("*.lock")) == []
    pushed = owner.push()
    assert pushed.returncode == 0, pushed.stderr
    assert "After a while." in page(place, NEW)
    assert len(list(place.releases.iterdir())) == 2, "the half release is gone"


def test_a_client_that_goes_away_leaves_a_whole_site(place: Place, owner: Writer) -> None:
    with blocked_build(owner) as pipe:
        push = push_of(owner)
        build_has_begun(pipe)
        os.killpg(push.pid, signal.SIGKILL)  # the client, and git's side of it on this machine
        push.communicate(timeout=PATIENCE)
        let_go(pipe)
    with turn.hold(place.repository, PATIENCE) as is_mine:
        assert is_mine, "the turn is free again"
    due.run(place, datetime.now(UTC), PATIENCE)
    assert live(place) == git(place.repository, "rev-parse", "main").strip()
    assert page(place, "/2026/01/first/")
    second = clone_of(place, "second")
    second.article("third")
    assert second.push().returncode == 0
    whole = {made.name for made in release_folder.whole(place)}
    assert whole == {path.name for path in place.releases.iterdir()}


def test_a_reboot_between_taking_and_showing_is_made_good_by_the_timer(place: Place, author: Writer) -> None:
    hook = place.repository / "hooks/post-receive"
    hook.rename(hook.with_suffix(".off"))
    author.article("second")
    assert author.push().returncode == 0
    assert page(place, NEW) == ""
    built = {made.name for made in release_folder.whole(place)}
    assert due.run(place, datetime.now(UTC), PATIENCE).startswith("Live: ")
    assert page(place, NEW)
    assert {made.name for made in release_folder.whole(place)} == built, "what the push had built is shown"


def test_a_release_that_a_refused_update_left_is_collected(place: Place, author: Writer) -> None:
    hook = place.repository / "hooks/update"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    author.article("second")
    assert author.push().returncode == 1
    assert len(release_folder.whole(place)) == 2
    hook.unlink()
    author.article("third")
    assert author.push().returncode == 0
    assert len(release_folder.whole(place)) == 2


# Two at once


def test_the_second_waits_and_is_told_where_it_stands(place: Place, author: Writer) -> None:
    second = clone_of(place, "second", PUBLICATION_ROLE="author", PUBLICATION_NAME="sam")
    author.article("second")
    second.article("third")
    with turn.hold(place.repository, 0):
        first_push = push_of(author)
        heard(first_push, "You are next; please wait.")
        second_push = push_of(second)
        heard(second_push, "Before you wait 1 more; please wait.")
    first_push.communicate(timeout=PATIENCE)
    _, said = second_push.communicate(timeout=PATIENCE)
    assert (first_push.returncode, second_push.returncode) == (0, 1)
    assert "Somebody else published first. Get their work and push again: git pull --rebase && git push" in said
    assert page(place, NEW)
    assert page(place, "/2026/01/third/") == ""
    assert list((place.repository / "publication.queue").iterdir()) == []
    assert [event.what for event in record.read(place)][-2:] == ["push", "refused"]


def test_waiting_has_an_end(place: Place, author: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    from plugins.publication.mistake import PublicationError
    from plugins.publishing import waiting

    with (
        turn.hold(place.repository, 0),
        pytest.raises(PublicationError, match="push again in a while"),
    ):
        waiting.take(place.repository, lambda _: None, patience=0.0)


def test_a_commit_of_the_publication_waits_for_a_push(place: Place, author: Writer) -> None:
    """Whoever approves a comment while somebody pushes takes nothing from them."""
    from plugins.publication.repository import commit

    author.article("second")
    with turn.hold(place.repository, 0):
        push = push_of(author)
        heard(push, "You are next; please wait.")
        made: list[str] = []
        files = {"content/comments/first.yaml": b""}
        thread = threading.Thread(target=lambda: made.append(commit(place.repository, files, "A comment")))
        thread.start()
    _, said = push.communicate(timeout=PATIENCE)
    thread.join(PATIENCE)
    due.run(place, datetime.now(UTC), PATIENCE)
    tip = git(place.repository, "rev-parse", "main").strip()
    assert live(place) == tip
    assert "first.yaml" in git(place.repository, "ls-tree", "--name-only", f"{tip}:content/comments")
    if push.returncode:  # the commit had its turn first
        assert "Somebody else published first." in said
    else:
        assert page(place, NEW)
        assert made == [tip], "the commit stands on what was pushed"


# A full disk


def _can_mount() -> bool:
    probe = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not _can_mount(), reason="a full disk needs `unshare` and user namespaces (Linux)")
def test_a_full_disk_is_told_and_the_site_stays(place: Place, author: Writer, tmp_path: Path) -> None:
    """The place lies on a disk with room for the pushed objects and a little more."""
    author.article("second")
    disk = tmp_path / "disk"
    disk.mkdir()
    used = int(subprocess.check_output(["du", "-sk", str(place.folder)]).split()[0])
    script = (
        f"mount -t tmpfs -o size={used + 600}k none {disk} && cp -a {place.folder}/. {disk}/ && "
        f"git push {disk}/publication.git HEAD:main; echo $?; readlink {disk}/current; "
        f"ls {disk}/releases | wc -l; cat {disk}/current/site/2026/01/first/index.html | wc -c"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=author.folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | AUTHOR,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    code, current, releases, size = done.stdout.split()
    assert code == "1", done.stderr
    assert "disk is full" in done.stderr or "No space left on device" in done.stderr
    assert current == str(place.current.readlink())
    assert (releases, int(size) > 0) == ("1", True)
    assert door.tip(place) == live(place)
