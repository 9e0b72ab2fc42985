"""Disqus's XML export: threads and posts side by side, posts pointing at their thread and at what they answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape, unescape
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from plugins.comments_archive.export import APPROVED, TRASH, ExportedComment, ExportedPost, ExportedThread
from plugins.comments_archive.paragraphs import to_html
from plugins.comments_archive.xml_stream import elements, forget, local_name, texts

SYSTEM = "disqus"
_REDIRECT = re.compile(r"""https?://disq\.us/(?:url|p)?\?[^\s"'<>]*""")
_NO_THREAD = ExportedPost("", "", hidden="it names a thread that the export does not hold")


def threads(stream: BinaryIO, name: str, on_removed: Callable[[int], None]) -> Iterator[ExportedThread]:
    """Each thread that has posts, and at the end the posts whose thread is missing."""
    posts: dict[str, ExportedPost] = {}
    comments: dict[str, list[ExportedComment]] = {}
    for element in elements(stream, name, ("thread", "post"), on_removed):
        number = _id(element)
        if local_name(element.tag) == "post":
            comments.setdefault(_reference(element, "thread") or "", []).append(_comment(element, number))
            forget(element)
        elif len(element):  # a post's own <thread dsq:id="…"/> is empty
            posts[number] = _post(element, number)
            forget(element)
    at_home = _usual_host(posts[number] for number in comments if number in posts)
    for number, found in comments.items():
        yield ExportedThread(_at_home(posts.get(number, _NO_THREAD), at_home), tuple(found))


def _id(element: etree._Element) -> str:
    return next((value for key, value in element.attrib.items() if local_name(key) == "id"), "")


def _reference(element: etree._Element, tag: str) -> str | None:
    return next((_id(child) for child in element if local_name(child.tag) == tag), None)


def _post(element: etree._Element, number: str) -> ExportedPost:
    found = texts(element)
    deleted = found.get("isDeleted", "").strip() == "true"
    return ExportedPost(
        id=number,
        address=found.get("link", "").strip(),
        slug=found.get("id", "").strip(),
        title=found.get("title", "").strip(),
        hidden="its thread was deleted" if deleted else "",
    )


def _usual_host(posts: Iterator[ExportedPost]) -> str:
    """The host of most threads: the others are caches, translators and somebody's localhost."""
    counted = Counter(host for post in posts if (host := _host(post.address)))
    return min(counted, key=lambda host: (-counted[host], host), default="")


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _at_home(post: ExportedPost, host: str) -> ExportedPost:
    own = _host(post.address)
    if post.hidden or own in {host, ""}:
        return post
    hidden = f"its page was on another host ({own[:60]}), not on {host[:60]}"
    return ExportedPost(post.id, post.address, post.slug, post.title, hidden)


def _comment(element: etree._Element, number: str) -> ExportedComment:
    found = texts(element)
    author = next((texts(child) for child in element if local_name(child.tag) == "author"), {})
    return ExportedComment(
        id=number,
        anchor=f"comment-{number}",
        kind="comment",
        name=author.get("name", "").strip() or author.get("username", "").strip(),
        email=author.get("email", ""),
        link=author.get("link", ""),
        time=_time(found.get("createdAt", "")),
        parent=_reference(element, "parent") or "",
        approval=_approval(found),
        html=to_html(_direct_links(found.get("message", ""))),
        writer=author.get("username", "").strip(),
    )


def _approval(found: dict[str, str]) -> str | None:
    """Both flags must be there: an export that is silent on spam must not publish it."""
    deleted, spam = (found.get(flag, "").strip() for flag in ("isDeleted", "isSpam"))
    if deleted == "true" and spam != "true":
        return TRASH
    if spam == "true":
        return "spam"
    return APPROVED if deleted == spam == "false" else None


def _time(written: str) -> datetime | None:
    """`2011-11-11T20:44:00Z`, always UTC."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?", written.strip())
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}").replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def _direct_links(message: str) -> str:
    """The message with links to their targets, not to Disqus's counter."""

    def target(match: re.Match[str]) -> str:
        found = parse_qs(unescape(match[0]).partition("?")[2]).get("url", [""])[0]
        return escape(re.sub(r":[\w-]{20,}$", "", found)) or match[0]

    return _REDIRECT.sub(target, message) if "disq.us" in message else message
