"""The outbox's pages: mail that was not sent, shown to whoever sits at this machine, and doing nothing by itself."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Route, expect

from plugins.mail import kept
from plugins.mail.letter import Mailbox
from plugins.mail.message import compose
from plugins.mail.outbox import OutboxCarrier
from plugins.preview import outbox
from plugins.preview.board import Board
from plugins.preview.server import PreviewServer
from tests.mail.letters import LETTER, letter

HOSTILE = '<script>document.title = "run"</script>'
CONFIRM = "https://yourindustryinsider.example/inbox/confirm/a.b-c_d"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An outbox with three messages, one of them hostile."""
    carrier = OutboxCarrier(tmp_path / "outbox")
    confirm = letter(
        id="2@example.org",
        date=LETTER.date + timedelta(minutes=1),
        subject="Confirm, please",
        text=f"Open this page ({CONFIRM}).\nNot <b>bold</b>.",
        html=f'<html><head><title>x</title></head><body><h1>Confirm</h1><a href="{CONFIRM}">Yes</a></body></html>',
    )
    hostile = letter(
        id="3@example.org",
        date=LETTER.date + timedelta(minutes=2),
        subject=HOSTILE,
        to=Mailbox("reader@example.org", HOSTILE.replace('"', "'")),
        text=HOSTILE,
        html=f'{HOSTILE}<img src="https://tracker.example/x.png"><p style="color: red">Red</p>',
    )
    for one in (LETTER, confirm, hostile):
        carrier.send(compose(one))
    (tmp_path / "outbox" / "notes.eml").write_text("not one of ours")
    (tmp_path / "secret.eml").write_text("secret")
    return tmp_path / "outbox"


@pytest.fixture
def server(folder: Path) -> Iterator[PreviewServer]:
    with PreviewServer(("127.0.0.1", 0), Board()) as server:
        server.outbox = folder
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def _get(server: PreviewServer, path: str, host: str = "") -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def test_the_list_has_the_newest_first(server: PreviewServer) -> None:
    for path in ("/_preview/outbox/", "/_preview/outbox"):
        status, _, text = _get(server, path)
        subjects = [link.get_text() for link in BeautifulSoup(text, "lxml").select("td a")]
        assert (status, subjects) == (200, [HOSTILE, "Confirm, please", "What is new"])


def test_a_message_shows_its_parts_its_headers_and_links(server: PreviewServer, folder: Path) -> None:
    name = [message.name for message in kept.newest(folder, 9)][1]
    page = BeautifulSoup(_get(server, f"/_preview/outbox/{name}")[2], "lxml")
    text = page.pre
    assert text
    assert text.get_text().startswith(f"Open this page ({CONFIRM}).\nNot <b>bold</b>.")
    assert [link["href"] for link in text.select("a")] == [CONFIRM]
    assert "<2@example.org>" in page.get_text()
    html = _get(server, f"/_preview/outbox/{name}/html")[2]
    assert '<base target="_blank">' in html
    assert CONFIRM in html
    assert "Message-ID: <2@example.org>" in _get(server, f"/_preview/outbox/{name}/source")[2]


def test_nothing_of_a_message_runs_or_loads(server: PreviewServer, folder: Path) -> None:
    name = next(kept.newest(folder, 1)).name
    status, headers, text = _get(server, f"/_preview/outbox/{name}")
    assert "<script" not in text
    assert "script-src" not in headers["Content-Security-Policy"]
    _, headers, _ = _get(server, f"/_preview/outbox/{name}/html")
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        "/_preview/outbox/../secret.eml",
        "/_preview/outbox/%2e%2e/secret.eml",
        "/_preview/outbox/..%2fsecret.eml/source",
        "/_preview/outbox/notes.eml",
        "/_preview/outbox/20261124T170000Z-000000000000.eml",
        "/_preview/outbox/\x7f",
    ],
)
def test_no_other_file_is_shown(server: PreviewServer, path: str) -> None:
    status, _, text = _get(server, path.replace("\x7f", "%00"))
    assert (status, "secret" in text) == (404, False)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "10.0.0.1", "", "["])
def test_another_name_shows_nothing(server: PreviewServer, host: str) -> None:
    assert not outbox.is_allowed("127.0.0.1", host)
    if host:
        assert _get(server, "/_preview/outbox/", host)[0] == 404


def test_only_this_machine_is_shown_the_outbox() -> None:
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"):
        assert outbox.is_allowed("127.0.0.1", host)
        assert outbox.is_allowed("::1", host)
        assert not outbox.is_allowed("192.168.1.7", host)
        assert not outbox.is_allowed("nonsense", host)


def test_without_an_outbox_there_is_no_page(server: PreviewServer) -> None:
    server.outbox = None
    assert _get(server, "/_preview/outbox/")[0] == 404


def test_an_empty_outbox_says_what_to_do(server: PreviewServer, tmp_path: Path) -> None:
    server.outbox = tmp_path / "nothing"
    assert "There is none yet" in _get(server, "/_preview/outbox/")[2]


def test_a_message_without_parts_is_shown_all_the_same(folder: Path) -> None:
    name = "20261124T170000Z-0123456789ab.eml"
    (folder / name).write_bytes(b"Subject: bare\r\n\r\nwords")
    message = kept.read(folder, name)
    assert message
    assert (message.subject, message.date, message.recipient, message.html) == ("bare", None, "", "")
    assert b"bare" in outbox.answer(folder, outbox.PREFIX + name).data
    assert b"bare" in outbox.answer(folder, outbox.PREFIX).data


@pytest.mark.browser
def test_in_a_browser_the_message_is_seen_and_its_link_opens_beside(browser: Browser, server: PreviewServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    followed: list[str] = []

    def track(route: Route) -> None:
        followed.append(route.request.url)
        route.fulfill(body="")

    context.route("https://tracker.example/**", track)
    context.route("https://yourindustryinsider.example/**", lambda route: route.fulfill(body="the page that confirms"))
    page.goto(f"http://127.0.0.1:{server.server_port}/_preview/outbox/")
    page.get_by_role("link", name="Confirm, please").click()
    with context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Yes").click()
    expect(opened.value.get_by_text("the page that confirms")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="<script>").click()
    expect(page.frame_locator("iframe").get_by_text("Red")).to_have_css("color", "rgb(255, 0, 0)")
    assert followed == []
    assert page.title() == HOSTILE
    context.close()


def test_the_envelope_is_among_the_headers(folder: Path) -> None:
    first = list(kept.newest(folder, 9))[-1]
    assert dict(first.headers)["Delivered-To"] == "reader@example.org"
    assert first.text == "The words."
