"""All that is kept of one person, for that person: a copy for people and for machines (GDPR articles 15 and 20)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.subscribers.consent import Consent
from plugins.subscribers.subscriber import Subscriber


@dataclass(frozen=True)
class Mail:
    """A mail that a form asked for, or an edition; its state, such as `sent`, and since when it has been so."""

    kind: str
    state: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """A subscriber, what they agreed to, the mails of the last month that they caused, and their editions."""

    subscriber: Subscriber
    consents: tuple[Consent, ...]
    mails: tuple[Mail, ...] = ()

    def as_json(self) -> str:
        """The dossier as a JSON document; times are UTC."""
        person = self.subscriber
        document: dict[str, Any] = {
            "address": person.address,
            "name": person.name,
            "status": person.status,
            "status_since": _time(person.status_at),
            "interests": list(person.interests),
            "signed_up": _time(person.created_at),
            "confirmed": _time(person.confirmed_at),
            "agreed_to": [_consent(one) for one in self.consents],
            "mails": [{"kind": one.kind, "state": one.state, "at": _time(one.at)} for one in self.mails],
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def as_text(self) -> str:
        """The dossier in lines, for a person."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        person = self.subscriber
        yield f"Address:    {person.address}"
        yield f"Name:       {person.name or 'none'}"
        yield f"Status:     {person.status}, since {_shown(person.status_at)}"
        yield f"Interests:  {', '.join(person.interests)}"
        yield f"Signed up:  {_shown(person.created_at)}"
        yield f"Confirmed:  {_shown(person.confirmed_at)}"
        for one in self.consents:
            yield ""
            yield f"Form:       {one.form}" + (f" on {one.page}" if one.page else "")
            if one.tag:
                yield f"Tag:        {one.tag}"
            yield f"Agreed to:  {one.wording or 'the words are not known'}"
            yield f"Sent:       {_shown(one.given_at)}"
            yield f"Confirmed:  {_shown(one.confirmed_at)}"
            if one.network_address:
                yield f"Network:    {one.network_address}"
        for mail in self.mails:
            yield ""
            yield f"Mail:       {mail.kind}, {mail.state}, {_shown(mail.at)}"


def _consent(one: Consent) -> dict[str, Any]:
    return {
        "form": one.form,
        "tag": one.tag,
        "page": one.page,
        "wording": one.wording,
        "sent": _time(one.given_at),
        "confirmed": _time(one.confirmed_at),
        "network_address": one.network_address,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "not yet"
