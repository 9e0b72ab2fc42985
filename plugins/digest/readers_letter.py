"""One reader's letter: the edition's mail with their own tokens in its two places, before anything is encoded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from plugins.digest.mail import PREFERENCES, UNSUBSCRIBE, Mail
from plugins.digest.week import Week
from plugins.mail.letter import Letter, Mailbox, MailingList, flat
from plugins.mail.settings import MailSettings

KIND = "weekly"  # what the list is called in its id, and in what Gmail counts complaints by


@dataclass(frozen=True)
class Reader:
    """Who gets a letter. `id` never changes, and tells nothing; the tokens are those of their two links. `bounces` is
    the address that their letter comes back to, empty for the sender's.

    The name is what they typed, so it may hold anything.
    """

    id: str
    address: str = field(repr=False)
    name: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)
    preferences: str = field(default="", repr=False)
    bounces: str = field(default="", repr=False)


@dataclass(frozen=True)
class Sender:
    """What all letters of a publication have in common. `site` and `inbox` are addresses without a slash at the end."""

    mailbox: Mailbox
    reply_to: Mailbox | None
    site_name: str
    site: str
    inbox: str
    help: str

    @classmethod
    def of(cls, settings: Mapping[str, Any], mail: MailSettings) -> Sender:
        """Out of Pelican's settings of the public site, and those of its mail."""
        site = str(settings["SITEURL"])
        return cls(
            mailbox=mail.sender,
            reply_to=mail.reply_to or mail.sender,
            site_name=settings["SITENAME"],
            site=site,
            inbox=str(settings.get("INBOX_URL") or site),
            help=f"{site}{settings['SUBSCRIBE_PAGE']}",
        )

    @property
    def host(self) -> str:
        """The name of the site, in ASCII, which ids end with."""
        return (urlsplit(self.site).hostname or "localhost").encode("idna").decode()


def readers_letter(mail: Mail, week: Week, reader: Reader, sender: Sender, now: datetime) -> Letter:
    """The letter to one reader, as of `now` (aware).

    Its id is the same whenever this reader is sent this edition, so that programs show it once. Raises ValueError for
    an address that no header can hold.
    """
    host = sender.host
    own = hashlib.sha256(f"{week}\n{reader.id}\n{host}".encode()).hexdigest()[:24]
    return Letter(
        id=f"{week}.{own}@{host}".lower(),
        date=now,
        sender=sender.mailbox,
        to=Mailbox(reader.address, flat(reader.name)),
        subject=mail.subject,
        text=_with_tokens(mail.text, reader),
        html=_with_tokens(mail.html, reader),
        reply_to=sender.reply_to,
        envelope_from=reader.bounces,
        mailing_list=MailingList(
            id=f"{KIND}.{host}",
            name=sender.site_name,
            unsubscribe=f"{sender.inbox}/u/{reader.unsubscribe}",
            unsubscribe_mail=(sender.reply_to or sender.mailbox).address,
            archive=f"{sender.site}/weekly/",
            help=sender.help,
            feedback_id=f"{week}:{KIND}:{re.sub('[^a-z0-9]', '', host)}",
        ),
    )


def _with_tokens(text: str, reader: Reader) -> str:
    return text.replace(UNSUBSCRIBE, reader.unsubscribe).replace(PREFERENCES, reader.preferences)
