"""What becomes of an address: nobody who has left comes back, and a second import changes nothing."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.subscribers.exchange.incoming import Agreement, Incoming
from plugins.subscribers.exchange.merging import Fate, Known, merge
from plugins.subscribers.subscriber import NEVER_MAILED, Status
from tests.subscribers.exchange.exports import at

EARLY, LATE = at(2020, 1, 1), at(2024, 1, 1)
GONE = {Status.UNSUBSCRIBED, Status.BOUNCED, Status.COMPLAINED, Status.SUPPRESSED}


def told(status: Status, status_at: datetime | None = EARLY) -> Incoming:
    return Incoming("a@example.com", status, (Agreement("import: x", EARLY, EARLY),), status_at=status_at)


@pytest.mark.parametrize(
    ("known", "incoming", "fate", "status"),
    [
        (Known(), Status.CONFIRMED, Fate.NEW, Status.CONFIRMED),
        (Known(), Status.BOUNCED, Fate.NEW, Status.BOUNCED),
        (Known(Status.PENDING), Status.CONFIRMED, Fate.CHANGED, Status.CONFIRMED),
        (Known(Status.PENDING), Status.UNSUBSCRIBED, Fate.CHANGED, Status.UNSUBSCRIBED),
        (Known(Status.CONFIRMED, EARLY), Status.CONFIRMED, Fate.UNCHANGED, Status.CONFIRMED),
        (Known(Status.CONFIRMED, EARLY), Status.UNSUBSCRIBED, Fate.CHANGED, Status.UNSUBSCRIBED),
        (Known(Status.CONFIRMED, LATE), Status.UNSUBSCRIBED, Fate.CONFIRMED_SINCE, Status.CONFIRMED),
        (Known(Status.CONFIRMED, LATE), Status.COMPLAINED, Fate.CHANGED, Status.COMPLAINED),
        (Known(Status.UNSUBSCRIBED, EARLY), Status.CONFIRMED, Fate.LEFT_BEFORE, Status.UNSUBSCRIBED),
        (Known(Status.BOUNCED, EARLY), Status.UNSUBSCRIBED, Fate.CHANGED, Status.UNSUBSCRIBED),
        (Known(Status.UNSUBSCRIBED, EARLY), Status.BOUNCED, Fate.UNCHANGED, Status.UNSUBSCRIBED),
        (Known(Status.SUPPRESSED), Status.COMPLAINED, Fate.UNCHANGED, Status.SUPPRESSED),
        (Known(is_refused=True), Status.CONFIRMED, Fate.LEFT_BEFORE, Status.CONFIRMED),
    ],
)
def test_fates(known: Known, incoming: Status, fate: Fate, status: Status) -> None:
    assert merge(known, told(incoming)) == (fate, status)


def test_who_left_at_a_time_that_is_not_known_has_left() -> None:
    assert merge(Known(Status.CONFIRMED, LATE), told(Status.UNSUBSCRIBED, None))[1] is Status.UNSUBSCRIBED


def fate_of_all(*incoming: Incoming) -> Status:
    known = Known()
    for one in incoming:
        known = Known(merge(known, one)[1], one.confirmed_here_at)
    assert known.status
    return known.status


_statuses, _times = st.sampled_from(Status), st.none() | st.sampled_from([EARLY, LATE])


@given(_statuses, _times, _statuses, _times)
def test_nobody_is_brought_back_and_a_second_time_changes_nothing(
    before: Status, confirmed: datetime | None, incoming: Status, since: datetime | None
) -> None:
    fate, after = merge(Known(before, confirmed), told(incoming, since))
    if before in GONE:
        assert after in GONE
    if before in NEVER_MAILED:
        assert after in NEVER_MAILED
    assert (fate is Fate.CHANGED) == (after is not before)
    assert merge(Known(after, confirmed), told(incoming, since))[1] is after


@given(
    st.lists(st.tuples(st.sampled_from([Status.CONFIRMED, *sorted(GONE)]), _times), min_size=1, max_size=4), st.data()
)
def test_exports_may_come_in_any_order(rows: list[tuple[Status, datetime | None]], data: st.DataObject) -> None:
    """Who is mailed does not depend on it, whatever they say of one address."""
    exports = [told(status, since) for status, since in rows]
    other_order = data.draw(st.permutations(exports))
    assert (fate_of_all(*exports) in GONE) == (fate_of_all(*other_order) in GONE)
