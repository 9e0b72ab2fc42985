"""The routes of `/u/TOKEN`, which stands in the head and the foot of every mail: RFC 8058.

A mail program POSTs `List-Unsubscribe=One-Click` to it; a person who follows the link gets a page with one button.
Scanners open every link of a mail, so GET changes nothing.
"""

from __future__ import annotations

from flask import Request, Response

from plugins.database.engine import reading
from plugins.inbox.service import Inbox
from plugins.subscribers import store
from plugins.subscribers.address import masked
from plugins.subscribers.subscriber import Status
from plugins.subscribers.token import Purpose

_ON_THE_LIST = {Status.PENDING, Status.CONFIRMED, Status.BOUNCED}


def show(inbox: Inbox, request: Request, token: str) -> Response:
    """The page with the button; for who has left, the page that says so."""
    subscriber_id = inbox.tokens.read(Purpose.UNSUBSCRIBE, token)
    with reading(inbox.engine) as connection:
        person = store.by_id(connection, subscriber_id)
    if person is None or person.status not in _ON_THE_LIST:
        return inbox.pages.render("unsubscribed")
    return inbox.pages.render(
        "unsubscribe", address=masked(person.address), preferences=inbox.preferences_path(person.id)
    )


def unsubscribe(inbox: Inbox, request: Request, token: str) -> Response:
    """End the subscription at once: no question, no redirect, no cookie. The second time says the same."""
    subscriber_id = inbox.tokens.read(Purpose.UNSUBSCRIBE, token)
    if request.form.get("List-Unsubscribe") != "One-Click":
        return show(inbox, request, token)
    with inbox.engine.begin() as connection:
        store.unsubscribe(connection, subscriber_id, inbox.now())
    return inbox.pages.render("unsubscribed")
