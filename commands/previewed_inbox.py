"""The inbox inside of `invoke serve`, so that everything can be tried on a fresh clone."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from commands.terminal import ROOT, say
from plugins.building import build as building
from plugins.mail import settings as mail
from plugins.preview.board import Board
from plugins.preview.server import PreviewServer
from plugins.publication.mistake import PublicationError

if TYPE_CHECKING:
    from plugins.inbox.server import Server


class PreviewedInbox(threading.Thread):
    """Takes sign-ups on the previewed site, and puts its mail into the outbox.

    Starts beside the first build, because it takes a second to import. The preview goes on without it when it cannot.
    """

    def __init__(self, preview: PreviewServer, board: Board, url: str) -> None:
        super().__init__(name="inbox", daemon=True)
        self._preview, self._board, self._url = preview, board, url
        self._server: Server | None = None

    def run(self) -> None:
        from commands import this_publication
        from plugins.inbox.server import Server

        try:
            settings = building.read_settings(ROOT / "pelicanconf.py")
            self._server = Server(settings, this_publication.in_preview(self._board), self._url)
        except PublicationError as error:
            say(f"{error}\nThe preview has no inbox.")
            return
        self._preview.outbox = mail.from_settings(settings, os.environ).outbox
        self._preview.inbox_port = self._server.port
        say(f"Mail that it would send: {self._url}/_preview/outbox/")
        self._server.run()

    def end(self) -> None:
        """Answer what has come in, and end."""
        if self._server:
            self._server.close()
            self.join()
