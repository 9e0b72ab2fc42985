"""A real IMAP server on loopback: Debian's Dovecot, as whoever runs the tests, on a port that the system chose."""

from __future__ import annotations

import os
import pwd
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mail_sink import make_certificate
from tests.servers import free_port, needs

USER, PASSWORD = "bounces@example.org", "a-password"
TRIES = 5
_SETTINGS = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """A running server with one mailbox; `mail` is its Maildir, `trust` what a client needs."""

    port: int
    mail: Path
    trust: ssl.SSLContext

    @property
    def address(self) -> str:
        return f"imaps://{USER}@localhost:{self.port}/INBOX"


@contextmanager
def running(folder: Path) -> Iterator[ImapServer]:
    """The server, its files below `folder`, which everybody may enter."""
    program = needs("dovecot", "dovecot-imapd")
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    certificate = make_certificate(folder)
    mail = folder / "mail"
    for path in (
        mail,
        folder / "home",
        folder / "run",
        folder / "state",
        *(mail / name for name in ("cur", "new", "tmp")),
    ):
        path.mkdir(exist_ok=True)
        os.chown(path, user.pw_uid, user.pw_gid)
    import grp

    group = grp.getgrgid(user.pw_gid).gr_name
    for _ in range(TRIES):
        port = free_port()
        file = folder / "dovecot.conf"
        names = {"folder": folder, "certificate": certificate, "user": user.pw_name, "group": group}
        file.write_text(_SETTINGS.format(**names, password=PASSWORD, port=port))
        process = subprocess.Popen([program, "-F", "-c", str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            if _answers(process, port):
                trust = ssl.create_default_context(cafile=str(certificate))
                yield ImapServer(port, mail, trust)
                return
        finally:
            process.terminate()
            said = process.communicate()[0]
    log = folder / "log"
    raise AssertionError(f"Dovecot did not start:\n{said.decode()}{log.read_text() if log.exists() else ''}")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.05).close()
        except OSError:
            continue
        return True
    return False
