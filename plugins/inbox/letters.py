"""The letters that the inbox writes: to confirm, to say that one is on the list already, and with all that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from plugins.database.queue import QueuedMail
from plugins.inbox.comment_letters import CommentLetters, Content
from plugins.inbox.service import Inbox
from plugins.mail.letter import Letter, Mailbox
from plugins.mail.settings import MailSettings
from plugins.mail.styled import styled
from plugins.rendering.environment import environment
from plugins.subscribers import store
from plugins.subscribers.subscriber import NEVER_MAILED, Answer, Subscriber

SUBJECTS = {
    Answer.CONFIRM: "Confirm your subscription to {site}",
    Answer.KNOWN: "You are on the list of {site} already",
    store.DATA: "What {site} keeps about you",
}


class Letters:
    """Writes the letter for a queued mail, with the theme's templates `email/KIND.html` and `.txt`."""

    def __init__(self, inbox: Inbox, settings: Mapping[str, Any], mail: MailSettings) -> None:
        # A preview's pages have addresses without a host; its mails cannot.
        self._settings = {**settings, "SITEURL": settings["SITEURL"] or inbox.settings.url}
        self._inbox, self._mail = inbox, mail
        self._jinja = environment(self._settings)
        self._domain = mail.sender.address.rpartition("@")[2]
        site_url, site_name = self._settings["SITEURL"], self._settings["SITENAME"]
        self._about_comments = CommentLetters(inbox, site_url, site_name, self._domain)

    def write(self, connection: Connection, mail: QueuedMail, now: datetime) -> Letter | None:
        """The letter as of now; None where it has lost its reason since it was queued."""
        if self._about_comments.knows(mail.kind):
            content = self._about_comments.content(connection, mail, now)
            return self._letter(mail, mail.recipient, content, now) if content else None
        person = store.by_id(connection, mail.subscriber_id or 0)
        facts = self._facts(connection, mail, person, now) if person else None
        if person is None or facts is None:
            return None
        subject = SUBJECTS[mail.kind].format(site=self._settings["SITENAME"])
        return self._letter(mail, person.address, Content(subject, facts), now)

    def _letter(self, mail: QueuedMail, address: str, content: Content, now: datetime) -> Letter:
        values = {**self._settings, "subject": content.subject, **content.values}
        return Letter(
            id=f"{mail.id:x}.{mail.kind}@{self._domain}",
            date=mail.created_at or now,  # the same when it is sent again, as its id
            sender=self._mail.sender,
            reply_to=self._mail.reply_to,
            to=Mailbox(address),
            subject=content.subject,
            mailing_list=content.mailing_list,
            text=self._jinja.get_template(f"email/{mail.kind}.txt").render(values).strip() + "\n",
            html=styled(self._jinja.get_template(f"email/{mail.kind}.html").render(values)),
            is_automatic=True,
        )

    def _facts(
        self, connection: Connection, mail: QueuedMail, person: Subscriber, now: datetime
    ) -> dict[str, Any] | None:
        """What the templates of a kind take; None where the mail has no reason any more."""
        inbox, link = self._inbox, self._inbox.settings.link
        links = {
            "preferences": link(inbox.preferences_path(person.id)),
            "unsubscribe": link(inbox.unsubscribe_path(person.id)),
        }
        if mail.kind == store.DATA:
            return links | {"dossier": store.dossier(connection, person)}
        if person.status in NEVER_MAILED:
            return None
        if mail.kind == Answer.KNOWN:
            return links
        consent = store.consent(connection, mail.facts["consent"])
        if consent is None or consent.confirmed_at or consent.expires_at <= now:
            return None
        good_until = consent.expires_at.astimezone(inbox.settings.zone)
        confirm = link(inbox.confirm_path(consent.id))
        return {"confirm": confirm, "wording": consent.wording, "good_until": good_until}
