"""The routes behind the link of a confirming mail: a page with one button, and what the button does."""

from __future__ import annotations

from flask import Request, Response

from plugins.database.engine import reading
from plugins.inbox.service import Inbox
from plugins.subscribers import opt_in_store, store
from plugins.subscribers.address import masked
from plugins.subscribers.subscriber import Status, Subscriber
from plugins.subscribers.token import Purpose


def show(inbox: Inbox, request: Request, token: str) -> Response:
    """What one is about to confirm. Changes nothing, however often a scanner opens it."""
    consent_id = inbox.tokens.read(Purpose.CONFIRM, token)
    with reading(inbox.engine) as connection:
        consent = store.consent(connection, consent_id)
        person = store.by_id(connection, consent.subscriber_id) if consent else None
    if consent is None or person is None or (consent.confirmed_at is None and consent.expires_at <= inbox.now()):
        return expired(inbox)
    if consent.confirmed_at:
        return _where_they_stand(inbox, person)
    given_at = consent.given_at.astimezone(inbox.settings.zone)
    return inbox.pages.render("confirm", address=masked(person.address), wording=consent.wording, given_at=given_at)


def confirm(inbox: Inbox, request: Request, token: str) -> Response:
    """Put the subscriber on the list. The second time changes nothing, and says the same."""
    with inbox.engine.begin() as connection:
        person = opt_in_store.confirm(connection, inbox.tokens.read(Purpose.CONFIRM, token), inbox.now())
    return _where_they_stand(inbox, person) if person else expired(inbox)


def expired(inbox: Inbox) -> Response:
    """The link is too old, or what it belonged to is gone."""
    return inbox.pages.render("expired", 410)


def _where_they_stand(inbox: Inbox, person: Subscriber) -> Response:
    if person.status is not Status.CONFIRMED:
        return expired(inbox)
    return inbox.pages.render(
        "confirmed", address=masked(person.address), preferences=inbox.preferences_path(person.id)
    )
