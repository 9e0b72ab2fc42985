"""An edition's mails, all of them: made once, before the first letter leaves, and not changed after that.

Subscribers choose what they want to hear of. Each choice that makes a difference has a mail of its own, so there are
at most seven; somebody who wants only what an edition does not have gets none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from jinja2 import Environment

from plugins.digest.contents import Contents
from plugins.digest.mail import Mail, render
from plugins.digest.week import Week
from plugins.subscribers.subscriber import INTERESTS


@dataclass(frozen=True)
class Mailing:
    """The mails of the edition of `week`, by the interests that each is for."""

    week: Week
    mails: Mapping[frozenset[str], Mail]

    def mail_for(self, interests: Iterable[str]) -> Mail | None:
        """The mail for a subscriber; none given counts as all. None where the edition has nothing for them."""
        return self.mails.get(frozenset(interests) or frozenset(INTERESTS))

    @property
    def digest(self) -> str:
        """SHA-256, in hex, over every mail: what was approved, previewed and sent are compared by it."""
        lines = sorted(f"{','.join(sorted(interests))}={mail.digest}" for interests, mail in self.mails.items())
        return hashlib.sha256("\n".join([str(self.week), *lines]).encode()).hexdigest()


def prepare(contents: Contents, environment: Environment, settings: Mapping[str, Any]) -> Mailing:
    """The mails of an edition; raises PublicationError when one finds no room (plugins/digest/mail.py)."""
    made: dict[Contents, Mail] = {}
    mails = {}
    for interests in _choices():
        part = contents.only(interests)
        if part.is_empty and not contents.is_empty:
            continue
        if part not in made:
            made[part] = render(part, environment, settings)
        mails[interests] = made[part]
    return Mailing(contents.week, mails)


def _choices() -> Iterator[frozenset[str]]:
    for count in range(1, len(INTERESTS) + 1):
        yield from map(frozenset, combinations(INTERESTS, count))
