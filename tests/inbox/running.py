"""The inbox as a process of its own, for tests that kill it: on the test publication, its limits out of the way.

python -m tests.inbox.running STATE_DIR SITE PORT
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.building import build as building
from tests.conftest import ROOT, TEST_SITE

KEY = "the key of the tests and long enough"
NO_LIMITS = {"INBOX_NETWORK_LIMIT": 10**9, "INBOX_LIMIT": 10**9, "INBOX_MAIL_PER_MINUTE": 10**6}


def main() -> None:
    """Serve until killed; prints the port once it listens."""
    from plugins.inbox.server import Server
    from plugins.moderation.publication import Publication

    state, site, port = sys.argv[1:]
    changed: Mapping[str, Any] = {"STATE_DIR": state} | NO_LIMITS
    settings = building.read_settings(TEST_SITE / "testconf.py") | changed
    publication = Publication(Path(site), lambda: Path(site), lambda: Path(site))
    server = Server(settings, publication, "https://in.example", port=int(port))
    print(server.port, flush=True)
    server.run()


def start(database_url: str, state: Path, site: Path, port: int = 0) -> tuple[subprocess.Popen[str], int]:
    """The process, once it listens, and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.inbox.running", str(state), str(site), str(port)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url, "SIGNING_KEYS": KEY},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line, "the inbox did not start"
    return process, int(line)


if __name__ == "__main__":
    main()
