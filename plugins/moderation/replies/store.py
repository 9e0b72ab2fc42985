"""All SQL of followers. Every function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from plugins.database import queue
from plugins.database.queue import QueuedMail
from plugins.database.tables import FOLLOWERS, QUEUED_MAIL, new_id
from plugins.moderation import store as comments
from plugins.moderation.received import Received
from plugins.moderation.replies.follower import ASKED, KEPT_FOR, REPLY, Follower, State
from plugins.subscribers.store import insert_missing

_follower = FOLLOWERS.c


def tell(connection: Connection, published: Iterable[Received], now: datetime) -> int:
    """Queue what mail goes out when readers see comments for the first time, and say how much that is.

    The writer of each is asked whether they want to hear of replies, if they said so; the writer of what it answers
    hears of it, if they have confirmed that.
    """
    published = list(published)
    wishes = comments.addresses(connection, [one.id for one in published])
    mails = []
    for one in published:
        if one.id in wishes:
            mails += _question(connection, one, wishes[one.id], now)
        mails += _news(connection, one)
    queue.add(connection, mails, now)
    return len(mails)


def _question(connection: Connection, one: Received, address: str, now: datetime) -> list[QueuedMail]:
    new = {"id": new_id(), "article": one.article, "address": address, "state": State.ASKED, "state_at": now}
    insert_missing(connection, FOLLOWERS, [new | {"mailed_at": None}])
    follower = of_address(connection, one.article, address)
    if follower is None or not follower.is_to_be_asked(now):
        return []
    asked = {"state": State.ASKED, "state_at": now, "mailed_at": now}
    connection.execute(update(FOLLOWERS).where(_follower.id == follower.id).values(**asked))
    return [QueuedMail(ASKED, recipient=address, facts={"follower": follower.id, "comment": one.id})]


def _news(connection: Connection, reply: Received) -> list[QueuedMail]:
    """To the writer of what a reply answers; nobody hears of their own."""
    parent = comments.by_record(connection, reply.article, reply.parent) if reply.parent else None
    if parent is None or not parent.wants_replies or (parent.writer and parent.writer == reply.writer):
        return []
    address = comments.addresses(connection, [parent.id])[parent.id]
    follower = of_address(connection, reply.article, address)
    if follower is None or follower.state is not State.CONFIRMED:
        return []
    facts = {"follower": follower.id, "comment": reply.id, "answers": parent.id}
    return [QueuedMail(REPLY, recipient=address, facts=facts)]


def by_id(connection: Connection, follower_id: int) -> Follower | None:
    """The follower with this id."""
    row = connection.execute(select(FOLLOWERS).where(_follower.id == follower_id)).one_or_none()
    return Follower(row.id, row.article, row.address, State(row.state), row.mailed_at) if row else None


def of_address(connection: Connection, article: str, address: str) -> Follower | None:
    """The follower of an article's thread with this address."""
    query = select(_follower.id).where(_follower.article == article, _follower.address == address)
    number = connection.scalar(query)
    return by_id(connection, number) if number else None


def set_state(connection: Connection, follower_id: int, state: State, now: datetime) -> Follower | None:
    """Let a follower be confirmed, or stop; None where there is no such row. The second time changes nothing."""
    change = update(FOLLOWERS).where(_follower.id == follower_id, _follower.state != state)
    connection.execute(change.values(state=state, state_at=now))
    return by_id(connection, follower_id)


def forget(connection: Connection, address: str) -> int:
    """Erase an address from every thread, and from the mail that waits or has left; says from how many threads."""
    connection.execute(delete(QUEUED_MAIL).where(QUEUED_MAIL.c.recipient == address))
    gone: int = connection.execute(delete(FOLLOWERS).where(_follower.address == address)).rowcount
    return gone


def clear(connection: Connection, now: datetime) -> None:
    """Delete who never answered, and who stopped, more than a month ago."""
    old = (_follower.state != State.CONFIRMED) & (_follower.state_at < now - KEPT_FOR)
    connection.execute(delete(FOLLOWERS).where(old))
