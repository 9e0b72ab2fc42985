"""The examples for nginx and Caddy, run as they are written: what a reader gets, and flips under load."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest

from plugins.publishing import preview_folder, release_folder, server_files
from plugins.publishing.place import Place
from tests.publishing.conftest import PATIENCE, SITE, Writer
from tests.servers import free_port, needs, running

SERVERS = ("nginx", "caddy")
Serve = Callable[[str], "Site"]


class Inbox(BaseHTTPRequestHandler):
    """What stands in for the inbox: says what it was asked, and by whom."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        said = f"{self.command} {self.path} {self.headers['Host']} {self.headers['X-Forwarded-For']} {body}".encode()
        self.send_response(200)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = _answer  # noqa: N815 - the names that the standard library asks for

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Site:
    """A running web server."""

    address: str

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        host, _, port = self.address.removeprefix("http://").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found


@contextmanager
def served(place: Place, name: str, inbox_port: int) -> Iterator[Site]:
    """A place behind a web server, by its example; only what belongs to the machine is the test's."""
    folder = place.folder.parent / name
    folder.mkdir()

    def configuration(port: int) -> str:
        for file in server_files.written(place, f"http://127.0.0.1:{port}", "nobody", inbox_port):
            if file.path.startswith("web/"):
                (place.folder / file.path).write_text(file.text)
        if name == "caddy":
            return f"{{\n    admin off\n    auto_https off\n}}\nimport {place.web}/Caddyfile\n"
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi")
        )
        return (
            f"{'user root;' if os.geteuid() == 0 else ''} worker_processes 1; daemon off; pid {folder}/nginx.pid;\n"
            f"error_log {folder}/error.log;\nevents {{ worker_connections 256; }}\n"
            f"http {{ include /etc/nginx/mime.types; access_log off; {temporary} scgi_temp_path {folder}/scgi;\n"
            f"include {place.web}/nginx.conf; }}\n"
        )

    if name == "caddy":
        command = [needs("caddy", "caddy"), "run", "--adapter", "caddyfile", "--config"]
    else:
        command = [needs("nginx", "nginx-light"), "-p", str(folder), "-c"]
    for address in running(command, folder / "configuration", configuration):
        yield Site(address)


@pytest.fixture
def inbox_port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", SERVERS)
def test_a_reader_gets_what_the_examples_promise(name: str, place: Place, author: Writer, inbox_port: int) -> None:
    author.article("second", "Of a draft.", status="draft")
    author.push("HEAD:idea")
    (preview,) = preview_folder.all_of(place)
    site_folder = place.current.resolve() / "site"
    card = next(path.name for path in (site_folder / "cards").iterdir() if path.suffix == ".png")
    style = next(path.name for path in (site_folder / "theme/css").glob("site.*.css"))

    with served(place, name, inbox_port) as site:
        front = site.ask("/")
        assert (front.status, front.body) == (200, (site_folder / "index.html").read_bytes())
        assert front.headers["Cache-Control"] == "no-cache"
        assert front.headers.get_all("Content-Security-Policy") == [
            next(
                line.strip().removeprefix("Content-Security-Policy: ")
                for line in (site_folder / "_headers").read_text().splitlines()
                if "Content-Security-Policy" in line
            )
        ]
        assert front.headers["X-Content-Type-Options"] == "nosniff"
        assert front.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert front.headers["Content-Type"].replace(" ", "").lower() == "text/html;charset=utf-8"

        for_ever = "public, max-age=31536000, immutable"
        for path, kept in {
            f"/theme/css/{style}": for_ever,
            f"/cards/{card}": for_ever,
            "/feeds/all.rss.xml": "public, max-age=300",
            "/favicon.ico": "public, max-age=86400",
            "/2026/01/first/": "no-cache",
        }.items():
            assert site.ask(path).headers["Cache-Control"] == kept, path

        packed = site.ask("/2026/01/first/", Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == (site_folder / "2026/01/first/index.html").read_bytes()
        if name == "caddy":
            smallest = site.ask("/2026/01/first/", Accept_Encoding="br, gzip")
            assert smallest.headers["Content-Encoding"] == "br"
            assert brotli.decompress(smallest.body) == (site_folder / "2026/01/first/index.html").read_bytes()
        again = site.ask("/2026/01/first/", If_None_Match=site.ask("/2026/01/first/").headers["ETag"])
        assert again.status == 304

        missing = site.ask("/nothing/here/")
        assert (missing.status, missing.body) == (404, (site_folder / "404.html").read_bytes())
        assert "Content-Security-Policy" in missing.headers
        for internal in ("/_hosts/redirects.caddy", "/_headers", "/.git/config", "/release.json", "/../release.json"):
            assert site.ask(internal).status in {400, 404}, internal

        moved = site.ask("/feed/")
        assert (moved.status, moved.headers["Location"]) == (301, "/feeds/all.rss.xml")

        draft = site.ask(f"/preview/{preview.token}/2026/01/second/")
        assert (draft.status, draft.headers["X-Robots-Tag"]) == (200, "noindex, nofollow")
        assert draft.headers["Cache-Control"] == "private, no-cache"
        assert b"Of a draft." in draft.body
        for guess in ("/preview/", "/preview", "/preview/idea/", "/preview/../preview-facts/"):
            assert site.ask(guess).status in {301, 308, 400, 403, 404}, guess
        assert b"idea" not in site.ask("/preview/").body

        host = site.address.removeprefix("http://")
        sign_up = site.ask("/inbox/subscribe", "POST", "email=a")
        assert sign_up.body.decode() == f"POST /inbox/subscribe {host} 127.0.0.1 email=a".replace(
            host, host if name == "caddy" else "127.0.0.1"
        )
        assert sign_up.headers.get_all("Content-Security-Policy") == ["default-src 'self'"]
        assert site.ask("/u/TOKEN").body.startswith(b"GET /u/TOKEN ")


@pytest.mark.parametrize("name", SERVERS)
def test_a_browser_keeps_what_a_release_did_not_change(
    name: str, place: Place, author: Writer, inbox_port: int
) -> None:
    with served(place, name, inbox_port) as site:
        before = {path: site.ask(path).headers["ETag"] for path in ("/2026/01/first/", "/privacy/")}
        author.write(
            "content/articles/first.md", (author.folder / "content/articles/first.md").read_text() + "\nMore.\n"
        )
        author.commit("More")
        author.push()
        assert b"More." in site.ask("/2026/01/first/", If_None_Match=before["/2026/01/first/"]).body
        assert site.ask("/privacy/", If_None_Match=before["/privacy/"]).status == 304


@pytest.mark.parametrize("name", SERVERS)
def test_the_real_inbox_answers_behind_the_web_server(name: str, place: Place) -> None:
    """Started as its unit starts it, with the key of private.env, on the live release."""
    inbox_port = free_port()
    settings = place.current.resolve() / "tree/publishconf.py"
    settings.write_text(f"{settings.read_text()}\nMAIL_SERVER = '127.0.0.1:9'\n")  # nobody is written to
    with served(place, name, inbox_port) as site:
        files = {file.path: file.text for file in server_files.written(place, SITE, "nobody", inbox_port)}
        started = re.search(r"^ExecStart=(.*)$", files["systemd/publication-inbox.service"], re.M)
        assert started
        environment = {"PATH": "/usr/bin:/bin"}
        inbox = subprocess.Popen(started[1].split(), stdout=subprocess.PIPE, encoding="utf-8", cwd="/", env=environment)
        try:
            assert inbox.stdout
            assert f"http://127.0.0.1:{inbox_port}/inbox/" in inbox.stdout.readline()
            health = site.ask("/inbox/health")
            assert (health.status, json.loads(health.body)) == (200, {"status": "ok"})
            token = site.ask("/inbox/token")
            assert json.loads(token.body)["token"]
            assert token.headers.get_all("Cache-Control") == ["no-store"]
        finally:
            inbox.terminate()
            inbox.communicate(timeout=PATIENCE)


def flips_under_load(place: Place, site: Site, requests: int, flips: int) -> list[int]:
    """Ask for pages with four connections, flipping between two releases every so many requests; the other statuses."""
    names = [made.name for made in release_folder.whole(place)]
    assert len(names) == 2
    host, _, port = site.address.removeprefix("http://").partition(":")
    lock, done, every = threading.Lock(), [0], requests // flips
    paths = ("/", "/2026/01/first/", "/feeds/all.rss.xml", "/privacy/")

    def reader(number: int) -> list[int]:
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        wrong = []
        for index in range(requests // 4):
            connection.request("GET", paths[(number + index) % len(paths)], headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            if answer.status != 200 or not answer.read():
                wrong.append(answer.status)
            with lock:
                done[0] += 1
                if done[0] % every == 0:
                    release_folder.put_live(place, names[done[0] // every % 2])
        connection.close()
        return wrong

    with ThreadPoolExecutor(4) as threads:
        wrong = [status for found in threads.map(reader, range(4)) for status in found]
    assert done[0] // every == flips
    return wrong


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("requests", "flips"), [(3000, 300), pytest.param(30_000, 1000, marks=pytest.mark.soak)], ids=["short", "soak"]
)
def test_no_request_fails_while_releases_flip(
    name: str, requests: int, flips: int, place: Place, author: Writer, inbox_port: int
) -> None:
    author.article("second")
    author.push()
    with served(place, name, inbox_port) as site:
        assert flips_under_load(place, site, requests, flips) == []


# Units


def test_systemd_finds_nothing_wrong_with_the_units(place: Place) -> None:
    units = sorted(place.units.iterdir())
    assert {path.suffix for path in units} == {".service", ".timer", ".path"}
    analyze = needs("systemd-analyze", "systemd")
    done = subprocess.run(
        [analyze, "verify", "--man=no", "--recursive-errors=no", *map(str, units)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "publication-" in line]
    assert (ours, done.returncode) == ([], 0), done.stderr
    calendar = [analyze, "calendar", "--iterations=3", "*-*-* *:*:00"]
    assert subprocess.run(calendar, capture_output=True, check=True, env=os.environ | {"TZ": "UTC"}).stdout


def test_what_the_units_start_is_there(place: Place) -> None:
    for unit in place.units.glob("*.service"):
        for line in unit.read_text().splitlines():
            if line.startswith("ExecStart="):
                program = Path(line.removeprefix("ExecStart=").split()[0])
                assert os.access(place.folder / "bin" / program.name, os.X_OK) or program == Path("/bin/systemctl")
