"""The manifest: what the last good build saw and wrote. One file, replaced whole, with a checksum before it.

A manifest that is damaged, of another version or of another Python counts as none: the build is then done in full.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.fast_build.fact import SIZE, Fact, digest

FORMAT = f"fast_build 3, Python {sys.version_info[:3]}\n".encode()
NAME = "manifest"


Written = tuple[int, int, bytes]  # a file of the output as left: size in bytes, time in nanoseconds, digest


@dataclass
class Manifest:
    """What the last good build saw and wrote. Other files of the cache that belong to it have its name, `build`.

    `settings` is the digest of Pelican's settings, `given` that of what its file and command line gave.
    `facts` maps each fact to its digest; `outputs` each file of the output, by its path in it. `since` and `until` are
    moments in ISO 8601 between which the same now gives the same site; empty for no bound. `doubts` says why nobody can
    prove that nothing has changed; empty when it can be proved. `told` is what the caller wants to know again, `asking`
    which code of the site asks the clock, and where.
    """

    build: str = ""
    settings: bytes = b""
    given: bytes = b""
    facts: dict[Fact, bytes] = field(default_factory=dict)
    outputs: dict[str, Written] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    doubts: tuple[str, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    asking: dict[str, Any] = field(default_factory=dict)


def load(file: Path) -> Any:
    """What a file of the cache holds; None where there is none that can be used."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    head = len(FORMAT) + SIZE
    if not data.startswith(FORMAT) or digest(data[head:]) != data[len(FORMAT) : head]:
        return None
    with suppress(Exception):  # whole, and yet of other code than ours: as good as none
        return pickle.loads(memoryview(data)[head:])  # noqa: S301 - our own file, proved whole
    return None


def save(file: Path, value: Any) -> None:
    """Put `value` into a file of the cache; it is there whole or not at all. Raises OSError."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as stream:
            stream.writelines((FORMAT, digest(data), data))
        new.replace(file)
    finally:
        with suppress(OSError):
            new.unlink()
