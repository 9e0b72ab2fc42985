"""A record of the archive: one comment or mention, as it is kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_LAST = datetime.max.replace(tzinfo=UTC)  # what has no time comes last


class Kind(StrEnum):
    """What a record is: a reader's comment, or one of three kinds of mention."""

    COMMENT = "comment"
    PINGBACK = "pingback"
    TRACKBACK = "trackback"
    WEBMENTION = "webmention"


class Status(StrEnum):
    """What the archive holds is approved; what was removed later leaves a tombstone, without name and text."""

    APPROVED = "approved"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from, its id there, and the digest of what was imported."""

    system: str
    id: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """One record. `id` is its anchor on the page, `author_name` plain text, `body` cleaned HTML.

    `time` is in UTC; `local_time`, without a zone, is what the old site showed. `in_reply_to` is the id of another
    record, which may be missing. `by_author` is the slug of the author of the publication who wrote it. `avatar` is
    the keyed digest that the drawing is made of. None of them tells an e-mail or network address.
    """

    id: str
    kind: Kind
    author_name: str = ""
    author_link: str = ""
    time: datetime | None = None
    local_time: datetime | None = None
    in_reply_to: str = ""
    status: Status = Status.APPROVED
    by_author: str = ""
    avatar: str = ""
    body: str = ""
    source: Source | None = None

    def placed(self, number: str, in_reply_to: str, source: Source | None) -> Comment:
        """The record with its place in the archive: its id, its parent's, and its source."""
        return Comment(
            number,
            self.kind,
            self.author_name,
            self.author_link,
            self.time,
            self.local_time,
            in_reply_to,
            self.status,
            self.by_author,
            self.avatar,
            self.body,
            source,
        )

    @property
    def is_mention(self) -> bool:
        """Whether it is a pingback, trackback or webmention."""
        return self.kind is not Kind.COMMENT

    @property
    def is_deleted(self) -> bool:
        """Whether only its place is left."""
        return self.status is Status.DELETED


def in_order(records: Iterable[Comment]) -> list[Comment]:
    """The records by time and id: the order of the file and of the page."""
    return sorted(records, key=lambda record: (record.time or _LAST, record.id))


def digest(record: Comment) -> str:
    """Sixteen hex digits over what readers see of a record; where it came from, and its drawing, do not count."""
    seen = [
        record.kind,
        record.author_name,
        record.author_link,
        record.time.isoformat() if record.time else "",
        record.local_time.isoformat() if record.local_time else "",
        record.in_reply_to,
        record.status,
        record.by_author,
        record.body,
    ]
    return hashlib.sha256("\x1f".join(seen).encode("utf-8", "replace")).hexdigest()[:16]


def is_edited(record: Comment) -> bool:
    """Whether somebody has changed an imported record by hand."""
    return record.source is not None and bool(record.source.digest) and record.source.digest != digest(record)
