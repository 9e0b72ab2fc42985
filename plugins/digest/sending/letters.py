"""Writes the letters of a mailing, each with its reader's own links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from plugins.digest.mailing import Mailing
from plugins.digest.readers_letter import Reader, Sender, readers_letter
from plugins.digest.returns.bounce_address import BounceAddress
from plugins.digest.sending.delivery import Delivery
from plugins.mail.letter import Letter
from plugins.subscribers.token import Purpose, Tokens


@dataclass(frozen=True)
class Letters:
    """What all letters of all mailings are written with; without `bounces`, what comes back goes to the sender."""

    sender: Sender
    tokens: Tokens
    now: Callable[[], datetime]
    bounces: BounceAddress | None = None

    def of(self, mailing: Mailing) -> Callable[[Delivery], Letter]:
        """What writes the letters of this mailing; it raises ValueError for a reader that no letter can name."""

        def write(delivery: Delivery) -> Letter:
            mail = mailing.mail_for(delivery.interests)
            if mail is None:
                raise ValueError("there is nothing in it for them")
            reader = Reader(
                id=str(delivery.id),
                address=delivery.address,
                name=delivery.name,
                unsubscribe=self.tokens.make(Purpose.UNSUBSCRIBE, delivery.id),
                preferences=self.tokens.make(Purpose.PREFERENCES, delivery.id),
                bounces=self.bounces.make(mailing.week, delivery.id) if self.bounces else "",
            )
            return readers_letter(mail, mailing.week, reader, self.sender, self.now())

        return write
