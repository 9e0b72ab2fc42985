"""Takes in mail that came back: whose letter it was, what happened to it, and what follows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

from plugins.database.engine import writing
from plugins.digest.returns import store
from plugins.digest.returns.bounce_address import BounceAddress
from plugins.digest.returns.letter import Letter, find_letter
from plugins.digest.returns.rules import COUNTED, SOFT_IN_A_ROW, event_of, in_a_row
from plugins.mail.returned import Kind, Returned, read
from plugins.subscribers import store as subscribers
from plugins.subscribers.subscriber import Event
from plugins.subscribers.token import Tokens


class Outcome(StrEnum):
    """What came of a message."""

    BOUNCED = "taken off the list: there is no such mailbox, or it has refused three editions in a row"
    COMPLAINED = "never mailed again: they called it spam"
    NOTED = "noted: the letter could not be delivered this time"
    DELAYED = "delayed: the mail server goes on trying"
    KNOWN = "taken in before"
    FOREIGN = "not about a letter of ours"


_OF_EVENT = {Event.BOUNCE: Outcome.BOUNCED, Event.COMPLAIN: Outcome.COMPLAINED}


@dataclass(frozen=True)
class Returns:
    """What is needed to know our letters again. Not `is_live`: say what would happen, and change nothing."""

    engine: Engine
    tokens: Tokens
    address: BounceAddress | None
    is_live: bool = False

    def take(self, raw: bytes, now: datetime) -> Outcome:
        """Take in one message, as it came; raises DatabaseError where that cannot be noted."""
        returned = read(raw)
        letter = find_letter(returned.clues, self.address, self.tokens)
        if letter is None or returned.kind is Kind.OTHER:
            return Outcome.FOREIGN
        if returned.kind not in COUNTED:
            return Outcome.DELAYED
        with writing(self.engine) as connection:
            outcome = self._note(connection, hashlib.sha256(raw).hexdigest(), letter, returned, now)
            if not self.is_live:
                connection.rollback()
        return outcome

    def _note(self, connection: Connection, id_: str, letter: Letter, returned: Returned, now: datetime) -> Outcome:
        if store.is_known(connection, id_):
            return Outcome.KNOWN
        number = letter.subscriber_id
        store.add(connection, id_, number, letter.edition, returned.kind, returned.code, now)
        sent = store.sent_to(connection, number, SOFT_IN_A_ROW)
        soft = in_a_row(sent, store.came_back(connection, number, Kind.SOFT))
        event = event_of(returned.kind, soft)
        if event is None:
            return Outcome.NOTED
        subscribers.apply(connection, number, event, now)
        return _OF_EVENT[event]
