"""“From the comments”: one comment of the week, named `<article id>#<comment id>` in the edition.

The draft proposes the newest that has something to say; the editor takes another, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from plugins.comments_archive.clean import clean_body
from plugins.comments_archive.record import Comment
from plugins.reading import markup

ENOUGH = 60  # characters; “Thanks!” is welcome below an article, and no reason to go there
_REFERENCE = re.compile(r"(?P<article>[a-z0-9-]+)#(?P<comment>[\w.:-]+)")


@dataclass(frozen=True)
class Reference:
    """Which comment: the id of its article, and its own."""

    article: str
    comment: str

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read `the-article#comment-12`; raises ValueError, in words for the editor."""
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text}' names no comment")
        return cls(match["article"], match["comment"])

    def __str__(self) -> str:
        return f"{self.article}#{self.comment}"


def pick(threads: Iterable[tuple[str, Iterable[Comment]]], since: datetime, until: datetime) -> Reference | None:
    """The newest comment by a reader, written after `since` and by `until`; `threads` are article ids and records."""
    found = [
        (record.time, Reference(article, record.id))
        for article, records in threads
        for record in records
        if record.time is not None and since < record.time <= until and _is_a_readers(record)
    ]
    return max(found, key=lambda one: (one[0], str(one[1])))[1] if found else None


def _is_a_readers(record: Comment) -> bool:
    if record.is_mention or record.is_deleted or record.by_author:
        return False
    return len(plain_text(record)) >= ENOUGH


def plain_text(record: Comment) -> str:
    """The words of a comment on one line, without any HTML."""
    return markup.text(clean_body(record.body))
