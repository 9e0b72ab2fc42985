"""Real web servers on loopback: Debian's nginx and Caddy, each on a port that the system chose."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

TRIES = 5  # the system's free port may be taken before the server binds it


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def needs(program: str, package: str) -> str:
    """The program's path; skips the test, saying what to install, where it is missing."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"needs Debian's {package}: apt install {package}")
    return found


@contextmanager
def nginx(site: Path, folder: Path, http_part: str = "", server_part: str = "") -> Iterator[str]:
    """nginx serving `site`; `folder` takes its files, the parts go into its blocks. Yields its address."""
    program = needs("nginx", "nginx-light")

    def configuration(port: int) -> str:
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return (
            f"{'user root;' if os.geteuid() == 0 else ''} worker_processes 1; daemon off; pid {folder}/nginx.pid;\n"
            f"error_log {folder}/error.log;\nevents {{ worker_connections 256; }}\n"
            f"http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{http_part}\n"
            f"server {{ listen 127.0.0.1:{port}; root {site}; absolute_redirect off;\n"
            f"error_page 404 /404.html;\n{server_part}\n}} }}\n"
        )

    yield from running([program, "-p", str(folder), "-c"], folder / "nginx.conf", configuration)


@contextmanager
def caddy(site: Path, folder: Path, top_part: str = "", site_part: str = "") -> Iterator[str]:
    """Caddy serving `site`; `folder` takes its files, the parts go above and into the site block."""
    program = needs("caddy", "caddy")

    def configuration(port: int) -> str:
        return (
            "{\n    admin off\n    auto_https off\n}\n"
            f"{top_part}\nhttp://127.0.0.1:{port} {{\n    root * {site}\n{site_part}\n    file_server\n"
            "    handle_errors {\n        rewrite * /404.html\n        file_server\n    }\n}\n"
        )

    yield from running([program, "run", "--adapter", "caddyfile", "--config"], folder / "Caddyfile", configuration)


def running(
    command: list[str], file: Path, configuration: Callable[[int], str], wanted: int | None = None
) -> Iterator[str]:
    """A server with a configuration in `file`, made for the port that it gets (or `wanted`); yields its address."""
    said = b""
    file.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        port = wanted or free_port()
        file.write_text(configuration(port))
        environment = os.environ | {"XDG_DATA_HOME": str(file.parent), "XDG_CONFIG_HOME": str(file.parent)}
        process = subprocess.Popen(
            [*command, str(file)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        with process:
            try:
                if _answers(process, port):
                    yield f"http://127.0.0.1:{port}"
                    return
                said = process.stdout.read() if process.stdout else b""
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)
    raise AssertionError(f"{command[0]} did not start:\n{said.decode()}")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server takes connections; False when it ended instead."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.05).close()
        except OSError:
            continue
        return True
    return False


def ask(address: str, path: str) -> tuple[int, str]:
    """Status and, where it leads on, the Location of a path, redirects not followed."""
    host, _, port = address.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")
