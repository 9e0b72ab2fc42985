"""The preview server over real HTTP, on a folder of four files."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from plugins.assets.search_index import SearchIndexError
from plugins.preview.board import Board
from plugins.preview.server import PreviewServer, open_server


@pytest.fixture
def board(tmp_path: Path) -> Board:
    site = tmp_path / "site"
    (site / "page").mkdir(parents=True)
    (site / "index.html").write_text("<html><body>Home</body></html>")
    (site / "page/index.html").write_text("<html><body>Page</body></html>")
    (site / "404.html").write_text("<html><body>Not here</body></html>")
    (site / "style.css").write_text("body {}")
    (tmp_path / "secret.txt").write_text("secret")
    board = Board()
    board.succeed(site)
    return board


@pytest.fixture
def server(board: Board) -> Iterator[PreviewServer]:
    with PreviewServer(("127.0.0.1", 0), board) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.closing = True
        board.close()
        server.shutdown()


def request(server: PreviewServer, path: str, method: str = "GET") -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request(method, path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def test_a_folder_is_its_index_page(server: PreviewServer) -> None:
    status, headers, text = request(server, "/page/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Page" in text


def test_an_address_without_its_slash_leads_to_the_one_with_it(server: PreviewServer) -> None:
    status, headers, _ = request(server, "/page")
    assert (status, headers["Location"]) == (301, "/page/")


def test_a_missing_page_is_the_sites_own_404(server: PreviewServer) -> None:
    status, _, text = request(server, "/nowhere/")
    assert (status, "Not here" in text) == (404, True)


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "//secret.txt", "/page/../../secret.txt"])
def test_nothing_outside_the_site_is_served(server: PreviewServer, path: str) -> None:
    status, _, text = request(server, path)
    assert (status, "secret" in text) == (404, False)


def test_head_answers_as_get_without_the_text(server: PreviewServer) -> None:
    status, headers, text = request(server, "/page/", "HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) > 0


def test_pages_get_the_notice_and_other_files_do_not(server: PreviewServer) -> None:
    assert "/_preview/notice.js" in request(server, "/")[2]
    assert request(server, "/style.css")[2] == "body {}"
    assert request(server, "/_preview/notice.js")[0] == 200


def test_files_of_the_notice_are_the_only_ones_below_its_address(server: PreviewServer) -> None:
    assert request(server, "/_preview/../server.py")[0] == 404
    assert request(server, "/_preview/%2e%2e%2fserver.py")[0] == 404


def test_before_the_first_site_a_page_says_that_it_is_not_built() -> None:
    board = Board()
    with PreviewServer(("127.0.0.1", 0), board) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        status, _, text = request(server, "/")
        server.shutdown()
    assert (status, "Not built yet" in text) == (503, True)


def test_an_open_page_hears_of_a_failure_and_of_the_next_good_build(server: PreviewServer, board: Board) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request("GET", "/_preview/events")
    answer = connection.getresponse()
    assert answer.readline() == b'data: {"version": 1, "failure": ""}\n'
    board.fail("content/a.md:1: a mistake")
    answer.readline()
    assert b"content/a.md:1: a mistake" in answer.readline()
    assert board.state.site is not None
    board.succeed(board.state.site)
    answer.readline()
    assert answer.readline() == b'data: {"version": 3, "failure": ""}\n'
    connection.close()


def test_the_search_index_is_made_when_somebody_searches(server: PreviewServer, board: Board) -> None:
    made: list[Path] = []

    def make_index(site: Path) -> None:
        made.append(site)
        (site / "pagefind").mkdir()
        (site / "pagefind/pagefind.js").write_text("export {}")

    server.make_index = make_index
    request(server, "/page/")
    assert not made
    with ThreadPoolExecutor() as readers:
        answers = list(readers.map(lambda _: request(server, "/pagefind/pagefind.js")[2], range(6)))
    assert answers == ["export {}"] * 6
    assert made == [board.state.site]


def test_a_search_in_a_site_that_has_gone_finds_nothing(server: PreviewServer) -> None:
    def make_index(site: Path) -> None:
        raise SearchIndexError("it has gone")

    server.make_index = make_index
    assert request(server, "/pagefind/pagefind.js")[0] == 404


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with open_server("127.0.0.1", port, Board()) as server:
            assert server.server_port > port


def test_it_listens_on_loopback(server: PreviewServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"
