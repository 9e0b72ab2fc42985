"""A real browser on the test publication: an uncaught page error or a policy violation fails the test."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from plugins.preview.board import Board
from plugins.preview.server import PreviewServer

# Chromium reports its own promise when a page is there before the fade to it could begin; no script of ours is in it.
SKIPPED_TRANSITION = "Transition was aborted because of invalid state"
expect.set_options(timeout=60_000)  # milliseconds; a bound for a busy machine, never a measure
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for all tests of a worker."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("browser tests need Debian's Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(built_preview: Path) -> Iterator[str]:
    """The address of the test publication's preview on loopback, without a slash at its end."""
    with _served(built_preview) as address:
        yield address


class _served:  # noqa: N801 - used like a function
    def __init__(self, folder: Path) -> None:
        board = Board()
        board.succeed(folder)
        self.server = PreviewServer(("127.0.0.1", 0), board, notice=False)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """The page errors and policy violations of a test; any one fails it at the end."""
    errors: list[str] = []
    yield errors
    assert errors == []


@pytest.fixture
def context(browser: Browser, watched: list[str]) -> Iterator[BrowserContext]:
    """A fresh browser profile whose pages are watched."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.on("page", lambda page: watch(page, watched))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A fresh, watched page."""
    return context.new_page()


def watch(page: Page, errors: list[str]) -> None:
    """Note every uncaught error and every message in which the browser says that it refused something."""

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            errors.append(message.text)

    def on_error(error: Exception) -> None:
        if SKIPPED_TRANSITION not in str(error):
            errors.append(str(error))

    page.on("pageerror", on_error)
    page.on("console", on_console)
