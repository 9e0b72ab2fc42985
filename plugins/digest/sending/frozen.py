"""An edition's mails as text for the database: what was approved stays word by word what is sent, on every run."""

from __future__ import annotations

import json

from plugins.digest.mail import Mail
from plugins.digest.mailing import Mailing
from plugins.digest.week import Week
from plugins.publication.mistake import PublicationError


def freeze(mailing: Mailing) -> str:
    """The mailing as JSON; a mail that several choices share stands in it once."""
    mails = list(dict.fromkeys(mailing.mails.values()))
    return json.dumps(
        {
            "week": str(mailing.week),
            "mails": [vars(mail) for mail in mails],
            "for": {" ".join(sorted(interests)): mails.index(mail) for interests, mail in mailing.mails.items()},
        },
        ensure_ascii=False,
    )


def thaw(text: str, digest: str) -> Mailing:
    """The mailing out of `freeze`; raises PublicationError where it is not the one with this digest."""
    document = json.loads(text)
    mails = [Mail(**one) for one in document["mails"]]
    chosen = {frozenset(interests.split()): mails[index] for interests, index in document["for"].items()}
    mailing = Mailing(Week.parse(document["week"]), chosen)
    if mailing.digest != digest:
        raise PublicationError(
            f"{mailing.week}: the mails in the database are not those that sending began with; restore a backup"
        )
    return mailing
