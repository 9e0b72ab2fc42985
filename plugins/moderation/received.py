"""A comment that came in, and how its status changes.

    pending → approved → published → removing → removed
    and beside it: spam and deleted, which an editor can still approve for a month

An editor's decision is in the database before anything else happens: `approved` and `removing` are what is still to be
committed to git, `published` and `removed` what is there. A crash between the two loses nothing: the next run goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from plugins.comments_archive.record import Comment, Kind
from plugins.comments_archive.record import Status as Kept
from plugins.moderation.rules import Reason

MAY_CHANGE = timedelta(minutes=15)  # for how long a writer may change or delete a comment
KEPT_FOR = timedelta(days=30)  # spam and what was deleted or removed, to be looked for


class Status(StrEnum):
    """Where a comment stands."""

    PENDING = "pending"
    APPROVED = "approved"
    PUBLISHED = "published"
    SPAM = "spam"
    DELETED = "deleted"
    REMOVING = "removing"
    REMOVED = "removed"


class Decision(StrEnum):
    """What an editor decides."""

    APPROVE = "approve"
    SPAM = "spam"
    DELETE = "delete"


DONE = {Decision.APPROVE: "approved", Decision.SPAM: "marked as spam", Decision.DELETE: "deleted"}
_IN_GIT_OR_SOON = {Status.APPROVED, Status.PUBLISHED}
_LEADS_TO: dict[Decision, dict[Status, Status]] = {
    Decision.APPROVE: dict.fromkeys((Status.PENDING, Status.SPAM, Status.DELETED, Status.REMOVED), Status.APPROVED),
    Decision.SPAM: dict.fromkeys((Status.PENDING, Status.DELETED), Status.SPAM)
    | dict.fromkeys(_IN_GIT_OR_SOON, Status.REMOVING),
    Decision.DELETE: dict.fromkeys((Status.PENDING, Status.SPAM), Status.DELETED)
    | dict.fromkeys(_IN_GIT_OR_SOON, Status.REMOVING),
}
TO_COMMIT = {Status.APPROVED: Status.PUBLISHED, Status.REMOVING: Status.REMOVED}  # and what they are then
PASSING = (Status.SPAM, Status.DELETED, Status.REMOVED)  # cleared away after a month


def after(status: Status, decision: Decision) -> Status:
    """The status after a decision; the same one where the decision means nothing to it."""
    return _LEADS_TO[decision].get(status, status)


@dataclass(frozen=True)
class Received:
    """One row; times are aware UTC. `record` is its id in the archive; `changes` the row that it is a later version of,
    None for most. A comment whose words were erased has no `text`."""

    id: int
    record: str
    article: str
    parent: str
    name: str
    link: str
    text: str
    body: str
    by_author: str
    reasons: tuple[Reason, ...]
    status: Status
    status_at: datetime
    written_at: datetime
    writer: str = ""
    avatar: str = ""
    wants_replies: bool = False
    changes: int | None = None
    commit: str = ""
    shown_at: datetime | None = None

    def may_change(self, now: datetime) -> bool:
        """Whether its writer may still change or delete it."""
        return bool(self.text) and now < self.written_at + MAY_CHANGE

    def as_record(self) -> Comment:
        """The comment as the archive keeps it for ever."""
        return Comment(
            id=self.record,
            kind=Kind.COMMENT,
            author_name=self.name,
            author_link=self.link,
            time=self.written_at.replace(microsecond=0),
            in_reply_to=self.parent,
            by_author=self.by_author,
            avatar=self.avatar,
            body=self.body,
        )


def tombstone(record: Comment) -> Comment:
    """What is left of a record that was removed: its place, so that replies keep theirs."""
    return replace(record, status=Kept.DELETED, author_name="", author_link="", by_author="", avatar="", body="")
