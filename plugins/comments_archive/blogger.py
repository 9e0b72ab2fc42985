"""Blogger's exports: the classic Atom file, and the one that Takeout writes in recent years.

The classic file tells a comment from a post by a category, and its post by `thr:in-reply-to`; Takeout's has elements of
its own namespace for both. An author has a `blogger:type` too, so only direct children are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from lxml import etree

from plugins.comments_archive.export import APPROVED, TRASH, ExportedComment, ExportedPost, ExportedThread
from plugins.comments_archive.paragraphs import to_html
from plugins.comments_archive.xml_stream import elements, forget, local_name, texts

SYSTEM = "blogger"
_NO_POST = ExportedPost("", "", hidden="it names a post that the export does not hold")
_NO_EMAIL = re.compile(r"@blogger\.com$", re.I)  # what the classic export writes in place of an address


def threads(stream: BinaryIO, name: str, on_removed: Callable[[int], None]) -> Iterator[ExportedThread]:
    """Each post that has comments, and at the end the comments whose post is missing."""
    posts: dict[str, ExportedPost] = {}
    comments: dict[str, list[ExportedComment]] = {}
    for element in elements(stream, name, ("entry",), on_removed):
        found = texts(element)
        kind = _kind(element, found)
        if kind in {"post", "page"}:
            posts[_number(found.get("id", ""))] = _post(element, found)
        elif kind == "comment" or _parent_post(element, found):
            post = _parent_post(element, found)
            comments.setdefault(_number(post), []).append(_comment(element, found, kind or None))
        forget(element)
    for number, written in comments.items():
        yield ExportedThread(posts.get(number, _NO_POST), tuple(written))


def _number(identifier: str) -> str:
    """The last number of `tag:blogger.com,1999:blog-123.post-456` or of an address."""
    numbers: list[str] = re.findall(r"\d+", identifier)
    return numbers[-1] if numbers else ""


def _kind(element: etree._Element, found: dict[str, str]) -> str:
    if "type" in found:
        return found["type"].strip().lower()
    for child in element:
        if local_name(child.tag) == "category" and str(child.get("scheme", "")).endswith("#kind"):
            return str(child.get("term", "")).rpartition("#")[2].lower()
    return ""


def _parent_post(element: etree._Element, found: dict[str, str]) -> str:
    if "parent" in found:
        return found["parent"]
    return next((str(child.get("ref", "")) for child in element if local_name(child.tag) == "in-reply-to"), "")


def _links(element: etree._Element, relation: str) -> str:
    children = (child for child in element if local_name(child.tag) == "link")
    return next((str(child.get("href", "")) for child in children if child.get("rel") == relation), "")


def _post(element: etree._Element, found: dict[str, str]) -> ExportedPost:
    address = found.get("filename", "").strip() or _links(element, "alternate")
    return ExportedPost(
        id=_number(found.get("id", "")),
        address=address,
        slug=re.sub(r"\.html?$", "", _path(address).rstrip("/").rpartition("/")[2]),
        title=found.get("title", "").strip(),
        hidden=_why_hidden(element, found),
        writer=_author(element).get("uri", "").strip(),
    )


def _path(address: str) -> str:
    """The path of an address; empty when it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _why_hidden(element: etree._Element, found: dict[str, str]) -> str:
    if "type" in found:
        status = found.get("status", "").strip()
        if found.get("trashed", "").strip():
            return "its post is in the trash"
        return "" if status == "LIVE" else f"its post is not published ({status.lower()[:40] or 'it has no status'})"
    drafts = (texts(child).get("draft", "") for child in element if local_name(child.tag) == "control")
    return "its post is not published (draft)" if "yes" in [draft.strip() for draft in drafts] else ""


def _author(element: etree._Element) -> dict[str, str]:
    return next((texts(child) for child in element if local_name(child.tag) == "author"), {})


def _comment(element: etree._Element, found: dict[str, str], kind: str | None) -> ExportedComment:
    author = _author(element)
    time, local = _times(found.get("published") or found.get("created", ""))
    number = _number(found.get("id", ""))
    email = author.get("email", "").strip()
    return ExportedComment(
        id=number,
        anchor=f"c{number}",
        kind=kind,
        name=author.get("name", ""),
        email="" if _NO_EMAIL.search(email) else email,
        link=author.get("uri", ""),
        time=time,
        local_time=local,
        parent=_number(found["inReplyTo"]) if "inReplyTo" in found else _number(_related(element)),
        approval=_approval(element, found),
        html=to_html(found.get("content", "")),
        writer=author.get("uri", "").strip(),
    )


def _related(element: etree._Element) -> str:
    """The comment that a reply in the classic file answers: the last part of its related link."""
    return _links(element, "related").partition("?")[0].rstrip("/").rpartition("/")[2]


def _approval(element: etree._Element, found: dict[str, str]) -> str | None:
    """The classic file holds published comments only; Takeout's says what became of each."""
    if "type" not in found:
        return "draft" if _why_hidden(element, found) else APPROVED
    if found.get("trashed", "").strip():
        return TRASH
    status = found.get("status", "").strip()
    if status in {"EMPTIED", "DELETED"}:
        return TRASH
    return APPROVED if status == "LIVE" else status.lower() or None


def _times(written: str) -> tuple[datetime | None, datetime | None]:
    """The time in UTC, and as the blog's own clock had it."""
    try:
        moment = datetime.fromisoformat(written.strip())
        if moment.tzinfo is None:
            return None, None
        local = moment.replace(tzinfo=None, microsecond=0) if moment.utcoffset() else None  # Takeout writes UTC
        return moment.astimezone(UTC).replace(microsecond=0), local
    except (ValueError, OverflowError):
        return None, None
