"""SVG drawings: what lets one do more than draw is refused, and what its program noted is left out.

In an `<img>` a drawing runs nothing and loads nothing; opened by itself, at its own address on our site, it is a page
of ours. https://www.w3.org/TR/SVG2/conform.html#processing-modes
"""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Iterator
from math import ceil
from urllib.parse import unquote_to_bytes

from lxml import etree
from PIL import Image

from plugins.assets.picture_fault import PictureError

ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "set", "animate", "discard"}
RUNNING = ("javascript:", "vbscript:", "data:text/html", "data:text/xml", "data:image/svg", "data:application/x")
ENCODINGS = {"UTF-8", "UTF-16", "US-ASCII", "ASCII", "ISO-8859-1"}  # which a browser and this parser read alike
AGAIN = "export it anew as plain SVG, or as PNG"
SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_ELSEWHERE = re.compile(r"""(?:@import\s*(?:url\()?|url\()\s*["']?\s*(?!\#|data:)([^"')\s;]+)""", re.I)
_EMBEDDED = re.compile(r"^data:image/[\w.+-]+(?P<coded>;base64)?,(?P<data>.*)$", re.S)
_SPACE = re.compile(r"[\s\x00-\x20]+")
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)


def inspect(data: bytes) -> tuple[int, int]:
    """Width and height as the drawing states them, 0 where it does not.

    Raises PictureError, with the line, for a file that is no drawing, holds a script or needs another file.
    """
    root = _parsed(data)
    document = root.getroottree().docinfo
    if (document.encoding or "UTF-8").upper() not in ENCODINGS:
        raise PictureError(f"the drawing is written in {document.encoding}", "save it as UTF-8")
    if document.internalDTD is not None and any(document.internalDTD.iterentities()):
        raise PictureError("the drawing defines entities", AGAIN)
    for line in _running(root):
        raise PictureError("the drawing holds a script", AGAIN, line)
    for line, target in _needed(root):
        raise PictureError(f"the drawing needs another file, {target}", "put it into the drawing: embed it", line)
    for line in _noted_photographs(root):
        what = "a photograph in the drawing holds the camera's notes"
        raise PictureError(what, "export the drawing anew as PNG", line)
    return _size(root)


def without_notes(data: bytes) -> bytes:
    """The drawing without comments, metadata, and what its program wrote for itself: paths of its author's machine."""
    root = _parsed(data)
    for node in list(root.iter()):
        parent = node.getparent()
        if parent is not None and (_namespace(node) not in {SVG, ""} or _local_name(node) == "metadata"):
            tail = node.tail or ""  # lxml takes away the text behind an element with it
            before = node.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
            parent.remove(node)
    for node in root.iter():
        for name in [name for name in node.attrib if etree.QName(name).namespace not in {None, SVG, XLINK, XML}]:
            del node.attrib[name]
    etree.cleanup_namespaces(root, keep_ns_prefixes=["xlink"])
    written: bytes = etree.tostring(root, encoding="utf-8")
    return written + b"\n"


def _parsed(data: bytes) -> etree._Element:
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise PictureError("the file is no SVG drawing, or a damaged one", AGAIN, line) from None
    if _local_name(root) != "svg":
        raise PictureError("the file is no SVG drawing", "name it after what it is, or export it anew")
    return root


def _needed(root: etree._Element) -> Iterator[tuple[int, str]]:
    """The lines and the names of other files that the drawing would load; a link is none."""
    for node in root.iter(etree.Element):
        texts = [str(value) for value in node.attrib.values()]
        if _local_name(node) == "style":
            texts.append(node.text or "")
        for text in texts:
            yield from ((node.sourceline or 1, found) for found in _ELSEWHERE.findall(text))
        for name, value in node.attrib.items():
            is_loaded = etree.QName(name).localname == "href" and _local_name(node) != "a"
            if is_loaded and not str(value).strip().startswith(("#", "data:")):
                yield node.sourceline or 1, str(value)


def _noted_photographs(root: etree._Element) -> Iterator[int]:
    """The lines of embedded photographs with EXIF or XMP in them."""
    for node in root.iter(etree.Element):
        for value in node.attrib.values():
            found = _EMBEDDED.match(str(value).strip())
            if found and _holds_notes(found["data"], bool(found["coded"])):
                yield node.sourceline or 1


def _holds_notes(written: str, is_coded: bool) -> bool:
    try:
        data = b64decode(_SPACE.sub("", written)) if is_coded else unquote_to_bytes(written)
        with Image.open(io.BytesIO(data)) as picture:
            return bool(picture.getexif()) or "xmp" in picture.info
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False  # a browser shows nothing of it either


def _size(root: etree._Element) -> tuple[int, int]:
    stated = [re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*", root.get(side, "")) for side in ("width", "height")]
    if stated[0] and stated[1]:
        return ceil(float(stated[0][1])), ceil(float(stated[1][1]))
    box = re.fullmatch(r"\s*(?:-?[\d.]+[\s,]+){2}(\d+(?:\.\d+)?)[\s,]+(\d+(?:\.\d+)?)\s*", root.get("viewBox", ""))
    return (ceil(float(box[1])), ceil(float(box[2]))) if box else (0, 0)


def _running(root: etree._Element) -> Iterator[int]:
    """The lines of what would run."""
    for node in root.itersiblings(etree.ProcessingInstruction, preceding=True):
        yield node.sourceline or 1  # a style sheet may be a program (XSLT)
    for node in root.iter():
        if isinstance(node, etree._ProcessingInstruction) or _local_name(node) in ACTIVE:
            yield node.sourceline or 1
            continue
        for name, value in node.attrib.items():
            is_handler = etree.QName(name).localname.lower().startswith("on")
            if is_handler or _SPACE.sub("", value).lower().startswith(RUNNING):
                yield node.sourceline or 1


def _local_name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _namespace(node: etree._Element) -> str:
    return etree.QName(node).namespace or "" if isinstance(node.tag, str) else "not an element"
