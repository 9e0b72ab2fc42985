"""The letters that the inbox writes: to confirm, to say that one is on the list already, and with all that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from plugins.database import queue
from plugins.database.queue import QueuedMail
from plugins.inbox.service import Inbox
from plugins.mail.letter import Letter, Mailbox
from plugins.mail.settings import MailSettings
from plugins.rendering.environment import environment
from plugins.subscribers import store
from plugins.subscribers.subscriber import NEVER_MAILED, Answer, Subscriber

SUBJECTS = {
    Answer.CONFIRM: "Confirm your subscription to {site}",
    Answer.KNOWN: "You are on the list of {site}",
    store.DATA: "What {site} keeps about you",
}


class Letters:
    """Writes the letter for a queued mail, with the theme's templates `email/KIND.html` and `.txt`."""

    def __init__(self, inbox: Inbox, settings: Mapping[str, Any], mail: MailSettings) -> None:
        self._inbox, self._settings, self._mail = inbox, settings, mail
        self._jinja = environment(settings)

    def write(self, connection: Connection, mail: QueuedMail, now: datetime) -> Letter | None:
        """The letter as of now; None where it has lost its reason since it was queued."""
        person = store.by_id(connection, mail.subscriber_id or 0)
        if person is None or (person.status in NEVER_MAILED and mail.kind != store.DATA):
            return None
        facts = self._facts(connection, mail, person, now)
        if facts is None:
            return None
        values = {**self._settings, "person": person, **facts}
        sender = self._mail.sender
        return Letter(
            id=f"{mail.id:x}.{mail.kind}@{sender.address.rpartition('@')[2]}",
            date=now,
            sender=sender,
            reply_to=self._mail.reply_to,
            to=Mailbox(person.address),
            subject=SUBJECTS[mail.kind].format(site=self._settings["SITENAME"]),
            text=self._jinja.get_template(f"email/{mail.kind}.txt").render(values),
            html=self._jinja.get_template(f"email/{mail.kind}.html").render(values),
            is_automatic=True,
        )

    def _facts(
        self, connection: Connection, mail: QueuedMail, person: Subscriber, now: datetime
    ) -> dict[str, Any] | None:
        link = self._inbox.settings.link
        if mail.kind == Answer.CONFIRM:
            consent = store.consent(connection, mail.facts["consent"])
            if consent is None or consent.confirmed_at or consent.expires_at <= now:
                return None
            return {
                "confirm": link(self._inbox.confirm_path(consent.id)),
                "wording": consent.wording,
                "good_until": consent.expires_at.astimezone(self._inbox.settings.zone),
            }
        links = {
            "preferences": link(self._inbox.preferences_path(person.id)),
            "unsubscribe": link(self._inbox.unsubscribe_path(person.id)),
        }
        if mail.kind == store.DATA:
            sent = queue.account(connection, person.id)
            return links | {"consents": store.consents_of(connection, person.id), "mails": sent}
        return links
