"""The routes of a subscriber's own page: name and interests, and everything that is kept about them, by mail."""

from __future__ import annotations

from dataclasses import replace

from flask import Request, Response

from plugins.database.engine import reading
from plugins.inbox.confirming import expired
from plugins.inbox.service import Inbox
from plugins.subscribers import store
from plugins.subscribers.address import masked
from plugins.subscribers.subscriber import INTERESTS, Subscriber, clean_name
from plugins.subscribers.token import Purpose


def show(inbox: Inbox, request: Request, token: str) -> Response:
    """The form, filled in. Whoever has a forwarded mail can open it, so it shows no whole address."""
    subscriber_id = inbox.tokens.read(Purpose.PREFERENCES, token)
    with reading(inbox.engine) as connection:
        person = store.by_id(connection, subscriber_id)
    return _page(inbox, person)


def change(inbox: Inbox, request: Request, token: str) -> Response:
    """Take the form. Who wants nothing at all is told where one unsubscribes."""
    subscriber_id = inbox.tokens.read(Purpose.PREFERENCES, token)
    chosen = request.form.getlist("interest")
    interests = [name for name in INTERESTS if name in chosen]
    name = clean_name(request.form.get("name", "")[:400])
    if not interests:
        with reading(inbox.engine) as connection:
            person = store.by_id(connection, subscriber_id)
        as_sent = replace(person, name=name, interests=()) if person else None
        return _page(inbox, as_sent, "Choose one at least, or unsubscribe below.", 422)
    with inbox.engine.begin() as connection:
        person = store.change_preferences(connection, subscriber_id, name, interests)
    return _page(inbox, person, "Your choice is kept.")


def send_data(inbox: Inbox, request: Request, token: str) -> Response:
    """Mail everything that is kept about a subscriber to the address itself, once a day at most."""
    subscriber_id = inbox.tokens.read(Purpose.PREFERENCES, token)
    with inbox.engine.begin() as connection:
        person = store.by_id(connection, subscriber_id)
        is_sent = store.ask_for_data(connection, subscriber_id, inbox.now())
    if is_sent:
        inbox.wake()
    said = "We have sent it to your address." if is_sent else "We sent it today already. Ask again tomorrow."
    return _page(inbox, person, said)


def _page(inbox: Inbox, person: Subscriber | None, said: str = "", status: int = 200) -> Response:
    if person is None:
        return expired(inbox)
    return inbox.pages.render(
        "preferences",
        status,
        person=person,
        address=masked(person.address),
        preferences=inbox.preferences_path(person.id),
        unsubscribe=inbox.unsubscribe_path(person.id),
        said=said,
    )
