"""Keys, the private file, the record, announcements and the release folder, as values and small folders."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from plugins.publication.mistake import PublicationError
from plugins.publishing import announcement, announcer, record, release_folder, ssh_key, web_files
from plugins.publishing.place import Place, around
from plugins.publishing.private_file import parse
from plugins.publishing.pushed_ref import Pusher, Role
from plugins.publishing.release import changes
from tests.publishing.test_release import RELEASE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
PLACE = Place(Path("/srv/publication"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for folder in (made.releases, made.log, made.web):
        folder.mkdir()
    return made


# Keys


def test_a_key_leads_to_the_door_and_nowhere_else() -> None:
    line = ssh_key.line(PLACE, ssh_key.Allowed(Pusher("jennyym", Role.AUTHOR), KEY))
    assert line == f'restrict,command="/srv/publication/bin/door author jennyym" {KEY}'
    assert [found.who for found in ssh_key.read([line, "# a remark", KEY])] == [Pusher("jennyym", Role.AUTHOR)]


def test_a_key_is_replaced_and_removed_and_other_lines_stay() -> None:
    mine = f"{KEY[:-1]}M me@laptop"
    lines = ssh_key.with_key([mine], PLACE, ssh_key.Allowed(Pusher("jennyym", Role.AUTHOR), KEY))
    lines = ssh_key.with_key(lines, PLACE, ssh_key.Allowed(Pusher("jennyym", Role.OWNER), KEY))
    assert [found.who.role for found in ssh_key.read(lines)] == [Role.OWNER]
    assert lines[0] == mine
    assert ssh_key.without(lines, "jennyym") == [mine]
    assert ssh_key.without(lines, "jenny") == lines


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nx", "give the file that ends in .pub"),
        ("", "there is no public key"),
        (f'command="/bin/sh" {KEY}', "there is no public key"),
        (f"{KEY}\n{KEY}", "there is no public key"),
        ("ssh-ed25519 AAAA", "the key is damaged"),
        ("ssh-dss AAAAB3NzaC1kc3M=", "there is no public key"),
    ],
)
def test_what_is_no_public_key_is_refused(text: str, words: str) -> None:
    with pytest.raises(PublicationError, match=words):
        ssh_key.public_key(text, "x.pub")
    assert ssh_key.public_key(f"{KEY} jenny@laptop\n", "x.pub") == KEY


@pytest.mark.parametrize("name", ["", "a b", "a;b", "$(x)", "Jenny", "-a", "a" * 33, 'a"b', "ö"])
def test_names_of_keys_need_no_quoting(name: str) -> None:
    with pytest.raises(PublicationError, match="is no name for a key"):
        ssh_key.checked_name(name)
    assert ssh_key.checked_name("jenny-ym.2") == "jenny-ym.2"


def test_the_list_of_keys_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "home/.ssh/authorized_keys"
    ssh_key.write(file, [KEY])
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert file.read_text() == f"{KEY}\n"


# The private file


def test_variables_are_read_as_systemd_does() -> None:
    text = "# a remark\n\nA=1\nB = no\nC='two words'\n; other\nD=\n"
    with pytest.raises(PublicationError, match=r"private\.env:4: this is no variable"):
        parse(text)
    assert parse(text.replace("B = no\n", 'B="x=y"\n')) == {"A": "1", "B": "x=y", "C": "two words", "D": ""}


# The record


def test_the_record_has_what_readers_saw(place: Place) -> None:
    after = replace(RELEASE, pages={})
    record.write(place, record.event(NOW, "push", "jennyym", "Words “in” a line", "r1", changes(None, RELEASE)))
    record.write(place, record.event(NOW, "rollback", "root", "Back", "r0", changes(RELEASE, after)))
    with (place.log / record.FILE).open("a") as stream:
        stream.write('{"at": "half')
    first, second = record.read(place)
    assert (first.who, first.words, first.new) == ("jennyym", "Words “in” a line", {"/a/": "A", "/b/": "“B”"})
    assert second.gone == first.new


# The folder of releases


def whole(place: Place, name: str, commit: str = "c" * 40) -> None:
    (release_folder.folder(place, name) / "site").mkdir(parents=True)
    release_folder.finish(place, replace(RELEASE, name=name, commit=commit))


def test_half_a_release_is_never_shown(place: Place) -> None:
    (place.releases / "half/site").mkdir(parents=True)
    with pytest.raises(PublicationError, match="this is no whole release"):
        release_folder.put_live(place, "half")
    assert release_folder.live(place) is None
    (place.releases / "half/release.json").write_text('{"name"')
    with pytest.raises(PublicationError):
        release_folder.put_live(place, "half")


def test_orphans_go_and_what_was_seen_or_will_be_stays(place: Place) -> None:
    for name, commit in (("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")):
        whole(place, name, commit)
    (place.releases / "5").mkdir()
    release_folder.put_live(place, "1")
    release_folder.put_live(place, "2")
    assert release_folder.collect(place, tip="d") == ["3", "5"]
    assert [made.name for made in release_folder.whole(place)] == ["1", "2", "4"]


def test_the_oldest_go_but_never_the_live_one(place: Place) -> None:
    for name in "123456":
        whole(place, name)
    release_folder.put_live(place, "1")
    release_folder.prune(place, kept=2)
    assert [made.name for made in release_folder.whole(place)] == ["1", "5", "6"]


def test_a_tree_knows_its_place(place: Place) -> None:
    whole(place, "1")
    (place.releases / "1/tree").mkdir()
    assert around(place.releases / "1/tree") is None
    place.repository.mkdir()
    assert around(place.releases / "1/tree") == place
    release_folder.put_live(place, "1")
    assert around(place.current / "tree") == place


def test_files_that_servers_follow_change_only_when_they_must(place: Place) -> None:
    whole(place, "1")
    hosts = release_folder.site(place, "1") / "_hosts"
    hosts.mkdir()
    (hosts / "redirects.caddy").write_text("one")
    made = replace(RELEASE, name="1")
    assert web_files.refresh(place, made) == ["redirects.caddy", "code"]
    assert web_files.refresh(place, made) == []
    (hosts / "redirects.caddy").write_text("two")
    assert web_files.refresh(place, made) == ["redirects.caddy"]
    assert (place.web / "redirects.caddy").read_text() == "two"


# Announcements


class Heard(BaseHTTPRequestHandler):
    heard: list[tuple[str, str, str]]

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.heard.append((self.command, self.path, body))
        self.send_response(500 if "broken" in self.path else 204)
        self.end_headers()

    do_POST = do_PURGE = _answer  # noqa: N815 - the names that the standard library asks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listening() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    heard: list[tuple[str, str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Heard,), {"heard": heard}))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


def test_the_hub_hears_of_feeds_and_the_cache_of_all(listening: tuple[str, list[tuple[str, str, str]]]) -> None:
    server, heard = listening
    addresses = ["/feeds/all.rss.xml", "/2026/01/sécond/"]
    wanted = announcement.requests(addresses, "https://site.example", f"{server}/hub", {"PURGE_URL": f"{server}/"})
    assert list(announcement.send(wanted)) == []
    assert heard == [
        ("POST", "/hub", "hub.mode=publish&hub.url=https%3A%2F%2Fsite.example%2Ffeeds%2Fall.rss.xml"),
        ("PURGE", "/feeds/all.rss.xml", ""),
        ("PURGE", "/2026/01/s%C3%A9cond/", ""),
    ]


def test_a_failure_is_a_line_and_the_others_are_still_told(listening: tuple[str, list[tuple[str, str, str]]]) -> None:
    server, heard = listening
    wanted = announcement.requests(["/broken/", "/fine/"], "https://site.example", "", {"PURGE_URL": server})
    assert list(announcement.send(wanted)) == [f"PURGE {server}/broken/: HTTP Error 500: Internal Server Error"]
    assert [path for _, path, _ in heard] == ["/broken/", "/broken/", "/fine/"]


def test_cloudflare_hears_thirty_addresses_at_once() -> None:
    secrets = {"CLOUDFLARE_ZONE": "zone", "CLOUDFLARE_TOKEN": "token"}
    wanted = list(announcement.requests([f"/{n}/" for n in range(31)], "https://site.example", "", secrets))
    assert [len(json.loads(request.data)["files"]) for request in wanted] == [30, 1]
    assert wanted[0].full_url == "https://api.cloudflare.com/client/v4/zones/zone/purge_cache"
    assert wanted[0].get_header("Authorization") == "Bearer token"


def test_nobody_is_told_where_nobody_asked() -> None:
    assert list(announcement.requests(["/a/", "/feeds/all.json"], "https://site.example", "", {})) == []
    assert list(announcement.requests([], "https://site.example", "https://hub.example/", {})) == []


def test_telling_does_not_keep_the_release_waiting(
    place: Place, listening: tuple[str, list[tuple[str, str, str]]]
) -> None:
    server, _ = listening
    place.secrets.write_text(f"PURGE_URL={server}/broken\n")
    process = announcer.start(place, RELEASE, ["/a/"])
    assert process
    os.waitpid(process, 0)
    assert "HTTP Error 500" in (place.log / "announcements.txt").read_text()
