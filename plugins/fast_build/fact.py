"""Facts: what a build saw of the world outside, each as a short digest that tells whether it is still so.

Files count by their content, folders by the names in them, never by times or sizes. Standard library only, and little
of it: this is what runs when nothing has changed.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from plugins.fast_build.place import Places

FILE, FOLDER, VARIABLE, PACKAGES = "file", "folder", "variable", "packages"
Fact = tuple[str, str]  # its kind, and the name of what was seen
ABSENT, A_FOLDER, UNKNOWN = b"-", b"/", b"?"  # UNKNOWN is never true again
SIZE = 16
_BLOCK = 1 << 16


def digest(data: bytes) -> bytes:
    """The digest of some bytes."""
    return blake2b(data, digest_size=SIZE).digest()


def file_digest(path: str) -> bytes:
    """The digest of a file's content; ABSENT, or A_FOLDER, where there is no file."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return A_FOLDER if os.path.isdir(path) else UNKNOWN
    try:
        data = os.read(number, _BLOCK)
        if len(data) < _BLOCK:
            return digest(data)
        summed = blake2b(data, digest_size=SIZE)
        while data := os.read(number, _BLOCK):
            summed.update(data)
        return summed.digest()
    except IsADirectoryError:
        return A_FOLDER
    except OSError:
        return UNKNOWN
    finally:
        os.close(number)


def folder_digest(path: str) -> bytes:
    """The digest of the names in a folder; ABSENT where there is none."""
    try:
        names = os.listdir(path)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return UNKNOWN
    return digest("\0".join(sorted(names)).encode("utf-8", "surrogateescape"))


def packages_digest(folders: Iterable[str]) -> bytes:
    """The digest of Python's own version and of the packages installed in some folders, each with its version."""
    found = [sys.version]
    for folder in folders:
        try:
            found += [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info", ".egg-link"))]
        except OSError:
            continue
    return digest("\0".join(sorted(found)).encode("utf-8", "surrogateescape"))


def variable_digest(name: str) -> bytes:
    """The digest of an environment variable; ABSENT where it is not set."""
    value = os.environ.get(name)
    return ABSENT if value is None else digest(os.fsencode(value))


def look(fact: Fact, places: Places) -> bytes:
    """The digest of a fact as it is now."""
    kind, name = fact
    try:
        if kind == FILE:
            return file_digest(places.path(name))
        if kind == FOLDER:
            return folder_digest(places.path(name))
    except KeyError:
        return UNKNOWN
    return variable_digest(name) if kind == VARIABLE else packages_digest(sys.path)


def changed(known: Mapping[Fact, bytes], places: Places) -> Iterator[Fact]:
    """The facts that are no longer so."""
    for fact, before in known.items():
        if before == UNKNOWN or look(fact, places) != before:
            yield fact


def modified_since(path: str, nanoseconds: int) -> bool:
    """Whether a file was touched at or after a time of the file system's own clock; then what was read is not sure."""
    try:
        about = os.stat(path)
    except OSError:
        return False
    return not stat.S_ISDIR(about.st_mode) and max(about.st_ctime_ns, about.st_mtime_ns) >= nanoseconds
