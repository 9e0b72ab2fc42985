"""All SQL of editors: the links that let them in, their sessions, and the mail that says what waits.

Who is an editor says the environment. The database holds a hash of the address, and nothing of who asks in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select

from plugins.database import queue
from plugins.database.queue import QueuedMail
from plugins.database.tables import EDITOR_SESSIONS, QUEUED_MAIL, new_id
from plugins.subscribers.address import address_hash

LINK_FOR, SESSION_FOR = timedelta(minutes=15), timedelta(days=7)
MOST_LINKS = 5  # of one editor that are good at the same time
REST = timedelta(minutes=10)  # between two mails to one editor; what comes in meanwhile is told in the next
LOGIN, WAITING = "login", "waiting"  # kinds of mail
_session, _mail = EDITOR_SESSIONS.c, QUEUED_MAIL.c


class Kind(StrEnum):
    """What a row lets one do: get in once, or stay in."""

    LINK = "link"
    SESSION = "session"


def send_link(connection: Connection, address: str, editors: Sequence[str], now: datetime) -> bool:
    """Queue the mail with a link that lets an editor in; False for everybody else, and where they have several."""
    if address not in editors:
        return False
    good = select(func.count()).where(
        _session.editor == address_hash(address), _session.kind == Kind.LINK, _session.expires_at > now
    )
    if (connection.scalar(good) or 0) >= MOST_LINKS:
        return False
    link = _add(connection, address_hash(address), Kind.LINK, now, LINK_FOR)
    queue.add(connection, [QueuedMail(LOGIN, recipient=address, facts={"link": link})], now)
    return True


def is_good(connection: Connection, row_id: int, kind: Kind, editors: Sequence[str], now: datetime) -> bool:
    """Whether a link, or a session, still lets its editor in."""
    query = select(_session.editor).where(_session.id == row_id, _session.kind == kind, _session.expires_at > now)
    editor = connection.scalar(query)
    return editor is not None and editor in {address_hash(address) for address in editors}


def enter(connection: Connection, link_id: int, editors: Sequence[str], now: datetime) -> int | None:
    """Use a link up, and begin a session; its id, or None where the link is good no more."""
    if not is_good(connection, link_id, Kind.LINK, editors, now):
        return None
    editor = connection.scalar(select(_session.editor).where(_session.id == link_id))
    if not connection.execute(delete(EDITOR_SESSIONS).where(_session.id == link_id)).rowcount:
        return None  # somebody else was quicker
    return _add(connection, str(editor), Kind.SESSION, now, SESSION_FOR)


def leave(connection: Connection, session_id: int) -> None:
    """End a session."""
    connection.execute(delete(EDITOR_SESSIONS).where(_session.id == session_id))


def _add(connection: Connection, editor: str, kind: Kind, now: datetime, lasts: timedelta) -> int:
    row_id = new_id()
    row = {"id": row_id, "editor": editor, "kind": kind, "created_at": now, "expires_at": now + lasts}
    connection.execute(insert(EDITOR_SESSIONS).values(**row))
    return row_id


def tell_editors(connection: Connection, editors: Sequence[str], now: datetime) -> None:
    """See to it that each editor hears that comments wait: by a mail that is queued already, or by another one.

    The mail says what waits when it leaves, so one is enough for all that comes in before.
    """
    for address in editors:
        last = connection.execute(
            select(_mail.state, _mail.attempts, func.coalesce(_mail.finished_at, _mail.due_at).label("at"))
            .where(_mail.kind == WAITING, _mail.recipient == address)
            .order_by(_mail.created_at.desc())
            .limit(1)
        ).first()
        if last and last.state == "queued" and not last.attempts:
            continue
        due_at = max(now, last.at + REST) if last else now
        queue.add(connection, [QueuedMail(WAITING, recipient=address)], now, due_at)


def clear(connection: Connection, now: datetime) -> None:
    """Delete links and sessions that are over."""
    connection.execute(delete(EDITOR_SESSIONS).where(_session.expires_at <= now))
