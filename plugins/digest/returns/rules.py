"""What follows from mail that comes back.

- A hard bounce (there is no such mailbox): the reader has bounced, and gets nothing more until they sign up again.
- A soft bounce (full, refused, too long on the way): nothing, until the last three editions that they were sent all
  came back; then as for a hard one.
- A complaint: they are never mailed again.
- A delay, or anything else: nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from plugins.mail.returned import Kind
from plugins.subscribers.subscriber import Event

SOFT_IN_A_ROW = 3
COUNTED = frozenset({Kind.HARD, Kind.SOFT, Kind.COMPLAINT})


def event_of(kind: Kind, soft_in_a_row: int) -> Event | None:
    """What happens to the reader; `soft_in_a_row` counts this one."""
    if kind is Kind.COMPLAINT:
        return Event.COMPLAIN
    if kind is Kind.HARD or (kind is Kind.SOFT and soft_in_a_row >= SOFT_IN_A_ROW):
        return Event.BOUNCE
    return None


def in_a_row(sent: Sequence[str], came_back: Collection[str]) -> int:
    """How many of the editions that were sent, the newest first, came back before the first that did not."""
    number = 0
    for edition in sent:
        if edition not in came_back:
            break
        number += 1
    return number
