"""The letters that tell the editor of a new draft, and of an edition that has gone out or could not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jinja2 import Environment

from plugins.digest.drafting import Drafted
from plugins.digest.readers_letter import Sender
from plugins.digest.week import Week
from plugins.mail.letter import Letter, Mailbox, flat
from plugins.mail.styled import styled


def editors_letter(
    drafted: Drafted,
    editor: Mailbox,
    sender: Sender,
    environment: Environment,
    settings: Mapping[str, Any],
    now: datetime,
) -> Letter:
    """The letter, as of `now`; on the same week it always has the same id."""
    week, choice = drafted.week, drafted.choice
    values = {
        **settings,
        "subject": f"The draft of the weekly email {week} is ready",
        "week": week,
        "edition_date": drafted.date,
        "titles": [flat(one.title) for one in (*choice.articles, *choice.webinars, *choice.offers)],
        "path": f"content/{drafted.path}",
        "address": f"{sender.site}/weekly/{week}/",
    }
    return Letter(
        id=f"draft.{week}@{sender.host}".lower(),
        date=now,
        sender=sender.mailbox,
        to=editor,
        subject=values["subject"],
        text=environment.get_template("email/drafted.txt").render(values),
        html=styled(environment.get_template("email/drafted.html").render(values)),
        is_automatic=True,
    )


def sending_letter(
    week: Week,
    subject: str,
    words: str,
    editor: Mailbox,
    sender: Sender,
    environment: Environment,
    settings: Mapping[str, Any],
    now: datetime,
) -> Letter:
    """The letter that an edition has gone out, or that it waits, and for what: `words` are those of the terminal."""
    values = {**settings, "subject": subject, "words": words, "address": f"{sender.site}/weekly/{week}/"}
    return Letter(
        id=f"sending.{week}.{hashlib.sha256(words.encode()).hexdigest()[:16]}@{sender.host}".lower(),
        date=now,
        sender=sender.mailbox,
        to=editor,
        subject=subject,
        text=environment.get_template("email/sending.txt").render(values),
        html=styled(environment.get_template("email/sending.html").render(values)),
        is_automatic=True,
    )
