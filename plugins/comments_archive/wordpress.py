"""WordPress's export, WXR 1.0 to 1.2 (wp-admin/includes/export.php), in both namespace schemes that are found.

Elements are told apart by their local names: core declares `http://wordpress.org/export/1.2/`, the official theme test
data `https://`. Fields stand bare or in CDATA, and any may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from lxml import etree

from plugins.comments_archive.export import APPROVED, TRASH, ExportedComment, ExportedPost, ExportedThread
from plugins.comments_archive.paragraphs import to_html
from plugins.comments_archive.xml_stream import elements, forget, local_name, texts

SYSTEM = "wordpress"
OURS = "Your Industry Insider archive"  # the <generator> of our own export, whose further fields we trust
META = "archive_"
_NO_POST = ExportedPost("", "", hidden="it stands below no post")
_APPROVALS = {"1": APPROVED, "0": "pending", "": None, "trash": TRASH, "post-trashed": "its post is in the trash"}


def threads(stream: BinaryIO, name: str, zone: ZoneInfo, on_removed: Callable[[int], None]) -> Iterator[ExportedThread]:
    """Each item of the export that has comments; `zone` is that of local times that come without GMT."""
    accounts: dict[str, str] = {}
    comments: list[ExportedComment] = []
    is_ours = False
    for element in elements(stream, name, ("generator", "author", "comment", "item"), on_removed):
        match local_name(element.tag):
            case "generator":
                is_ours = is_ours or (element.text or "").strip() == OURS
            case "author":
                found = texts(element)
                accounts[found.get("author_id", "").strip()] = found.get("author_login", "").strip()
            case "comment":
                comment = _comment(element, texts(element), zone, accounts, is_ours)
                parent = element.getparent()
                if parent is not None and local_name(parent.tag) == "item":
                    comments.append(comment)
                else:
                    yield ExportedThread(_NO_POST, (comment,))
                element.clear()
            case "item":
                if comments:
                    yield ExportedThread(_post(texts(element)), tuple(comments))
                comments = []
                forget(element)


def _post(found: dict[str, str]) -> ExportedPost:
    found = {key: value.strip() for key, value in found.items()}
    return ExportedPost(
        id=found.get("post_id", ""),
        address=found.get("link", ""),
        slug=found.get("post_name", ""),
        title=found.get("title", ""),
        hidden=_why_hidden(found),
        writer=found.get("creator", ""),
    )


def _why_hidden(found: dict[str, str]) -> str:
    if found.get("post_password"):
        return "its post is protected by a password"
    status = found.get("status", "")
    if status != "publish":
        return f"its post is not published ({status[:40] or 'it has no status'})"
    return ""


def _comment(
    element: etree._Element, found: dict[str, str], zone: ZoneInfo, accounts: dict[str, str], is_ours: bool
) -> ExportedComment:
    kept = _meta(element) if is_ours else {}
    time, local = _times(found, zone)
    if kept.get("local_time") == "none":
        local = None
    kind, parent = found.get("comment_type"), found.get("comment_parent")
    approval = (found.get("comment_approved") or "").strip()
    number = found.get("comment_id", "").strip()
    body = found.get("comment_content", "")
    return ExportedComment(
        id=number,
        anchor=kept.get("id") or f"comment-{number}",
        kind=None if kind is None else kind.strip() or "comment",
        name=found.get("comment_author", ""),
        email=found.get("comment_author_email", ""),
        link=found.get("comment_author_url", ""),
        time=time,
        local_time=local,
        parent=None if parent is None else parent.strip().removeprefix("0"),
        approval=APPROVED if kept.get("status") == "deleted" else _APPROVALS.get(approval, approval),
        html=body if is_ours else to_html(body),
        writer=accounts.get(found.get("comment_user_id", "").strip(), ""),
        kept=kept or None,
    )


def _times(found: dict[str, str], zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The time in UTC, and the local time that the old page showed."""
    local, gmt = _time(found.get("comment_date", "")), _time(found.get("comment_date_gmt", ""))
    if gmt:
        return gmt.replace(tzinfo=UTC), local
    try:
        return (local.replace(tzinfo=zone).astimezone(UTC), local) if local else (None, None)
    except OverflowError:
        return None, None


def _time(written: str) -> datetime | None:
    """`2011-11-11 12:44:00`; None for `0000-00-00 00:00:00` and everything else that is no time."""
    text = written.strip()
    try:
        return datetime.fromisoformat(text) if len(text) == 19 and text[4] == "-" and text[10] == " " else None
    except ValueError:
        return None


def _meta(element: etree._Element) -> dict[str, str]:
    """What our own export adds. Other systems' values are serialised PHP, which is never read."""
    found = {}
    for child in element:
        if local_name(child.tag) == "commentmeta":
            pair = texts(child)
            key = pair.get("meta_key", "")
            if key.startswith(META):
                found[key.removeprefix(META)] = pair.get("meta_value", "")
    return found
