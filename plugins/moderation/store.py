"""All SQL of comments. Every function works in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from plugins.database.tables import COMMENTS, new_id
from plugins.moderation import markup
from plugins.moderation.received import KEPT_FOR, PASSING, TO_COMMIT, Decision, Received, Status, after
from plugins.moderation.rules import Facts, Reason
from plugins.moderation.submission import Submission
from plugins.subscribers.store import insert_missing

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another one
_comment = COMMENTS.c


def facts(
    connection: Connection, comment: Submission, digests: Sequence[str], names: frozenset[str], but: int = 0
) -> Facts:
    """What the rules have to know of a comment; `digests` are those of its writer's address, under every key, and `but`
    is the row of the comment itself, where it has one."""
    approved = select(_comment.id).where(
        _comment.status.in_((Status.APPROVED, Status.PUBLISHED)),
        _comment.writer.in_(digests),
        func.lower(_comment.name) == comment.name.lower(),
    )
    same = select(func.count()).where(_comment.said == comment.said, _comment.text != "", _comment.id != but)
    return Facts(
        was_approved=bool(digests) and connection.execute(approved.limit(1)).first() is not None,
        same_text=connection.scalar(same) or 0,
        names=names,
    )


@dataclass(frozen=True)
class Answer:
    """The row that holds a comment, and whether it is a new one: the same comment is taken once."""

    id: int
    is_new: bool


def receive(
    connection: Connection, comment: Submission, reasons: Iterable[Reason], status: Status, now: datetime
) -> Answer:
    """Keep a comment that came in. Of those that are the same, whoever sent them, the first one counts."""
    row = _row(comment, reasons, now) | {
        "id": new_id(),
        "record": new_record(),
        "changes": None,
        "by_author": "",
        "status": status,
        "status_at": now,
        "written_at": now,
        "commit": "",
        "shown_at": None,
        "told_at": None,
    }
    insert_missing(connection, COMMENTS, [row])
    found = connection.scalar(select(_comment.id).where(_comment.fingerprint == comment.fingerprint))
    return Answer(found or row["id"], found == row["id"])


def new_record() -> str:
    """An id for the archive: `c-` and eight letters or digits."""
    return "c-" + "".join(secrets.choice(_LETTERS) for _ in range(8))


def _row(comment: Submission, reasons: Iterable[Reason], now: datetime) -> dict[str, Any]:
    kept = {name: getattr(comment, name) for name in ("article", "parent", "name", "link", "text", "body")}
    kept |= {name: getattr(comment, name) for name in ("address", "writer", "avatar", "fingerprint", "said")}
    return kept | {"reasons": [vars(reason) for reason in reasons]}


# Reading


def by_id(connection: Connection, comment_id: int, for_update: bool = False) -> Received | None:
    """The comment with this id."""
    query = select(COMMENTS).where(_comment.id == comment_id)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    return _received(row) if row else None


def by_record(connection: Connection, article: str, record: str) -> Received | None:
    """The comment that stands in the archive under this id; None for one that was imported."""
    query = select(COMMENTS).where(_comment.article == article, _comment.record == record, _comment.changes.is_(None))
    row = connection.execute(query.limit(1)).one_or_none()
    return _received(row) if row else None


def listed(
    connection: Connection, statuses: Iterable[Status], limit: int, offset: int = 0, newest_first: bool = False
) -> list[Received]:
    """Comments of some statuses by the time at which they were written."""
    order = (_comment.written_at.desc(), _comment.id) if newest_first else (_comment.written_at, _comment.id)
    query = select(COMMENTS).where(_comment.status.in_(tuple(statuses)), _comment.text != "").order_by(*order)
    return [_received(row) for row in connection.execute(query.limit(limit).offset(offset))]


def counts(connection: Connection) -> dict[Status, int]:
    """How many comments have each status; those whose words were erased are not counted."""
    query = select(_comment.status, func.count()).where(_comment.text != "").group_by(_comment.status)
    return {Status(status): number for status, number in connection.execute(query)}


def oldest_pending(connection: Connection) -> datetime | None:
    """Since when the comment that has waited the longest waits."""
    oldest: datetime | None = connection.scalar(
        select(func.min(_comment.written_at)).where(_comment.status == Status.PENDING)
    )
    return oldest


def versions_of(connection: Connection, comment_id: int) -> list[Received]:
    """The later versions of a published comment that wait for an editor."""
    rows = connection.execute(select(COMMENTS).where(_comment.changes == comment_id))
    return [_received(row) for row in rows]


# Deciding


def decide(connection: Connection, comment_ids: Sequence[int], decision: Decision, now: datetime) -> int:
    """Let an editor's decision happen to comments, and say to how many it did. A second time changes nothing.

    An approved version of a published comment takes that one's place.
    """
    rows = connection.execute(select(COMMENTS).where(_comment.id.in_(comment_ids)).with_for_update()).all()
    moved: dict[Status, list[int]] = {}
    for one in map(_received, rows):
        status = after(one.status, decision)
        if status is one.status or not one.text:
            continue
        if one.changes and status is Status.APPROVED:
            _take_over(connection, one, now)
        moved.setdefault(status, []).append(one.id)
    for status, ids in moved.items():
        versions = select(_comment.id).where(_comment.id.in_(ids), _comment.changes.is_not(None))
        if status is Status.APPROVED:
            connection.execute(delete(COMMENTS).where(_comment.id.in_(versions)))
        values = {"status": status, "status_at": now, "shown_at": None}
        connection.execute(update(COMMENTS).where(_comment.id.in_(ids)).values(**values))
    return sum(map(len, moved.values()))


def _take_over(connection: Connection, version: Received, now: datetime) -> None:
    """Give a published comment the words of its later version, to be committed anew."""
    words = {name: getattr(version, name) for name in ("name", "link", "text", "body", "by_author")}
    again = {"status": Status.APPROVED, "status_at": now, "shown_at": None}
    connection.execute(update(COMMENTS).where(_comment.id == version.changes).values(**words, **again))


def rewrite(
    connection: Connection, one: Received, comment: Submission, reasons: Sequence[Reason], status: Status, now: datetime
) -> None:
    """Give a comment other words. Where it is published (or about to be) and the new words are `pending`, they wait as
    a version of it, and readers see the former ones until an editor has decided."""
    row = _row(comment, reasons, now) | {"article": one.article, "parent": one.parent}
    del row["address"], row["writer"], row["avatar"]
    if one.status not in {Status.APPROVED, Status.PUBLISHED}:
        connection.execute(update(COMMENTS).where(_comment.id == one.id).values(**_free(connection, one, row)))
    elif status is Status.APPROVED:
        again: dict[str, Any] = {"status": status, "status_at": now, "shown_at": None}
        connection.execute(update(COMMENTS).where(_comment.id == one.id).values(**_free(connection, one, row), **again))
    else:
        connection.execute(delete(COMMENTS).where(_comment.changes == one.id))
        same = connection.execute(select(COMMENTS).where(_comment.id == one.id)).one()._asdict()
        version = {"id": new_id(), "changes": one.id, "status": Status.PENDING, "status_at": now, "fingerprint": None}
        connection.execute(insert(COMMENTS).values(**(same | row | version | {"shown_at": None, "told_at": None})))


def _free(connection: Connection, one: Received, row: dict[str, Any]) -> dict[str, Any]:
    """The row, without its fingerprint where another comment has that one."""
    query = select(_comment.id).where(_comment.fingerprint == row["fingerprint"], _comment.id != one.id)
    return row | ({"fingerprint": None} if connection.execute(query).first() else {})


def edit(
    connection: Connection, comment_id: int, name: str, link: str, text: str, by_author: str, now: datetime
) -> None:
    """An editor's own change. One that is published is committed anew."""
    one = by_id(connection, comment_id, for_update=True)
    if one is None or not one.text:
        return
    words: dict[str, Any] = {"name": name, "link": link, "text": text, "by_author": by_author}
    words["body"] = markup.to_html(text)
    if one.status in {Status.APPROVED, Status.PUBLISHED}:
        words |= {"status": Status.APPROVED, "status_at": now, "shown_at": None}
    connection.execute(update(COMMENTS).where(_comment.id == comment_id).values(**words))


def take_back(connection: Connection, one: Received, now: datetime) -> None:
    """Erase the words of a comment for its writer. What is published is removed from the archive by the next run."""
    connection.execute(delete(COMMENTS).where(_comment.changes == one.id))
    if one.status not in {Status.APPROVED, Status.PUBLISHED, Status.REMOVING}:
        connection.execute(delete(COMMENTS).where(_comment.id == one.id))
        return
    empty = dict.fromkeys(("name", "link", "text", "body", "by_author", "address", "writer", "avatar", "said"), "")
    removing = {"status": Status.REMOVING, "status_at": now, "shown_at": None, "fingerprint": None, "reasons": []}
    connection.execute(update(COMMENTS).where(_comment.id == one.id).values(**empty, **removing))


# Publishing


def to_commit(connection: Connection) -> list[Received]:
    """What editors have decided and git does not have yet, the oldest decision first."""
    query = select(COMMENTS).where(_comment.status.in_(tuple(TO_COMMIT))).order_by(_comment.status_at, _comment.id)
    return [_received(row) for row in connection.execute(query)]


def mark_committed(connection: Connection, comments: Iterable[Received], commit: str) -> int:
    """Note that git has them; how many it was news for. What was decided anew meanwhile is left to the next run."""
    marked = 0
    for one in comments:
        still = (_comment.id == one.id) & (_comment.status == one.status) & (_comment.status_at == one.status_at)
        change = update(COMMENTS).where(still).values(status=TO_COMMIT[one.status], commit=commit)
        marked += connection.execute(change).rowcount
    return marked


def not_shown(connection: Connection) -> list[Received]:
    """What git has, and readers have not seen yet as far as we know."""
    query = select(COMMENTS).where(_comment.status.in_(tuple(TO_COMMIT.values())), _comment.shown_at.is_(None))
    return [_received(row) for row in connection.execute(query.order_by(_comment.status_at, _comment.id))]


def mark_shown(connection: Connection, comments: Iterable[Received], now: datetime) -> list[Received]:
    """Note that readers see them; those that were published for the first time, so that others may be told of them."""
    first = []
    for one in comments:
        same = (_comment.id == one.id) & (_comment.status == one.status) & _comment.shown_at.is_(None)
        if connection.execute(update(COMMENTS).where(same).values(shown_at=now)).rowcount:
            new = (_comment.id == one.id) & _comment.told_at.is_(None) & (_comment.status == Status.PUBLISHED)
            if connection.execute(update(COMMENTS).where(new).values(told_at=now)).rowcount:
                first.append(one)
    return first


# Forgetting


def of_person(connection: Connection, address: str, digests: Sequence[str]) -> list[Received]:
    """Every comment of the owner of an address; `digests` are those under every key."""
    query = select(COMMENTS).where(or_(_comment.writer.in_(digests), _comment.address == address))
    return [_received(row) for row in connection.execute(query.order_by(_comment.id))]


def erase(connection: Connection, comment_ids: Sequence[int]) -> None:
    """Delete the rows, whatever became of the comments."""
    theirs = _comment.id.in_(comment_ids) | _comment.changes.in_(comment_ids)
    connection.execute(delete(COMMENTS).where(theirs))


def addresses(connection: Connection, comment_ids: Iterable[int]) -> dict[int, str]:
    """The addresses of those who want to hear of replies to these comments."""
    query = select(_comment.id, _comment.address).where(_comment.id.in_(tuple(comment_ids)), _comment.address != "")
    return {row.id: row.address for row in connection.execute(query)}


def clear(connection: Connection, now: datetime) -> None:
    """Delete spam and what was deleted, or removed, more than a month ago."""
    old = (_comment.status_at < now - KEPT_FOR) & _comment.status.in_(PASSING)
    connection.execute(delete(COMMENTS).where(old & _comment.shown_at.is_not(None) | old & (_comment.commit == "")))


def _received(row: Row[Any]) -> Received:
    return Received(
        id=row.id,
        record=row.record,
        article=row.article,
        parent=row.parent,
        name=row.name,
        link=row.link,
        text=row.text,
        body=row.body,
        by_author=row.by_author,
        reasons=tuple(Reason(**reason) for reason in row.reasons),
        status=Status(row.status),
        status_at=row.status_at,
        written_at=row.written_at,
        writer=row.writer,
        avatar=row.avatar,
        wants_replies=bool(row.address),
        changes=row.changes,
        commit=row.commit,
        shown_at=row.shown_at,
    )
