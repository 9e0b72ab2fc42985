"""The routes of who wants to hear of replies: the link of the question confirms it, that of every later mail ends it.

Scanners open every link of a mail, so GET changes nothing; a mail program ends it by one POST (RFC 8058).
"""

from __future__ import annotations

from flask import Request, Response

from plugins.database.engine import reading
from plugins.inbox.service import Inbox
from plugins.moderation.replies import store
from plugins.moderation.replies.follower import Follower, State
from plugins.subscribers.address import masked
from plugins.subscribers.token import Purpose


def show(inbox: Inbox, request: Request, token: str) -> Response:
    """What one is about to confirm."""
    return _page(inbox, _read(inbox, Purpose.FOLLOW, token), "follow")


def follow(inbox: Inbox, request: Request, token: str) -> Response:
    """Tell of replies from now on. The second time says the same."""
    follower_id = inbox.tokens.read(Purpose.FOLLOW, token)
    with inbox.engine.begin() as connection:
        follower = store.set_state(connection, follower_id, State.CONFIRMED, inbox.now())
    return _page(inbox, follower, "following")


def show_stop(inbox: Inbox, request: Request, token: str) -> Response:
    """The page with the button; for who has stopped, the page that says so."""
    follower = _read(inbox, Purpose.STOP_FOLLOWING, token)
    is_over = follower is None or follower.state is State.STOPPED
    return inbox.pages.render("followed") if is_over else _page(inbox, follower, "stop_following")


def stop(inbox: Inbox, request: Request, token: str) -> Response:
    """No more mail on this thread, at once. The second time says the same."""
    follower_id = inbox.tokens.read(Purpose.STOP_FOLLOWING, token)
    if request.form.get("List-Unsubscribe") != "One-Click":
        return show_stop(inbox, request, token)
    with inbox.engine.begin() as connection:
        store.set_state(connection, follower_id, State.STOPPED, inbox.now())
    return inbox.pages.render("followed")


def _read(inbox: Inbox, purpose: Purpose, token: str) -> Follower | None:
    with reading(inbox.engine) as connection:
        return store.by_id(connection, inbox.tokens.read(purpose, token))


def _page(inbox: Inbox, follower: Follower | None, name: str) -> Response:
    if follower is None:
        return inbox.pages.render("error", 410, words="This link is no longer good: nobody is told of replies by it.")
    article = inbox.discussion.articles.known.articles.get(follower.article)
    return inbox.pages.render(name, address=masked(follower.address), article=article)
