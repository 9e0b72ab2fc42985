"""What `invoke digest.send` and `invoke digest.due` decide: whether an edition may be sent now, and what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from plugins.database.engine import reading
from plugins.digest.desk import Desk
from plugins.digest.edition import Edition
from plugins.digest.mailing import Mailing
from plugins.digest.sending import counting_store, store
from plugins.digest.sending.approval_commit import Approval, approval_of, approved_mailing
from plugins.digest.sending.delivery import OPEN
from plugins.digest.sending.drift import drift
from plugins.digest.sending.frozen import thaw
from plugins.publication.mistake import PublicationError


class DriftError(PublicationError):
    """The edition is not any more what was approved."""


@dataclass(frozen=True)
class Outlook:
    """An edition that may be sent now: its mails, and whether its sending has begun. `changed` are lines that differ
    from what is on the way already; `approval` is None once it has begun."""

    edition: Edition
    mailing: Mailing
    approval: Approval | None
    has_begun: bool
    changed: list[str]


def look(edition: Edition, desk: Desk, root: Path, engine: Engine, late: timedelta | None) -> Outlook:
    """Look whether an edition may be sent now; raises PublicationError, saying why not and what to do.

    `late` is how late it may be; None for any time. Once its sending has begun, what goes out is what was frozen then.
    """
    week = edition.week
    if not edition.is_approved:
        raise PublicationError(f"{week}: it is a draft; approve it with: invoke digest.approve --edition {week}")
    with reading(engine) as connection:
        record = store.record(connection, str(week))
    _refuse_at_the_wrong_time(edition, record, desk.now, late)
    if record:
        frozen = thaw(record.mails, record.digest)
        return Outlook(edition, frozen, None, True, drift(frozen, desk.mailing(edition)))
    approval = approval_of(edition, root, desk.content)
    now, before = desk.mailing(edition), approved_mailing(edition, approval, root, desk)
    changed = drift(before, now)
    if changed:
        raise DriftError(
            "\n".join([f"{week}: since it was approved, this has changed in its mail:", "", *changed, ""])
            + f"\nNothing was sent. Take that back, or approve it anew and push: "
            f"invoke digest.approve --again --edition {week}"
        )
    return Outlook(edition, now, approval, False, [])


def _refuse_at_the_wrong_time(
    edition: Edition, record: store.Record | None, now: datetime, late: timedelta | None
) -> None:
    week = edition.week
    if edition.date > now:
        raise PublicationError(
            f"{week}: it goes out on {edition.date:%Y-%m-%d at %H:%M}; to send it now, change its date"
        )
    since = record.moved_at if record else edition.date
    if late is not None and now - since > late:
        what = "its sending was last gone on with" if record else "it was to go out"
        raise PublicationError(
            f"{week}: {what} on {since.astimezone(edition.date.tzinfo):%Y-%m-%d at %H:%M}, which is long ago; "
            f"if nobody has it and it is to go out all the same, add --late"
        )


def due(desk: Desk, engine: Engine, late: timedelta) -> Iterator[Edition]:
    """The editions that a scheduler is to send at the desk's now: approved, their time come, not too late, not done.

    One whose sending has stopped waits for a person.
    """
    for edition in desk.editions:
        if not edition.is_approved or edition.date > desk.now:
            continue
        with reading(engine) as connection:
            record = store.record(connection, str(edition.week))
            counts = counting_store.counts(connection, str(edition.week)) if record else {}
        is_in_time = desk.now - (record.moved_at if record else edition.date) <= late
        is_open = record is None or (not record.stopped and any(counts[state] for state in OPEN))
        if is_in_time and is_open:
            yield edition
