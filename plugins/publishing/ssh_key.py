"""Who may push: a line for each key in `authorized_keys`, which ties the key to a name, a role, and the door.

https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.publication.mistake import PublicationError
from plugins.publishing.place import Place
from plugins.publishing.pushed_ref import Pusher, Role

_TYPES = r"ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com"
_KEY = re.compile(rf"(?P<type>{_TYPES}) (?P<blob>[A-Za-z0-9+/]+={{0,2}})(?: .*)?")
_OURS = re.compile(rf'restrict,command="[^"]*/bin/door (?P<role>author|owner) (?P<name>\S+)" (?P<key>(?:{_TYPES}) \S+)')
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


@dataclass(frozen=True)
class Allowed:
    """A key, `type blob`, and whose it is."""

    who: Pusher
    key: str


def public_key(text: str, shown: str) -> str:
    """The key in the text of a `.pub` file, without its comment; raises PublicationError for anything else."""
    match = _KEY.fullmatch(text.strip())
    if match is None:
        hint = "this is a private key; give the file that ends in .pub" if "PRIVATE KEY" in text else "it begins ssh-…"
        raise PublicationError(f"{shown}: there is no public key of SSH in it; {hint}")
    try:
        data = base64.b64decode(match["blob"], validate=True)
    except binascii.Error:
        data = b""
    if not data[4:].startswith(match["type"].encode()):
        raise PublicationError(f"{shown}: the key is damaged; copy the whole line once more")
    return f"{match['type']} {match['blob']}"


def checked_name(name: str) -> str:
    """`name`, when it can be one; raises PublicationError otherwise."""
    if not _NAME.fullmatch(name):
        raise PublicationError(f"--name: '{name}' is no name for a key; use small letters, digits and hyphens")
    return name


def line(place: Place, allowed: Allowed) -> str:
    """The line of `authorized_keys`: with `restrict`, the key opens no terminal, and forwards nothing."""
    command = f"{place.bin}/door {allowed.who.role.value} {allowed.who.name}"
    return f'restrict,command="{command}" {allowed.key}'


def read(lines: Iterable[str]) -> Iterator[Allowed]:
    """The keys among the lines of `authorized_keys` that lead to a door."""
    for text in lines:
        match = _OURS.match(text)
        if match:
            yield Allowed(Pusher(match["name"], Role(match["role"])), match["key"])


def with_key(lines: Iterable[str], place: Place, allowed: Allowed) -> list[str]:
    """The lines with a key; where it was there, in whatever role, it is replaced."""
    return [*(text for text in lines if allowed.key not in text), line(place, allowed)]


def without(lines: Iterable[str], name: str) -> list[str]:
    """The lines without the keys of a name."""
    return [text for text in lines if not any(found.who.name == name for found in read([text]))]


def write(file: Path, lines: Iterable[str]) -> None:
    """Write `authorized_keys` as sshd wants it: for its owner alone, in a folder for its owner alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.touch(0o600)
    new.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
    new.chmod(0o600)
    new.replace(file)
