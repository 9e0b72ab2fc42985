"""Isso's database (SQLite, schema 5 and those before it), read-only, and its generic JSON.

The one place here that knows SQL: an adapter to another system's database, not to ours.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from markdown import Markdown

from plugins.comments_archive.export import APPROVED, TRASH, ExportedComment, ExportedPost, ExportedThread, ExportError
from plugins.comments_archive.paragraphs import text_escaped

SYSTEM = "isso"
_MODES = {1: APPROVED, 2: "pending", 4: TRASH}
_NEEDED = {"threads": {"id", "uri"}, "comments": {"tid", "id", "created", "mode", "text"}}


def database_threads(path: Path, name: str) -> Iterator[ExportedThread]:
    """The threads of a database; it is opened so that nothing in or beside it can change."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as error:
        raise ExportError(name, 0, f"this is not an Isso database ({error})") from None
    try:
        yield from _threads(connection, name)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        what = " ".join(str(error).partition(" with text ")[0].split())  # the text is a reader's
        raise ExportError(name, 0, f"this is not a whole Isso database ({what})") from None
    finally:
        connection.close()


def _threads(connection: sqlite3.Connection, name: str) -> Iterator[ExportedThread]:
    connection.execute("PRAGMA trusted_schema = OFF")
    columns = {table: _columns(connection, table) for table in _NEEDED}
    for table, needed in _NEEDED.items():
        if not needed <= columns[table]:
            raise ExportError(name, 0, f"this is not an Isso database (it has no table `{table}` of Isso's)")
    connection.row_factory = sqlite3.Row
    posts = {row["id"]: row for row in connection.execute("SELECT * FROM threads")}
    comments: dict[Any, list[ExportedComment]] = {}
    for row in connection.execute("SELECT * FROM comments ORDER BY tid, id"):
        comments.setdefault(row["tid"], []).append(_comment(dict(row), _MODES.get(row["mode"], f"mode {row['mode']}")))
    for thread, found in comments.items():
        yield ExportedThread(_post(dict(posts[thread])) if thread in posts else _NO_THREAD, tuple(found))


_NO_THREAD = ExportedPost("", "", hidden="it names a thread that the database does not hold")


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    kind = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if kind != ("table",):
        return set()
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def json_threads(stream: BinaryIO, name: str) -> Iterator[ExportedThread]:
    """The threads of Isso's generic JSON: `[{id, title, comments: [{id, author, website, created, text}]}]`."""
    try:
        found = json.loads(stream.read())
    except json.JSONDecodeError as error:
        raise ExportError(name, error.lineno, f"this is not JSON ({error.msg})") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise ExportError(name, 1, f"this is not JSON ({type(error).__name__})", "save it as UTF-8") from None
    if not isinstance(found, list) or not all(isinstance(thread, dict) for thread in found):
        raise ExportError(name, 1, "this is not a list of threads", "export it in Isso's generic format")
    for thread in found:
        comments = thread.get("comments") or []
        if not isinstance(comments, list) or not all(isinstance(comment, dict) for comment in comments):
            raise ExportError(name, 1, "a thread's `comments` is not a list", "export it in Isso's generic format")
        if comments:
            post = _post({"id": thread.get("id"), "uri": thread.get("id"), "title": thread.get("title")})
            yield ExportedThread(post, tuple(_comment(comment, APPROVED) for comment in comments))


def _post(row: Mapping[str, Any]) -> ExportedPost:
    return ExportedPost(id=_text(row["id"]), address=_text(row["uri"]), title=_text(row.get("title")))


def _comment(row: Mapping[str, Any], approval: str) -> ExportedComment:
    number = _text(row.get("id"))
    return ExportedComment(
        id=number,
        anchor=f"isso-{number}",
        kind="comment",
        name=_text(row.get("author")),
        email=_text(row.get("email")),
        link=_text(row.get("website")),
        time=_time(row.get("created")),
        parent=_text(row.get("parent") or None),
        approval=approval,
        html=_html(_text(row.get("text"))),
    )


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, (bytes, dict, list)) else str(value).strip()


def _html(markdown: str) -> str:
    """Isso keeps Markdown; it is rendered once, here. Its HTML is cleaned like everything else."""
    converter = Markdown(extensions=["fenced_code", "nl2br"], output_format="html")
    try:
        return text_escaped(converter.convert(markdown))
    except RecursionError:
        return text_escaped(markdown)


def _time(written: Any) -> datetime | None:
    """Seconds since 1970 in the database, `2011-11-11 20:44:00` in JSON; both are UTC."""
    try:
        if isinstance(written, (int, float)):
            return datetime.fromtimestamp(int(written), UTC)
        return datetime.strptime(str(written)[:19].replace("T", " "), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
