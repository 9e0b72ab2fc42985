"""Reads XML of any size, element by element, and nothing but elements: no DOCTYPE, no entities, no other file.

Blog systems write control characters that no XML may hold. They are taken out before parsing, and counted. A prefix
that is never declared, as plugins leave them, is no reason to refuse an export; everything else that is ill-formed is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import BinaryIO

from lxml import etree

from plugins.comments_archive.export import ExportError

_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_REFERENCE = re.compile(rb"&#(?:x0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));")
_UNDECLARED_PREFIX = 201  # libxml2's XML_NS_ERR_UNDEFINED_NAMESPACE
_NO_DOCTYPE = "delete the DOCTYPE; no blog system writes one into its export"


class CleanBytes:
    """A stream without the characters that XML cannot hold; `removed` counts them."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name, self._rest, self.removed, self._begun = stream, name, b"", 0, False

    def read(self, size: int = -1) -> bytes:
        """The next bytes; a few more or less than asked for, and none only at the end."""
        while chunk := self._stream.read(size):
            kept = self._cleaned(chunk)
            if kept:
                return kept
        rest, self._rest = self._rest, b""
        return rest

    def _cleaned(self, chunk: bytes) -> bytes:
        data, self._rest = self._rest + chunk, b""
        if not self._begun and data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0")):
            raise ExportError(self._name, 1, "the file is UTF-16", "save it as UTF-8")
        self._begun = True
        cut = data.rfind(b"&", max(0, len(data) - 12))
        if cut >= 0 and b";" not in data[cut:]:  # a reference may go on in the next bytes
            data, self._rest = data[:cut], data[cut:]
        kept = data.translate(None, _CONTROLS)
        self.removed += len(data) - len(kept)
        return _REFERENCE.sub(self._reference, kept) if b"&#" in kept else kept

    def _reference(self, match: re.Match[bytes]) -> bytes:
        number = int(match[1], 16) if match[1] else int(match[2])
        if number in {9, 10, 13} or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000:
            return match[0]
        self.removed += 1
        return b""


def elements(
    stream: BinaryIO, name: str, tags: Sequence[str], on_removed: Callable[[int], None]
) -> Iterator[etree._Element]:
    """Every finished element of one of the local names `tags`; raises ExportError for what is not an XML export.

    `on_removed` is told at the end how many characters were taken out.
    """
    clean = CleanBytes(stream, name)
    context = etree.iterparse(
        clean,
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags],
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        checked = False
        for _, element in context:
            if not checked:
                _refuse_doctype(element, name)
                checked = True
            yield element
    except etree.XMLSyntaxError as error:
        raise ExportError(name, error.lineno or 1, f"this is not XML ({_words(error.msg)})") from None
    for problem in context.error_log:
        if problem.type != _UNDECLARED_PREFIX:
            raise ExportError(name, problem.line, f"this is not XML ({_words(problem.message)})")
    if context.root is None:
        raise ExportError(name, 1, "the file is empty")
    _refuse_doctype(context.root, name)
    on_removed(clean.removed)


def _refuse_doctype(element: etree._Element, name: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise ExportError(name, 1, "the file has a DOCTYPE", _NO_DOCTYPE)


def _words(message: str | None) -> str:
    return " ".join((message or "unreadable").split())[:200]


@cache
def local_name(tag: object) -> str:
    """The name without its namespace, or its undeclared prefix; empty for what is no element."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def texts(element: etree._Element) -> dict[str, str]:
    """The texts of an element's direct children by local name; the first of each counts."""
    return {local_name(child.tag): child.text or "" for child in reversed(element)}


def forget(element: etree._Element) -> None:
    """Free an element that was read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
