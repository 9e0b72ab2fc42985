"""A real sshd on loopback, on a port that the system chose, with keys of the test's own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import needs, running

PRIVATE = Path("/run/sshd")  # where Debian's sshd puts its unprivileged half; an init script makes it otherwise


@dataclass(frozen=True)
class Ssh:
    """A running sshd: its port, the file of the keys that it lets in, and a folder for the keys themselves."""

    port: int
    keys: Path
    folder: Path

    def key(self, name: str) -> Path:
        """A new key; beside it lies its public half."""
        path = self.folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
        return path

    def command(self, key: Path) -> list[str]:
        """The ssh program, with a key and nothing of this account's own settings."""
        options = ["IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes"]
        flags = ["-F", "/dev/null", "-q", "-p", str(self.port), "-i", str(key)]
        return ["ssh", *flags, *(part for option in options for part in ("-o", option))]

    def run(self, key: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """What the server answers when a key asks for a command."""
        return subprocess.run(
            [*self.command(key), "127.0.0.1", *command], capture_output=True, encoding="utf-8", check=False, timeout=60
        )


@contextmanager
def sshd(folder: Path) -> Iterator[Ssh]:
    """Run sshd; `folder` takes its files."""
    program = needs("sshd", "openssh-server")
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        PRIVATE.mkdir(exist_ok=True)
    host_key, keys = folder / "host_key", folder / "authorized_keys"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(host_key)], check=True)
    keys.touch(0o600)

    def configuration(port: int) -> str:
        return (
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host_key}\nAuthorizedKeysFile {keys}\nPidFile none\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin prohibit-password\n"
            "Subsystem sftp internal-sftp\n"
            "StrictModes no\n"  # the test's folders lie in one that everybody may write to
        )

    for address in running([program, "-D", "-e", "-f"], folder / "sshd_config", configuration):
        yield Ssh(int(address.rpartition(":")[2]), keys, folder)
