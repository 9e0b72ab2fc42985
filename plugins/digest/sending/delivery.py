"""A delivery: one edition to one subscriber, and how it stands.

    pending → sending → sent | deferred | failed | uncertain
    and skipped, for who left, or asked for nothing that is in it, before it was their turn

`sending` is in the database before a message can leave, so a run that is killed leaves one delivery of each of its
connections in that state: nobody knows whether it arrived. The next run makes it `uncertain`, and sends it to nobody
twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


OPEN = frozenset({State.PENDING, State.SENDING, State.DEFERRED})  # states that a run goes on from


@dataclass(frozen=True)
class Delivery:
    """Somebody whose turn may come, as the list had them a moment ago; without an address when they were erased."""

    id: int  # the number of the subscriber
    address: str = field(repr=False)
    name: str = field(repr=False)
    interests: tuple[str, ...]
    attempts: int  # so far

    @property
    def domain(self) -> str:
        """Where their mail goes."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class Entry:
    """What the ledger is to say of a delivery. `code` is the server's reply, `said` its words or ours; no addresses.

    `is_dead`: the mailbox takes no mail, now and later.
    """

    id: int
    state: State
    attempts: int
    code: int = 0
    said: str = ""
    due_at: datetime | None = None
    is_dead: bool = False
