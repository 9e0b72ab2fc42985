"""Runs the scripts of browser_side/ with the packaged Node, and serves a built site to them on loopback."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.audit import tools

SCRIPTS = Path(__file__).resolve().parent / "browser_side"


def run(script: str, *arguments: str, text: str | None = None) -> Any:
    """Run a script; returns the JSON that it printed, None when it printed nothing."""
    done = subprocess.run(
        _command(script, *arguments), input=text, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise tools.ToolsError(f"{script} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout) if done.stdout.strip() else None


@contextmanager
def served(root: Path, url: str) -> Iterator[str]:
    """Serve a folder as a good host would, its own address rewritten; gives the address on loopback."""
    server = subprocess.Popen(
        _command("serve.mjs", str(root), url), env=_environment(), stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def _command(script: str, *arguments: str) -> list[str]:
    return [str(tools.located().node), str(SCRIPTS / script), *arguments]


def _environment() -> dict[str, str]:
    found = tools.located()
    return os.environ | {"AUDIT_MODULES": str(found.modules), "CHROME_PATH": found.chromium}
