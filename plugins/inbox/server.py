"""The inbox at work: waitress in front of the application, the writer and the mail's worker behind it."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import waitress
from waitress import wasyncore
from waitress.channel import HTTPChannel

from plugins.comments_archive import avatar
from plugins.database.engine import open_database
from plugins.database.location import database_url, state_folder
from plugins.database.migration import migrate
from plugins.inbox.app import LARGEST_BODY, create_app
from plugins.inbox.discussion import Articles, Discussion
from plugins.inbox.forms import Forms
from plugins.inbox.letters import Letters
from plugins.inbox.limit import Limit
from plugins.inbox.page import Pages
from plugins.inbox.publisher import Publisher
from plugins.inbox.service import Inbox
from plugins.inbox.settings import from_settings
from plugins.inbox.worker import Worker
from plugins.inbox.writer import Writer
from plugins.mail.carrier import open_carrier
from plugins.mail.settings import from_settings as mail_settings
from plugins.moderation.publication import Publication
from plugins.moderation.settings import from_settings as comment_settings
from plugins.moderation.writer import Writers
from plugins.subscribers.token import Tokens, read_keys

KEYS = "SIGNING_KEYS"  # in the environment
KEY_FILE = "signing.key"
LOOK = 1.0  # seconds between looks at connections where nothing happens
LONGEST_REQUEST = 30.0  # seconds from the first byte of a request to its last
WAITRESS: dict[str, Any] = {
    "threads": 64,  # those that wait for the disk share its commit, so many of them make large ones
    "connection_limit": 1000,
    "channel_timeout": 30,  # seconds of silence
    "max_request_header_size": 16 * 1024,
    "max_request_body_size": LARGEST_BODY,
    "ident": None,  # the name of the server is nobody's business
    "clear_untrusted_proxy_headers": False,  # plugins/inbox/network.py reads X-Forwarded-For
}


def _now() -> datetime:
    return datetime.now(UTC)


class _Channel(HTTPChannel):
    """A connection that notes when a request has begun to come in."""

    begun_at = 0.0

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.begun_at = time.monotonic()
        return bool(super().received(data))

    def cut_off(self, now: float) -> None:
        """End it when a request is not complete in time, however steadily its bytes come in."""
        if self.request is not None and now - self.begun_at > LONGEST_REQUEST:
            self.will_close = True


class Server:
    """A running inbox for a publication; `url` is the address that readers reach it at."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        publication: Publication,
        url: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        environment: Mapping[str, str] = os.environ,
        now: Callable[[], datetime] = _now,
    ) -> None:
        wanted, mail = from_settings(settings, url), mail_settings(settings, environment)
        talk = comment_settings(settings, environment)
        keys = signing_keys(settings, environment)
        tokens = Tokens(keys)
        site = publication.site
        self._engine = open_database(database_url(settings, environment))
        migrate(self._engine)
        self._writer = Writer(self._engine, now, self._wake)
        self.inbox = Inbox(
            settings=wanted,
            engine=self._engine,
            tokens=tokens,
            forms=Forms(site),
            pages=Pages(settings, site),
            writer=self._writer,
            by_network=Limit(wanted.network_limit),
            by_all=Limit(wanted.limit),
            discussion=Discussion(
                settings=talk,
                writers=Writers(keys, environment.get(avatar.KEY, "")),
                publication=publication,
                articles=Articles(publication),
                by_network=Limit(talk.network_limit),
                by_all=Limit(talk.limit),
                publish=self._publish,
                problems=lambda: self._publisher.problems,
            ),
            now=now,
            wake=self._wake,
        )
        pace = timedelta(minutes=1) / wanted.mail_per_minute
        letters = Letters(self.inbox, settings, mail)
        kept = timedelta(days=wanted.consent_ip_days)
        self._worker = Worker(self._engine, letters, open_carrier(mail), now, pace, kept)
        self._publisher = Publisher(self._engine, publication, now, self._wake)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what a busy hour is
        self._connections: dict[int, Any] = {}
        self._closing = threading.Event()
        self._waitress = waitress.create_server(
            create_app(self.inbox), map=self._connections, host=host, port=port, **WAITRESS
        )
        self._waitress.channel_class = _Channel
        self.port = int(self._waitress.effective_port)

    def run(self) -> None:
        """Serve until `close` is called from another thread, or until the process is told to end.

        Requests that have come in are answered, sign-ups that wait are written, the message that is leaving leaves,
        comments that are being published are.
        """
        threads = [
            threading.Thread(target=self._worker.run, name="mail", daemon=True),
            threading.Thread(target=self._publisher.run, name="publisher", daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            self._serve()
        except KeyboardInterrupt:
            pass
        finally:
            self._waitress.task_dispatcher.shutdown()
            self._worker.stop()
            self._publisher.stop()
            self._writer.close()
            for thread in threads:
                thread.join()
            wasyncore.close_all(self._connections)
            self._engine.dispose()

    def _serve(self) -> None:
        looked_at = time.monotonic()
        while not self._closing.is_set():
            wasyncore.loop(timeout=LOOK, use_poll=True, map=self._connections, count=1)
            if (now := time.monotonic()) - looked_at >= LOOK:
                looked_at = now
                for connection in list(self._connections.values()):
                    if isinstance(connection, _Channel):
                        connection.cut_off(now)

    def close(self) -> None:
        """End `run`."""
        self._closing.set()
        self._waitress.pull_trigger()

    def _wake(self) -> None:
        self._worker.wake()

    def _publish(self) -> None:
        self._publisher.wake()


def signing_keys(settings: Mapping[str, Any], environment: Mapping[str, str]) -> list[str]:
    """The keys of the environment; in a preview one that is made once and kept in the state folder.

    Raises SigningKeyError for a public site without one.
    """
    keys = read_keys(environment.get(KEYS, ""))
    if keys or not settings["PREVIEW"]:
        return keys
    file = state_folder(settings) / KEY_FILE
    if not file.exists():
        unfinished = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):  # another process was quicker; its key is the one
            file.hardlink_to(unfinished)
        unfinished.unlink()
    return read_keys(file.read_text())
