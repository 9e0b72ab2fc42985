"""The routes that let an editor in: a link by mail, good once and for fifteen minutes, and then a cookie.

The answer to an address is the same for everybody. The cookie holds a signed number, and every form of the pages behind
it another one made of it, which no other site can know; the cookie alone changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Request, Response

from plugins.database.engine import reading
from plugins.inbox.service import MODERATE, Inbox
from plugins.moderation.editors import store
from plugins.moderation.editors.store import Kind
from plugins.subscribers.address import AddressError, normalise
from plugins.subscribers.token import Purpose, TokenError

COOKIE = "editor"
FIELD = "key"  # of every form behind the login
View = Callable[..., Response]


def session_of(inbox: Inbox, request: Request) -> int | None:
    """The session that a request belongs to; None for everybody who is not an editor, or is no more."""
    try:
        session_id = inbox.tokens.read(Purpose.EDITOR, request.cookies.get(COOKIE, ""))
    except TokenError:
        return None
    editors = inbox.discussion.settings.editors
    with reading(inbox.engine) as connection:
        is_good = store.is_good(connection, session_id, Kind.SESSION, editors, inbox.now())
    return session_id if is_good else None


def see_other(path: str) -> Response:
    """The answer to a form that worked: a page that may be loaded again."""
    return Response(status=303, headers={"Location": path})


def form_key(inbox: Inbox, session_id: int) -> str:
    """What a form of this session has to send along."""
    return inbox.tokens.make(Purpose.FORM_OF_EDITOR, session_id)


def for_editors(view: View) -> View:
    """A view that only editors see, and whose forms only its own pages send; others get the page to log in."""

    @wraps(view)
    def guarded(inbox: Inbox, request: Request, **arguments: Any) -> Response:
        session_id = session_of(inbox, request)
        if session_id is None:
            return _log_in_page(inbox)
        if request.method == "POST" and not _is_own(inbox, request, session_id):
            return inbox.pages.render("error", 403, words="This form was not sent from our page. Nothing was changed.")
        return view(inbox, request, session_id, **arguments)

    return guarded


def _is_own(inbox: Inbox, request: Request, session_id: int) -> bool:
    try:
        return inbox.tokens.read(Purpose.FORM_OF_EDITOR, request.form.get(FIELD, "")) == session_id
    except TokenError:
        return False


def _log_in_page(inbox: Inbox, said: str = "", status: int = 200) -> Response:
    return inbox.pages.render("moderate_login", status, said=said, link=None)


def ask(inbox: Inbox, request: Request) -> Response:
    """Mail an editor the link. Whether the address is an editor's cannot be told from the answer."""
    try:
        address = normalise(request.form.get("email", "")[:400])
    except AddressError as error:
        return _log_in_page(inbox, str(error), 422)
    with inbox.engine.begin() as connection:
        store.send_link(connection, address, inbox.discussion.settings.editors, inbox.now())
    inbox.wake()
    return _log_in_page(inbox, "If this is an editor's address, a link is on its way. It is good for fifteen minutes.")


def show(inbox: Inbox, request: Request, token: str) -> Response:
    """The page with the button that uses the link; a scanner that opens it uses nothing."""
    link_id = inbox.tokens.read(Purpose.LOG_IN, token)
    with reading(inbox.engine) as connection:
        is_good = store.is_good(connection, link_id, Kind.LINK, inbox.discussion.settings.editors, inbox.now())
    if not is_good:
        return _log_in_page(inbox, "This link was used, or is older than fifteen minutes. Ask for a new one.", 410)
    return inbox.pages.render("moderate_login", said="", link=inbox.log_in_path(link_id))


def enter(inbox: Inbox, request: Request, token: str) -> Response:
    """Use the link up, set the cookie, and go to the comments."""
    link_id = inbox.tokens.read(Purpose.LOG_IN, token)
    with inbox.engine.begin() as connection:
        session_id = store.enter(connection, link_id, inbox.discussion.settings.editors, inbox.now())
    if session_id is None:
        return _log_in_page(inbox, "This link was used, or is older than fifteen minutes. Ask for a new one.", 410)
    answer = see_other(MODERATE)
    answer.set_cookie(
        COOKIE,
        inbox.tokens.make(Purpose.EDITOR, session_id),
        path=MODERATE,
        secure=inbox.settings.url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return answer


@for_editors
def leave(inbox: Inbox, request: Request, session_id: int) -> Response:
    """End the session."""
    with inbox.engine.begin() as connection:
        store.leave(connection, session_id)
    answer = _log_in_page(inbox, "You are logged out.")
    answer.delete_cookie(COOKIE, path=MODERATE)
    return answer
