"""Compressed copies beside the files of a site, which a web server sends as they are and need not compress itself."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

# Everything else is compressed already: pictures, fonts, the search index.
SUFFIXES = {".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".ics", ".webmanifest"}
LEAST = 512  # bytes; below, a packet has room for the file anyway
LARGE = 100_000  # bytes; from here on Brotli's last two steps cost ten times as much, for a twentieth less


def _brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=11 if len(data) < LARGE else 9))


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=9, mtime=0)


KINDS: dict[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}


def compress(site: Path, former: Path | None) -> int:
    """Write the copies; where `former` has the same file, by hard link, take its copies. Returns how many were made."""
    wanted = [path for path in _files(site) if path.suffix in SUFFIXES and path.stat().st_size >= LEAST]
    missing = [path for path in wanted if not (former and _taken(path, former / path.relative_to(site)))]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # both libraries let the others run while they compress
        return sum(threads.map(_written, missing))


def _taken(path: Path, old: Path) -> bool:
    """Take the copies of the same file of the former release."""
    if not old.exists() or not path.samefile(old):
        return False
    for suffix in KINDS:
        copy = Path(f"{old}{suffix}")
        if copy.exists():
            os.link(copy, f"{path}{suffix}")
    return True


def _written(path: Path) -> int:
    data = path.read_bytes()
    made = 0
    for suffix, compressed in KINDS.items():
        smaller = compressed(data)
        if len(smaller) < len(data):
            Path(f"{path}{suffix}").write_bytes(smaller)
            made += 1
    return made


def _files(site: Path) -> Iterable[Path]:
    return (Path(folder, name) for folder, _, names in os.walk(site) for name in names)
