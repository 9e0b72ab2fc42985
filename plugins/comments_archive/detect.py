"""Tells what an export is from its first bytes."""

from __future__ import annotations

import re

FORMATS = ("wordpress", "disqus", "isso", "blogger")
HEAD = 65_536  # bytes; the root element stands in them, whatever a plugin has put before it
_BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.S)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ZIP, _GZIP, _SQLITE = b"PK\x03\x04", b"\x1f\x8b\x08", b"SQLite format 3\0"


def is_zip(head: bytes) -> bool:
    """Whether a file is a zip archive."""
    return head.startswith(_ZIP)


def is_gzip(head: bytes) -> bool:
    """Whether a file is packed with gzip, as Disqus sends it."""
    return head.startswith(_GZIP)


def is_database(head: bytes) -> bool:
    """Whether a file is an SQLite database."""
    return head.startswith(_SQLITE)


def format_of(head: bytes) -> str:
    """One of FORMATS; empty when it is none of them."""
    if is_database(head):
        return "isso"
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in {b"[", b"{"}:
        return "isso"
    position = 0
    while match := _BEFORE_ROOT.match(head, position):
        position = match.end()
    root = _ROOT.match(head, position)
    if root is None:
        return ""
    if root[1] == b"rss":
        return "wordpress" if re.search(rb"wordpress\.org/export/|:wxr_version>|<wp:", head) else ""
    return {b"disqus": "disqus", b"feed": "blogger"}.get(root[1], "")
