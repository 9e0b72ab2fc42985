"""SVG drawings: what lets one do more than draw is refused.

In an `<img>` a drawing runs nothing; opened by itself, at its own address on our site, it is a page of ours.
https://www.w3.org/TR/SVG2/conform.html#processing-modes
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from plugins.assets.picture_fault import PictureError

ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "set", "animate", "discard"}
RUNNING = ("javascript:", "vbscript:", "data:text/html", "data:text/xml", "data:image/svg", "data:application/x")
ENCODINGS = {"UTF-8", "UTF-16", "US-ASCII", "ASCII", "ISO-8859-1"}  # which a browser and this parser read alike
AGAIN = "export it anew as plain SVG, or as PNG"
_SPACE = re.compile(r"[\s\x00-\x20]+")
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)


def inspect(data: bytes) -> None:
    """Raise PictureError, with the line, for a file that is no drawing or holds a script."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise PictureError("the file is no SVG drawing, or a damaged one", AGAIN, line) from None
    if _local_name(root) != "svg":
        raise PictureError("the file is no SVG drawing", "name it after what it is, or export it anew")
    document = root.getroottree().docinfo
    if (document.encoding or "UTF-8").upper() not in ENCODINGS:
        raise PictureError(f"the drawing is written in {document.encoding}", "save it as UTF-8")
    if document.internalDTD is not None and any(document.internalDTD.iterentities()):
        raise PictureError("the drawing defines entities", AGAIN)
    for line in _running(root):
        raise PictureError("the drawing holds a script", AGAIN, line)


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
